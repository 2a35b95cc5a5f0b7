import type { BackingService } from '../model';
import type { Rule, RuleFinding } from './rule';
import { writtenText } from './written';

export const redisReplicas: Rule = {
  id: 'redis-replicas',
  title: 'Read-only copies are of a builtin Redis',
  why: 'What others run is copied by others, and a PostgreSQL has no copies here: the environment would count on readers that never come.',
  fix: 'Leave `replicas` out. A managed Redis has `infrastructure.cache.nodes`.',
  check: ({ model, trees }) =>
    model.backingServices.flatMap((service): RuleFinding[] => {
      const path = ['backingServices', service.name, 'replicas'];
      const value = writtenText(trees.environment, path);
      const allowed = whereInstead(service);
      if (value === undefined || Number(value) === 0 || allowed === undefined) return [];
      const what = `${service.hosting.mode} ${service.engine}`;
      return [
        {
          place: { document: 'environment', path },
          message: `${service.name} is ${what} and has no replicas`,
          value,
          allowed,
        },
      ];
    }),
};

/** What to do in place of `replicas`; undefined where they are right. */
function whereInstead({ engine, hosting }: BackingService): string | undefined {
  if (engine === 'postgres') return 'replicas of a builtin Redis only';
  if (hosting.mode === 'managed') return 'infrastructure.cache.nodes, which makes the nodes of a managed Redis';
  return hosting.mode === 'external' ? 'what runs it has its own replicas: `host` is their way in' : undefined;
}
