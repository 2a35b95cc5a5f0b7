import { z } from 'zod';
import { percent } from './scalars/percent';
import { replicas } from './scalars/replicas';

/** HorizontalPodAutoscaler of a component. */
export const autoscaling = z
  .strictObject({
    minReplicas: replicas.describe('Pods at least'),
    maxReplicas: replicas.describe('Pods at most'),
    cpu: percent.optional().describe('Target mean CPU use, in percent of the request'),
    memory: percent.optional().describe('Target mean memory use, in percent of the request'),
  })
  .describe('HorizontalPodAutoscaler; it takes the place of `replicas`');

const countOrPercent = z.union([
  z.int().min(0).max(10_000),
  z.string().regex(/^(100|[1-9]?[0-9])%$/, 'a percentage such as 25%'),
]);

/** How a new version takes the place of the old one. */
export const rollout = z.strictObject({
  maxSurge: countOrPercent.default(1).describe('Pods above the wanted number during a rollout'),
  maxUnavailable: countOrPercent.default(0).describe('Pods that may be missing during a rollout'),
});

/** PodDisruptionBudget; the default is maxUnavailable 1 wherever there can be more than one pod. */
export const disruption = z.strictObject({
  minAvailable: countOrPercent.optional(),
  maxUnavailable: countOrPercent.optional(),
});

export type Autoscaling = z.output<typeof autoscaling>;
export type Rollout = z.output<typeof rollout>;
export type Disruption = z.output<typeof disruption>;
