import { PROBER } from '../../model/derive/external-probes';
import { measuredComponents } from '../../model/derive/reached';
import type { Model } from '../../model/model';
import { dashboards } from '../../monitoring/dashboards/dashboards';
import { ruleGroups } from '../../monitoring/groups';
import { probeScrapes } from '../../monitoring/probe-scrapes';
import { toYaml } from '../yaml';
import { alertmanagerFile, hasAlertmanager } from './alertmanager';

/** Files of Prometheus and Grafana, by path below the folder of the environment. */
export function monitoringFiles(model: Model): Record<string, string> {
  const jobs = measuredComponents(model).map(({ name, port }) => ({
    job_name: name,
    // Every container of a service answers to its name, each with an address of its own.
    dns_sd_configs: [{ names: [name], type: 'A', port, refresh_interval: '30s' }],
    // As in a cluster, so that rules and dashboards are the same.
    ...(isWatched(model)
      ? { relabel_configs: [{ target_label: 'namespace', replacement: model.environment.namespace }] }
      : {}),
  }));
  return {
    'prometheus/prometheus.yml': toYaml({
      global: {
        scrape_interval: '30s',
        scrape_timeout: '10s',
        evaluation_interval: '30s',
        external_labels: labels(model),
      },
      ...alerting(model),
      scrape_configs: [
        { job_name: 'prometheus', static_configs: [{ targets: ['127.0.0.1:9090'] }] },
        ...jobs,
        ...probeScrapes(model, PROBER),
      ],
    }),
    ...(isWatched(model) ? { 'prometheus/rules.yml': toYaml({ groups: ruleGroups(model, 'compose') }) } : {}),
    'grafana/datasources.yaml': toYaml({
      apiVersion: 1,
      datasources: [
        { name: 'Prometheus', type: 'prometheus', uid: 'prometheus', url: 'http://prometheus:9090', isDefault: true },
      ],
    }),
    'grafana/dashboards.yaml': toYaml({
      apiVersion: 1,
      providers: [{ name: 'files', type: 'file', options: { path: '/etc/grafana/dashboards' } }],
    }),
    ...Object.fromEntries(dashboardFiles(model).map(({ path, content }) => [path, content])),
    ...(hasAlertmanager(model) ? { 'alertmanager/alertmanager.yml': alertmanagerFile(model) } : {}),
  };
}

function labels(model: Model): Record<string, string> {
  return { application: model.application.name, environment: model.environment.name };
}

/** A dashboard with what Prometheus reaches. */
function targetsDashboard(model: Model): object {
  return {
    uid: 'targets',
    title: `Targets of ${model.application.name}`,
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'Targets that answer',
        datasource: { type: 'prometheus', uid: 'prometheus' },
        gridPos: { x: 0, y: 0, w: 24, h: 9 },
        targets: [{ refId: 'A', expr: 'up', legendFormat: '{{job}} {{instance}}' }],
      },
    ],
  };
}

interface DashboardFile {
  readonly name: string;
  readonly path: string;
  readonly content: string;
}

/** The dashboards of Grafana, and their files below the folder of the environment. */
export function dashboardFiles(model: Model): readonly DashboardFile[] {
  const targets = `${JSON.stringify(targetsDashboard(model), undefined, 2)}\n`;
  const all = isWatched(model) ? [...dashboards(model, 'compose')] : [['targets', targets] as const];
  return all.map(([name, content]) => ({ name, path: `grafana/${name}.json`, content }));
}

function isWatched({ environment }: Model): boolean {
  return environment.monitoring !== undefined;
}

function alerting(model: Model): object {
  if (!isWatched(model)) return {};
  return {
    rule_files: ['rules.yml'],
    ...(hasAlertmanager(model)
      ? { alerting: { alertmanagers: [{ static_configs: [{ targets: ['alertmanager:9093'] }] }] } }
      : {}),
  };
}
