import { z } from 'zod';
import { ONE_LINE, rateLimit } from '../../model/schema/edge-traffic';
import { limitRange } from '../../model/schema/policy';
import { resources } from '../../model/schema/resources';
import { cidr } from '../../model/schema/scalars/cidr';
import { cpu } from '../../model/schema/scalars/cpu';
import { cron } from '../../model/schema/scalars/cron';
import { duration } from '../../model/schema/scalars/duration';
import { emailAddress } from '../../model/schema/scalars/email';
import { host } from '../../model/schema/scalars/host';
import { routePath } from '../../model/schema/scalars/http-path';
import { kubernetesVersion } from '../../model/schema/scalars/kubernetes-version';
import { memory } from '../../model/schema/scalars/memory';
import { configKey, dnsLabel, dnsSubdomain } from '../../model/schema/scalars/names';
import { port } from '../../model/schema/scalars/port';
import { url } from '../../model/schema/scalars/url';
import { autoscaling, disruption, rollout } from '../../model/schema/scaling';

/** A name, or nothing. */
const optionalName = z.union([z.literal(''), dnsSubdomain]);
const share = z.int().min(1).max(100);
const onOff = (what: string): z.ZodBoolean => z.boolean().describe(what);

export const image = z
  .strictObject({
    repository: z.string().min(1).describe('Registry and repository'),
    tag: z
      .string()
      .regex(/^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/)
      .describe('Tag, or nothing'),
    digest: z
      .string()
      .regex(/^(sha256:[0-9a-f]{64})?$/)
      .describe('Digest, which wins over the tag, or nothing'),
  })
  .describe('Image');

const secretReference = z.strictObject({ secret: dnsSubdomain, key: configKey });

const way = z.strictObject({
  to: dnsLabel.describe('External or backing service, for readers only'),
  port,
  cidrs: z.array(cidr).describe('Networks; empty: any public address'),
});

const word = z.union([z.string(), z.strictObject({ references: z.string() })]);
const line = (what: string) =>
  z.array(word).min(1).describe(`${what}; $(namePrefix) and $(imageTag) are replaced in what stands under references`);

/** Values of one component, those that only some have left optional. */
export const component = z.strictObject({
  enabled: onOff('false leaves the component out'),
  image,
  replicas: z.int().min(0).describe('Pods, where autoscaling is off'),
  autoscaling: autoscaling
    .extend({
      enabled: onOff('Whether a HorizontalPodAutoscaler sets the number of pods'),
      cpu: share.optional().describe('Target mean CPU use, in percent of the request'),
      memory: share.optional().describe('Target mean memory use, in percent of the request'),
    })
    .describe('HorizontalPodAutoscaler; a quota has to hold its maximum'),
  rollout: rollout.describe('How a new version takes the place of the old one'),
  disruption: disruption.describe('PodDisruptionBudget, where there can be more than one pod'),
  schedule: cron.describe('Cron schedule in UTC'),
  resources,
  route: z
    .strictObject({ host: host.describe('Host name'), path: routePath.describe('Path prefix') })
    .describe('How the outside reaches it, where there is an edge'),
  volumes: z
    .record(
      dnsLabel,
      z.strictObject({
        size: memory.describe('Size of the claim; it can grow later, never shrink'),
        storageClass: optionalName.describe('StorageClass, or nothing for that of the cluster'),
      }),
    )
    .describe('Volume claims'),
  command: line('Replaces the entrypoint of the image'),
  args: line('Replaces the arguments of the image'),
  startupCommand: line('Command of the startup probe'),
  readinessCommand: line('Command of the readiness probe'),
  livenessCommand: line('Command of the liveness probe'),
  config: z.record(z.string(), z.string()).describe('Variables with fixed text'),
  references: z
    .record(z.string(), z.string())
    .describe('Variables in which $(namePrefix) and $(imageTag) are replaced'),
  secretVariables: z.record(z.string(), secretReference).describe('Variables that hold the value of a Secret'),
  secretFiles: z.record(dnsSubdomain, z.array(configKey)).describe('Keys of Secrets that are mounted as files'),
  egress: z.array(way).describe('Traffic that may leave the system'),
});

/** Values of one builtin backing service. */
export const backingService = z.strictObject({
  enabled: onOff('false when it is run elsewhere'),
  image,
  resources,
  storage: z
    .strictObject({
      size: memory.describe('Size of the volume; it can grow later, never shrink'),
      storageClass: optionalName.describe('StorageClass, or nothing for that of the cluster'),
    })
    .describe('Volume'),
  database: z.string().min(1).describe('Database that is made at the first start'),
  user: z.string().min(1).describe('User that owns it'),
  maxmemory: z
    .string()
    .regex(/^[1-9][0-9]*$/)
    .describe('Bytes of data at most, as text; three quarters of the memory limit leave room for a fork'),
});

const externalSecrets = z
  .strictObject({
    store: z.strictObject({
      name: optionalName.describe('Name of the store'),
      kind: z.enum(['SecretStore', 'ClusterSecretStore']).describe('Kind of the store'),
    }),
    prefix: z.string().describe('Put before the name of each secret in the store'),
    refreshInterval: duration.describe('How often the store is read'),
  })
  .describe('External Secrets Operator');

export const secrets = z.strictObject({
  provider: z
    .enum(['cluster', 'external', 'sealed', 'none'])
    .describe('cluster: Secrets without data, filled outside of Helm; external, sealed: objects of an operator'),
  items: z
    .record(dnsSubdomain, z.unknown())
    .describe('Secrets by name; existingSecret takes one that is there already'),
  external: externalSecrets,
  sealed: z
    .strictObject({ encryptedData: z.record(dnsLabel, z.record(configKey, z.string())).describe('Ciphertexts') })
    .describe('Sealed Secrets'),
});

export const secretItem = z.strictObject({
  create: onOff('Whether the chart makes it'),
  existingSecret: optionalName.describe('Secret that is there already, or nothing'),
});

export const common = z.strictObject({
  kubernetesVersion: kubernetesVersion.describe('Version of the cluster'),
  namespace: z
    .strictObject({ create: onOff('Whether a rendering without a cluster holds the Namespace') })
    .describe('Namespace with its Pod Security labels'),
  images: z
    .strictObject({
      pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).describe('Kubernetes imagePullPolicy'),
      pullSecrets: z.array(dnsSubdomain).describe('Secrets with registry credentials'),
    })
    .describe('What holds for all images'),
  edge: z
    .strictObject({
      kind: z.enum(['none', 'ingress', 'gateway']).describe('How traffic from outside comes in'),
      className: dnsSubdomain.describe('IngressClass'),
      controller: z
        .enum(['traefik', 'nginx', 'haproxy', 'none'])
        .describe('Whose objects and annotations carry headers and rateLimit of Ingresses'),
      headers: z
        .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/), z.string().regex(ONE_LINE))
        .describe('Headers of every answer'),
      rateLimit: rateLimit
        .unwrap()
        .extend({ enabled: onOff('Whether requests of one client address have a limit') })
        .describe('Requests of one client address; no HTTPRoute can carry it'),
      controllerNamespace: dnsLabel.describe('Namespace from which traffic is let in'),
      tls: z
        .strictObject({
          enabled: onOff('Whether Ingresses have TLS'),
          issuer: optionalName.describe('cert-manager ClusterIssuer, or nothing'),
          acme: z
            .strictObject({
              enabled: onOff('Whether there is an Issuer of this namespace, in place of the ClusterIssuer'),
              email: z.union([z.literal(''), emailAddress]).describe('Address for notices about certificates'),
              server: url.describe('ACME directory'),
            })
            .describe('cert-manager Issuer'),
          secretName: optionalName.describe('Existing Secret with the certificate, or nothing'),
        })
        .describe('TLS of Ingresses'),
      gateway: z
        .strictObject({
          name: optionalName.describe('Name of the Gateway'),
          namespace: optionalName.describe('Its namespace'),
          sectionName: optionalName.describe('Its listener, or nothing'),
        })
        .describe('Gateway that HTTPRoutes attach to'),
    })
    .describe('The way in'),
  networkPolicy: z
    .strictObject({ enabled: onOff('false leaves NetworkPolicies out') })
    .describe('Default deny, and what the dependencies need'),
});

export const quota = z
  .strictObject({
    enabled: onOff('Whether there is a ResourceQuota'),
    hard: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .describe('Hard limits; they have to hold what the autoscalers may start, one pod more each during a rollout'),
  })
  .describe('ResourceQuota of the namespace');

export const limits = limitRange
  .extend({ enabled: onOff('Whether there is a LimitRange') })
  .describe('LimitRange for containers');

export const tests = z
  .strictObject({
    image: image.describe('Image of the test pod, with a shell, wget and nc'),
    resources: z.strictObject({ cpu, memory }).describe('Requests and limits of the test pod'),
  })
  .describe('helm test');

export const monitoring = z
  .strictObject({
    enabled: z.boolean().describe('Rules, routes of alerts and dashboards; the way in for Prometheus'),
    environment: z.string().describe('Environment whose files/monitoring/<environment>.yaml is used'),
    annotations: z.boolean().describe('prometheus.io/* of pods, for a Prometheus that finds them by these'),
  })
  .describe('What watches the application; made for the namespace of that environment');

export const cnpg = z
  .strictObject({
    enabled: z.boolean().describe('Databases by the operator CloudNativePG, in the namespace of that environment'),
    environment: z.string().describe('Environment whose files/cnpg/<environment>.yaml is used'),
  })
  .describe('Databases by the operator CloudNativePG; their names are fixed, so namePrefix must be an empty text');
