import { z } from 'zod';
import { headers, rateLimit } from './edge-traffic';
import { emailAddress } from './scalars/email';
import { dnsLabel, dnsSubdomain } from './scalars/names';
import { url } from './scalars/url';

const acme = z
  .strictObject({
    email: emailAddress.describe('Address for notices about certificates'),
    server: z
      .union([z.enum(['staging', 'production']), url])
      .default('staging')
      .describe("Directory of Let's Encrypt, or the URL of another one; staging certificates are trusted by nobody"),
  })
  .describe('cert-manager Issuer of this namespace, which proves the hosts over HTTP-01');

const tls = z
  .strictObject({
    issuer: dnsSubdomain.optional().describe('cert-manager ClusterIssuer that makes the certificates'),
    secretName: dnsSubdomain.optional().describe('Existing Secret of type kubernetes.io/tls, in place of an issuer'),
    acme: acme.optional(),
  })
  .describe('TLS of every route: an issuer, an existing Secret or acme');

const namespace = dnsLabel.describe('Namespace of the controller, from which traffic is let in');

const ingress = z.strictObject({
  kind: z.literal('ingress').describe('networking.k8s.io Ingress'),
  className: dnsSubdomain.default('traefik').describe('IngressClass'),
  controller: z
    .enum(['traefik', 'nginx', 'haproxy', 'none'])
    .optional()
    .describe(
      'Whose objects and annotations carry headers and rateLimit (default: className where it is one, else none)',
    ),
  controllerNamespace: namespace.default('traefik'),
  tls: tls.optional(),
  headers,
  rateLimit,
});

const gateway = z.strictObject({
  kind: z.literal('gateway').describe('Gateway API HTTPRoute'),
  gateway: z
    .strictObject({ name: dnsSubdomain, namespace: dnsLabel, sectionName: dnsLabel.optional() })
    .describe('Gateway that the routes attach to; it terminates TLS'),
  controllerNamespace: namespace.default('gateway-system'),
  tls: z
    .boolean('true or false: the Gateway terminates TLS with a certificate of its own, so no issuer is named here')
    .default(true)
    .describe('Whether the Gateway serves HTTPS with a certificate of its own, which decides the public URLs'),
  headers,
  rateLimit,
});

const none = z.strictObject({ kind: z.literal('none').describe('Nothing: reached on localhost ports or from inside') });

/** How traffic from outside comes in. */
export const edge = z.discriminatedUnion('kind', [none, ingress, gateway]);

export type Edge = z.output<typeof edge>;
