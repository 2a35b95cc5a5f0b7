import { deriveCapacity } from '../derive/capacity';
import { placedModel } from '../derive/placement';
import { givenQuota, neededQuota, type QuotaField } from '../derive/quota';
import { formatQuotaAmount, quotaSum } from '../derive/quota-sum';
import type { Rule } from './rule';

const FIELDS: readonly (readonly [QuotaField, readonly string[]])[] = [
  ['requestsCpu', ['requests', 'cpu']],
  ['requestsMemory', ['requests', 'memory']],
  ['limitsCpu', ['limits', 'cpu']],
  ['limitsMemory', ['limits', 'memory']],
  ['storage', ['storage']],
  ['claims', ['persistentVolumeClaims']],
  ['pods', ['pods']],
];

export const quota: Rule = {
  id: 'quota',
  title: 'A quota holds what the autoscalers may start, during a rollout too',
  why: 'Pods above the quota are refused without a sound: the autoscaler stops short, and a rollout that needs a surge never ends. Pods that are ending count too until they are gone, so a quota without room to spare slows a rollout at the maximum down; `quota.headroom` gives it some.',
  fix: 'Raise the amount, lower the autoscaler maximum or the requests, or leave the amount out so that it is derived.',
  check: ({ model }) => {
    const { quota: declared } = model.environment;
    if (!declared) return [];
    const capacity = deriveCapacity(placedModel(model, 'kubernetes'));
    const needed = neededQuota(capacity);
    const given = givenQuota(declared);
    return FIELDS.flatMap(([field, path]) => {
      const limit = given[field];
      if (limit === undefined || needed[field] <= limit) return [];
      const shown = formatQuotaAmount(field, limit);
      return [
        {
          place: { document: 'environment' as const, path: ['quota', ...path] },
          message: `the workloads need more than ${shown}: ${quotaSum(capacity, field)} > ${shown}`,
          value: shown,
          allowed: `at least ${formatQuotaAmount(field, needed[field])}, or leave it out and it is derived`,
        },
      ];
    });
  },
};
