import { z } from 'zod';
import { backingServiceSettings, externalSettings } from './backing-service-settings';
import { backups } from './backups';
import { componentSettings } from './component-settings';
import { compose } from './compose';
import { deploy } from './deploy';
import { edge } from './edge';
import { gitopsSettings } from './gitops';
import { infrastructure } from './infrastructure';
import { logs } from './logs';
import { monitoring } from './monitoring';
import { placement } from './placement';
import { limitRange, quota } from './policy';
import { host } from './scalars/host';
import { kubernetesVersion } from './scalars/kubernetes-version';
import { configKey, dnsLabel, dnsSubdomain, namespace } from './scalars/names';
import { safeText } from './scalars/text';
import { secretsProvider } from './secrets-provider';

const configValue = z.union([safeText, z.number().transform(String), z.boolean().transform(String)]);

const images = z.strictObject({
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'an image tag: letters, digits, "_", "." and "-"')
    .optional()
    .describe('Tag of every component image that has none of its own'),
  pinned: z.boolean().default(false).describe('Refuse images without a tag or digest, and the tag latest'),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).default('Always').describe('Kubernetes imagePullPolicy'),
  pullSecrets: z
    .array(dnsSubdomain)
    .default([])
    .describe('Secrets in the namespace with registry credentials; made elsewhere'),
});

/** One environment, after its layers were merged. */
export const environment = z
  .strictObject({
    description: safeText.optional(),
    namespace: namespace.optional().describe('Kubernetes namespace (default: <application>-<environment>)'),
    provider: z
      .enum(['local', 'aws', 'gcp', 'azure', 'digitalocean', 'linode', 'vultr'])
      .default('local')
      .describe('Cloud below it; picks the layer envs/clouds/<provider>.yaml'),
    kubernetesVersion: kubernetesVersion.prefault('1.33').describe('Version of the cluster, 1.28 or newer'),
    domain: host.prefault('localhost').describe('Domain that routes are sub-domains of'),
    images: images.prefault({}),
    config: z.record(configKey, configValue).default({}).describe('Values for the config declared in app.yaml'),
    components: z.record(dnsLabel, componentSettings).default({}),
    backingServices: z.record(dnsLabel, backingServiceSettings).default({}),
    externals: z.record(dnsLabel, externalSettings).default({}),
    edge: edge.prefault({ kind: 'none' }),
    quota: quota.optional(),
    limitRange: limitRange.optional(),
    secrets: secretsProvider.prefault({ provider: 'cluster' }),
    backups: backups.optional(),
    logs: logs.optional(),
    monitoring: monitoring.optional(),
    gitops: gitopsSettings.optional().describe('How Argo CD follows this environment'),
    infrastructure: infrastructure.prefault({}),
    compose: compose.prefault({}),
    deploy: deploy.prefault({}),
    placement,
    networkPolicy: z
      .boolean()
      .default(true)
      .describe('false leaves NetworkPolicies out, for clusters that cannot have them'),
  })
  .describe('One environment of the application');

export type Environment = z.output<typeof environment>;
