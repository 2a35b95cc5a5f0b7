import { z } from 'zod';
import { cpu } from './scalars/cpu';
import { memory } from './scalars/memory';

const amounts = z.strictObject({
  cpu,
  memory,
  ephemeralStorage: memory.prefault('128Mi').describe('Local disk: logs, emptyDir volumes, written layers'),
});

const limitAmounts = amounts.extend({
  ephemeralStorage: memory.prefault('1Gi').describe('Local disk at most; the pod is evicted above it'),
});

/** What a container asks for and may use at most. */
export const resources = z
  .strictObject({
    requests: amounts.prefault({ cpu: '100m', memory: '128Mi' }),
    limits: limitAmounts.prefault({ cpu: '500m', memory: '256Mi' }),
  })
  .describe('Requests and limits of one container');

export type Resources = z.output<typeof resources>;
