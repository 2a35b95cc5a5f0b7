import { z } from 'zod';
import { customAlert } from './alert';
import { backingService } from './backing-service';
import { component } from './component';
import { external } from './external';
import { gitops } from './gitops';
import { configKey, dnsLabel, serviceName } from './scalars/names';
import { safeText } from './scalars/text';

const secretKey = z.strictObject({
  description: safeText.optional(),
  generate: z
    .union([z.literal(false), z.int().min(16).max(256)])
    .default(32)
    .describe('Random bytes that `manifold secrets ensure` makes; false: a person provides the value'),
});

/** A secret of the application's own; those of backing services are declared with them. */
export const secret = z.strictObject({
  description: safeText.optional(),
  keys: z.record(configKey, secretKey).refine((keys) => Object.keys(keys).length > 0, 'at least one key'),
});

/** A value that differs between environments; used as `${config.NAME}`. */
export const config = z.strictObject({
  description: safeText.optional(),
  default: z.union([safeText, z.number().transform(String), z.boolean().transform(String)]).optional(),
});

const alertName = z.string().regex(/^[A-Z][A-Za-z0-9]{2,62}$/, 'a name in CamelCase such as QueueTooLong');

/** app.yaml: the application, the same in every environment. */
export const application = z
  .strictObject({
    name: dnsLabel.describe('Name of the application; part of names and labels'),
    description: safeText.optional(),
    version: z
      .string()
      .regex(/^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$/, 'a version such as 1.4.0')
      .default('0.1.0')
      .describe('Version of the Helm chart (semver)'),
    components: z.record(dnsLabel, component).refine((all) => Object.keys(all).length > 0, 'at least one component'),
    backingServices: z.record(serviceName, backingService).default({}).describe('Databases and caches'),
    externals: z.record(dnsLabel, external).default({}).describe('Services outside of the system'),
    config: z.record(configKey, config).default({}).describe('Values that environments may set'),
    secrets: z.record(dnsLabel, secret).default({}).describe('Secrets by name; never their values'),
    alerts: z
      .record(alertName, customAlert)
      .default({})
      .describe('Alerts of the application’s own, by name in CamelCase'),
    gitops: gitops.optional(),
  })
  .describe('The application, the same in every environment');

export type Application = z.output<typeof application>;
export type SecretDeclaration = z.output<typeof secret>;
