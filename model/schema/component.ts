import { z } from 'zod';
import { buildValue, environmentValue } from './environment-value';
import { health } from './health';
import { cron } from './scalars/cron';
import { duration } from './scalars/duration';
import { routePath } from './scalars/http-path';
import { imageReference } from './scalars/image';
import { memory } from './scalars/memory';
import { dnsLabel, envVarName, portName } from './scalars/names';
import { containerPath } from './scalars/path';
import { port } from './scalars/port';
import { safeText } from './scalars/text';
import { slo } from './slo';

const volume = z.strictObject({
  path: containerPath.describe('Mount path in the container'),
  size: memory.describe('Size of the claim; it can grow later, never shrink'),
  accessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany']).default('ReadWriteOnce'),
});

const common = {
  description: safeText.optional(),
  image: imageReference.describe('Image; the tag may be left to `images.tag` of the environment'),
  command: z
    .array(safeText)
    .min(1)
    .optional()
    .describe('Replaces the entrypoint of the image; texts with ${...} references'),
  args: z
    .array(safeText)
    .min(1)
    .optional()
    .describe('Replaces the arguments of the image; texts with ${...} references'),
  user: z.int().min(1).max(2_147_483_647).default(10001).describe('Numeric user and group id of the process'),
  environment: z
    .record(envVarName, environmentValue)
    .default({})
    .describe('Environment variables that the program reads when it runs'),
  buildArguments: z
    .record(envVarName, buildValue)
    .default({})
    .describe('Variables that are baked in when the image is built; never given to a running container'),
  needs: z.array(dnsLabel).default([]).describe('Components, backing services and externals that it talks to'),
  volumes: z.record(dnsLabel, volume).default({}).describe('Data that outlives a restart'),
  writablePaths: z.array(containerPath).default([]).describe('Paths that it writes to; everything else is read-only'),
  shutdownGrace: duration.prefault('30s').describe('Time for open requests or the current job after SIGTERM'),
};

const ports = z
  .record(portName, port)
  .refine((value) => Object.keys(value).length > 0, 'at least one port')
  .describe('Port numbers by name; the first one is the main port');

const route = z.strictObject({
  host: dnsLabel.optional().describe('Sub-domain under the domain of the environment; absent: the domain itself'),
  path: routePath.default('/').describe('Path prefix'),
  port: portName.optional().describe('Name of the port (default: the first port)'),
});

const web = z.strictObject({
  kind: z.literal('web'),
  ...common,
  ports,
  health,
  slo: slo.optional(),
  route: route.optional().describe('How the outside reaches it; absent: only from inside'),
});

const worker = z.strictObject({
  kind: z.literal('worker'),
  ...common,
  ports: z.record(portName, port).default({}).describe('Port numbers by name, if it listens at all'),
  health: health.optional(),
});

const runs = {
  backoffLimit: z.int().min(0).max(20).default(3).describe('Retries before a run counts as failed'),
  deadline: duration.prefault('10m').describe('Time after which a run is stopped'),
};

const cronComponent = z.strictObject({
  kind: z.literal('cron'),
  ...common,
  ...runs,
  schedule: cron.describe('When it runs, as a Kubernetes cron schedule in UTC'),
  concurrency: z
    .enum(['Allow', 'Forbid', 'Replace'])
    .default('Forbid')
    .describe('What to do while the last run still goes on'),
});

const job = z.strictObject({
  kind: z.literal('job'),
  ...common,
  ...runs,
});

/** One program of the application. */
export const component = z.discriminatedUnion('kind', [web, worker, cronComponent, job]);

export type ComponentDeclaration = z.output<typeof component>;
export type ComponentKind = ComponentDeclaration['kind'];
export type RouteDeclaration = z.output<typeof route>;
export type VolumeDeclaration = z.output<typeof volume>;
