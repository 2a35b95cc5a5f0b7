import { z } from 'zod';
import { environmentValue } from './environment-value';
import { resources } from './resources';
import { cron } from './scalars/cron';
import { imageReference } from './scalars/image';
import { memory } from './scalars/memory';
import { dnsLabel, dnsSubdomain, envVarName } from './scalars/names';
import { replicas } from './scalars/replicas';
import { autoscaling, disruption, rollout } from './scaling';

const volume = z.strictObject({
  size: memory.optional().describe('Size in place of the one in app.yaml; it can grow later, never shrink'),
  storageClass: dnsSubdomain.optional().describe('StorageClass (default: that of the cluster)'),
});

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
  volumes: z.record(dnsLabel, volume).default({}).describe('Storage of volumes that app.yaml gives it'),
});

export type ComponentSettings = z.output<typeof componentSettings>;
