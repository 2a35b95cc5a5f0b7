import { isStateful } from '../derive/capacity';
import type { Rule } from './rule';

export const rollout: Rule = {
  id: 'rollout',
  title: 'A rollout can take its first step',
  why: 'With no pod above and no pod below the wanted number, a Deployment cannot replace anything; the API server refuses it.',
  fix: 'Set maxSurge or maxUnavailable to at least 1.',
  check: ({ model }) =>
    model.components
      // Only a Deployment has these two.
      .filter((component) => !component.run && !isStateful(component))
      .filter(({ rollout: { maxSurge, maxUnavailable } }) => isNone(maxSurge) && isNone(maxUnavailable))
      .map(({ name }) => ({
        place: { document: 'environment', path: ['components', name, 'rollout'], of: 'key' },
        message: `${name}: maxSurge and maxUnavailable are both 0`,
        allowed: 'at least 1 in one of them',
      })),
};

function isNone(value: number | string): boolean {
  return value === 0 || value === '0%';
}
