import { z } from 'zod';
import { dnsLabel, dnsSubdomain } from './scalars/names';

const tls = z
  .strictObject({
    issuer: dnsSubdomain.optional().describe('cert-manager ClusterIssuer that makes the certificates'),
    secretName: dnsSubdomain.optional().describe('Existing Secret of type kubernetes.io/tls, in place of an issuer'),
  })
  .describe('TLS of every route');

const namespace = dnsLabel.describe('Namespace of the controller, from which traffic is let in');

const ingress = z.strictObject({
  kind: z.literal('ingress').describe('networking.k8s.io Ingress'),
  className: dnsSubdomain.default('traefik').describe('IngressClass'),
  controllerNamespace: namespace.default('traefik'),
  tls: tls.optional(),
});

const gateway = z.strictObject({
  kind: z.literal('gateway').describe('Gateway API HTTPRoute'),
  gateway: z
    .strictObject({ name: dnsSubdomain, namespace: dnsLabel, sectionName: dnsLabel.optional() })
    .describe('Gateway that the routes attach to; it terminates TLS'),
  controllerNamespace: namespace.default('gateway-system'),
  tls: z.boolean().default(true).describe('Whether the Gateway serves HTTPS, which decides the public URLs'),
});

const none = z.strictObject({ kind: z.literal('none').describe('Nothing: reached on localhost ports or from inside') });

/** How traffic from outside comes in. */
export const edge = z.discriminatedUnion('kind', [none, ingress, gateway]);

export type Edge = z.output<typeof edge>;
