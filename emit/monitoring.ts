import { PROBER } from '../model/derive/external-probes';
import type { Model } from '../model/model';
import { ruleGroups } from '../monitoring/groups';
import { probeScrapes } from '../monitoring/probe-scrapes';
import type { Artifact } from './artifact';
import { toYaml } from './yaml';

/** What no annotation carries into a Prometheus: a file for its `rule_files`, and one for its `scrape_config_files`. */
export function emitRules(model: Model): Artifact[] {
  const { monitoring, name } = model.environment;
  if (monitoring?.kind !== 'annotations') return [];
  const scrapes = probeScrapes(model, `${PROBER}.${model.environment.namespace}.svc`);
  return [
    { path: `monitoring/${name}.rules.yml`, content: toYaml({ groups: ruleGroups(model, 'cluster') }) },
    ...(scrapes.length === 0
      ? []
      : [{ path: `monitoring/${name}.scrape.yml`, content: toYaml({ scrape_configs: scrapes }) }]),
  ];
}
