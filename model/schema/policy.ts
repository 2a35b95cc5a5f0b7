import { z } from 'zod';
import { cpu } from './scalars/cpu';
import { memory } from './scalars/memory';

const amounts = z.strictObject({ cpu: cpu.optional(), memory: memory.optional() });

/** ResourceQuota of the namespace: what is left out is derived from the workloads, what is given is checked against them. */
export const quota = z
  .strictObject({
    requests: amounts.prefault({}),
    limits: amounts.prefault({}),
    storage: memory.optional().describe('Sum of all volume claims'),
    persistentVolumeClaims: z.int().min(0).optional(),
    pods: z.int().min(0).optional(),
    loadBalancers: z.int().min(0).optional().describe('Services of type LoadBalancer'),
    headroom: z.int().min(0).max(1000).default(0).describe('Percent added to derived amounts'),
  })
  .describe('ResourceQuota: amounts left out are derived from the workloads, amounts given are checked against them');

const containerAmounts = z.strictObject({ cpu, memory });

/** LimitRange for containers. */
export const limitRange = z
  .strictObject({
    default: containerAmounts.describe('Limits of containers that set none'),
    defaultRequest: containerAmounts.describe('Requests of containers that set none'),
    max: containerAmounts,
    min: containerAmounts,
  })
  .describe('LimitRange for containers');

export type Quota = z.output<typeof quota>;
export type LimitRange = z.output<typeof limitRange>;
