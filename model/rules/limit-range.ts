import { placedModel } from '../derive/placement';
import { type ContainerResources, containerResources } from './containers';
import type { Rule, RuleFinding } from './rule';

export const limitRange: Rule = {
  id: 'limit-range',
  title: 'Every container fits the LimitRange of its namespace',
  why: 'The API server refuses each pod whose requests are below the minimum or whose limits are above the maximum; the Deployment itself is accepted.',
  fix: 'Change the resources of the container, or the minimum or maximum of `limitRange`.',
  check: ({ model }) => {
    const range = model.environment.limitRange;
    if (!range) return [];
    const containers = containerResources(placedModel(model, 'kubernetes')).flatMap((container) =>
      checkContainer(container, range),
    );
    const order = (['cpu', 'memory'] as const).flatMap((kind): RuleFinding[] => {
      const [low, request, limit, high] = [range.min, range.defaultRequest, range.default, range.max].map((amounts) =>
        kind === 'cpu' ? amounts.cpu.millicores : amounts.memory.bytes,
      ) as [number, number, number, number];
      if (low <= request && request <= limit && limit <= high) return [];
      const place = { document: 'environment' as const, path: ['limitRange'], of: 'key' as const };
      return [{ place, message: `${kind}: min, defaultRequest, default and max must not fall` }];
    });
    return [...order, ...containers];
  },
};

type Range = NonNullable<Parameters<Rule['check']>[0]['model']['environment']['limitRange']>;

function checkContainer({ name, resources, place }: ContainerResources, range: Range): RuleFinding[] {
  const { requests, limits } = resources;
  const rows = [
    [
      'requests',
      'cpu',
      requests.cpu.millicores < range.min.cpu.millicores,
      requests.cpu.text,
      `min ${range.min.cpu.text}`,
    ],
    [
      'requests',
      'memory',
      requests.memory.bytes < range.min.memory.bytes,
      requests.memory.text,
      `min ${range.min.memory.text}`,
    ],
    ['limits', 'cpu', limits.cpu.millicores > range.max.cpu.millicores, limits.cpu.text, `max ${range.max.cpu.text}`],
    [
      'limits',
      'memory',
      limits.memory.bytes > range.max.memory.bytes,
      limits.memory.text,
      `max ${range.max.memory.text}`,
    ],
  ] as const;
  return rows
    .filter(([, , broken]) => broken)
    .map(([kind, amount, , value, bound]) => ({
      place: place(kind, amount),
      message: `${name}: ${kind}.${amount} of ${value} is outside of the LimitRange (${bound})`,
      value,
      allowed: bound,
    }));
}
