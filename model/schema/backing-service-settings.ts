import { z } from 'zod';
import { cnpg } from './cnpg';
import { resources } from './resources';
import { cidr } from './scalars/cidr';
import { host } from './scalars/host';
import { imageReference } from './scalars/image';
import { memory } from './scalars/memory';
import { configKey, dnsLabel, dnsSubdomain } from './scalars/names';
import { port } from './scalars/port';
import { safeText } from './scalars/text';

const readReplicas = z.int().min(0).max(5);

const builtin = z.strictObject({
  mode: z.literal('builtin').describe('Runs beside the application, in a StatefulSet'),
  image: imageReference.optional().describe('Image in place of the one in app.yaml'),
  resources: resources.prefault({}),
  storage: z
    .strictObject({
      size: memory.prefault('1Gi').describe('Size of the volume; it can grow later, never shrink'),
      storageClass: dnsSubdomain.optional().describe('StorageClass (default: that of the cluster)'),
    })
    .prefault({}),
  replicas: readReplicas.default(0).describe('Read-only copies of a Redis, which follow it; they answer at `readHost`'),
  cnpg: cnpg
    .optional()
    .describe('Kept by the operator CloudNativePG where the environment is deployed to a cluster; PostgreSQL only'),
});

const connection = {
  host: host.describe('Host name of the service'),
  port: port.optional().describe('Port (default: that of the engine)'),
  database: z
    .union([safeText, z.int().transform(String)])
    .optional()
    .describe('Database in place of the one in app.yaml; of Redis, its number'),
  user: safeText.optional().describe('User in place of the one in app.yaml'),
  tls: z.boolean().default(true).describe('Whether the connection is encrypted'),
  secret: z
    .strictObject({ name: dnsSubdomain, passwordKey: configKey.default('password') })
    .describe('Secret in the namespace that holds the password; made elsewhere'),
  replicas: readReplicas.default(0).describe('Only of a builtin Redis; a managed one has `infrastructure.cache.nodes`'),
  cidrs: z.array(cidr).default([]).describe('Networks it is reached in (default: the private ranges)'),
};

const external = z.strictObject({ mode: z.literal('external').describe('Run by others'), ...connection });
const managed = z.strictObject({
  mode: z.literal('managed').describe('Made by Terraform for this environment'),
  ...connection,
  host: host.optional().describe('Host name of the service (default: what `manifold outputs` read from Terraform)'),
  secret: connection.secret
    .optional()
    .describe('Secret in the namespace that holds the password (default: of the name of the service, key password)'),
});

/** The three ways to have a backing service. */
export const backingServiceModes = z.discriminatedUnion('mode', [builtin, external, managed]);

/** What an environment says about a backing service of app.yaml; without a mode it is builtin. */
export const backingServiceSettings = z.preprocess(
  (value) => (isRecord(value) && !('mode' in value) ? { mode: 'builtin', ...value } : value),
  backingServiceModes,
);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an environment says about an external of app.yaml. */
export const externalSettings = z.strictObject({
  endpoint: dnsLabel.optional().describe('Which endpoint of app.yaml (may be left out where there is one only)'),
  urlSecret: z
    .strictObject({ secret: dnsLabel, key: configKey })
    .optional()
    .describe('Declared secret that holds the URL, which then wins over the endpoint; it may contain an API key'),
});

export type BackingServiceSettings = z.output<typeof backingServiceSettings>;
export type ExternalSettings = z.output<typeof externalSettings>;
