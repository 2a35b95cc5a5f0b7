import { type ApiObject, App, type Chart } from 'cdk8s';
import type { Model } from '../model/model';
import { withSyncWaves } from './argocd/sync-waves';
import { CnpgChart } from './cnpg-chart';
import { ConfigChart } from './config-chart';
import { DataChart } from './data-chart';
import { EdgeChart } from './edge-chart';
import { LogsChart } from './logs-chart';
import { MonitoringChart } from './monitoring-chart';
import { NamespaceChart } from './namespace-chart';
import { NetworkPolicyChart } from './network-policy-chart';
import { apiObjectsOf, type KubernetesObject, ordered } from './objects';
import { SecretsChart } from './secrets-chart';
import { WorkloadsChart } from './workloads-chart';

export type { KubernetesObject } from './objects';

/** An object with its place in the charts. */
export interface PlacedObject {
  /** The chart: `namespace`, `config`, `secrets`, `network-policy`, `data`, `cnpg`, `workloads`, `edge`, `monitoring` or `logs`. */
  readonly chart: string;
  /** Name of the workload or policy it belongs to. */
  readonly owner: string;
  /** What it is to its owner, such as `service` or `claim.uploads`; empty for the workload itself. */
  readonly part: string;
  readonly object: KubernetesObject;
}

/** Every Kubernetes object of one environment, in the order in which they can be applied: the Namespace first. */
export function buildObjects(model: Model): KubernetesObject[] {
  return placeObjects(model).map(({ object }) => object);
}

/** The same objects, each with its place. */
export function placeObjects(model: Model): PlacedObject[] {
  const app = new App();
  const props = { model };
  const charts: Chart[] = [
    new NamespaceChart(app, 'namespace', props),
    new ConfigChart(app, 'config', props),
    new SecretsChart(app, 'secrets', props),
    ...(model.environment.networkPolicy ? [new NetworkPolicyChart(app, 'network-policy', props)] : []),
    new DataChart(app, 'data', props),
    new CnpgChart(app, 'cnpg', props),
    new WorkloadsChart(app, 'workloads', props),
    new EdgeChart(app, 'edge', props),
    new MonitoringChart(app, 'monitoring', props),
    new LogsChart(app, 'logs', props),
  ];
  const placed = charts.flatMap((chart) => apiObjectsOf(chart).map((object) => place(chart, object)));
  const objects = withSyncWaves(
    model,
    placed.map(({ object }) => object),
  );
  return placed.map((each, index) => ({ ...each, object: ordered(objects[index] ?? each.object) }));
}

function place(chart: Chart, object: ApiObject): PlacedObject {
  const [owner = '', ...part] = object.node.id.split('.');
  return { chart: chart.node.id, owner, part: part.join('.'), object: object.toJson() };
}
