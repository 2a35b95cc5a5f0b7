import { ALLOY, LOKI, logStore as storeOf } from '../derive/log-store';
import type { Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const logStore: Rule = {
  id: 'log-store',
  title: 'A store of logs has its names, and somebody who may read it',
  why: 'Two workloads of one name overwrite each other. Without `monitoring` nobody is told when logs are no longer stored, and no policy lets Grafana in.',
  fix: 'Give the environment `monitoring`, and name the component or backing service otherwise.',
  check: ({ model }) => (storeOf(model) === undefined ? [] : [...watched(model), ...names(model)]),
};

function watched({ environment }: Model): RuleFinding[] {
  if (environment.monitoring !== undefined) return [];
  return [
    { place: { document: 'environment', path: ['logs', 'loki'] }, message: 'it needs `monitoring` beside `logs`' },
  ];
}

function names({ components, backingServices }: Model): RuleFinding[] {
  const sections = { components, backingServices };
  return Object.entries(sections).flatMap(([section, all]) =>
    all
      .filter(({ name }) => name === LOKI || name === ALLOY)
      .map(({ name }) => ({
        place: { document: 'application' as const, path: [section, name], of: 'key' as const },
        message: `logs.loki makes a workload of the name ${name}`,
        value: name,
      })),
  );
}
