import { z } from 'zod';
import { environmentValue } from './environment-value';
import { resources } from './resources';
import { cron } from './scalars/cron';
import { imageReference } from './scalars/image';
import { envVarName } from './scalars/names';
import { replicas } from './scalars/replicas';
import { autoscaling, disruption, rollout } from './scaling';

/** What an environment says about a component of app.yaml. */
export const componentSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('false leaves the component out of this environment'),
  image: imageReference.optional().describe('Image in place of the one in app.yaml'),
  replicas: replicas.default(1).describe('Pods, where no autoscaling is set'),
  autoscaling: autoscaling.optional(),
  resources: resources.prefault({}),
  rollout: rollout.prefault({}),
  disruption: disruption.optional(),
  environment: z
    .record(envVarName, environmentValue)
    .default({})
    .describe('Added to the variables of app.yaml, or in place of them'),
  schedule: cron.optional().describe('Schedule in place of the one in app.yaml'),
});

export type ComponentSettings = z.output<typeof componentSettings>;
