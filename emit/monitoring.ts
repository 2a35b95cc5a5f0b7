import type { Model } from '../model/model';
import { ruleGroups } from '../monitoring/groups';
import type { Artifact } from './artifact';
import { toYaml } from './yaml';

/** The rules of an environment whose Prometheus knows no PrometheusRule, as a file for its `rule_files`. */
export function emitRules(model: Model): Artifact[] {
  const { monitoring, name } = model.environment;
  if (monitoring?.kind !== 'annotations') return [];
  return [{ path: `monitoring/${name}.rules.yml`, content: toYaml({ groups: ruleGroups(model, 'cluster') }) }];
}
