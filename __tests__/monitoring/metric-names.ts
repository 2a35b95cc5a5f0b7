import type { Place } from '../../monitoring/alert';
import { dashboards } from '../../monitoring/dashboards/dashboards';
import { ruleGroups } from '../../monitoring/groups';
import { watchedModel } from './watched-model';

/** Names of the metrics in a query: in those of manifold every one has matchers. */
export function metricsOf(expr: string): readonly string[] {
  return [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, name = '']) => name);
}

/** Every metric that rules and dashboards read, but for those that rules record. */
export function metricNames(place: Place): readonly string[] {
  const model = watchedModel();
  const rules = ruleGroups(model, place).flatMap((group) => group.rules);
  const recorded = new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
  const names = [
    ...rules.flatMap(({ expr }) => metricsOf(expr)),
    ...[...dashboards(model, place).values()].flatMap((json) => dashboardQueries(json).flatMap(metricsOf)),
  ];
  return [...new Set(names)].filter((name) => !recorded.has(name)).sort();
}

/** The queries of a dashboard. */
export function dashboardQueries(json: string): readonly string[] {
  const { panels } = JSON.parse(json) as {
    readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}
