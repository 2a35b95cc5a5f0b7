import { z } from 'zod';
import { deployMethod } from './deploy';
import { dnsLabel } from './scalars/names';

/** Components and builtin backing services that another method deploys than `deploy.method`, by name. */
export const placement = z
  .record(dnsLabel, deployMethod)
  .default({})
  .describe('Components and builtin backing services that another method deploys than deploy.method, by name');

export type Placement = z.output<typeof placement>;
