import { z } from 'zod';
import { duration } from './scalars/duration';
import { configKey, dnsLabel, dnsSubdomain } from './scalars/names';
import { safeText } from './scalars/text';

const cluster = z.strictObject({
  provider: z.literal('cluster').describe('Secrets without data; `manifold secrets ensure` fills them in the cluster'),
});

const external = z.strictObject({
  provider: z.literal('external').describe('ExternalSecret objects of the External Secrets Operator'),
  store: z.strictObject({
    name: dnsSubdomain,
    kind: z.enum(['SecretStore', 'ClusterSecretStore']).default('ClusterSecretStore'),
  }),
  prefix: safeText
    .optional()
    .describe('Put before the name of each secret in the store (default: <application>/<environment>/)'),
  refreshInterval: duration.prefault('1h'),
});

const sealed = z.strictObject({
  provider: z.literal('sealed').describe('SealedSecret objects of Sealed Secrets'),
  encryptedData: z
    .record(dnsLabel, z.record(configKey, safeText))
    .describe('Ciphertexts made by kubeseal with strict scope, by secret and key'),
});

const none = z.strictObject({ provider: z.literal('none').describe('No objects: the Secrets are made elsewhere') });

/** Where the values of secrets come from; synth itself never makes, reads or encrypts one. */
export const secretsProvider = z.discriminatedUnion('provider', [cluster, external, sealed, none]);

export type SecretsProvider = z.output<typeof secretsProvider>;
