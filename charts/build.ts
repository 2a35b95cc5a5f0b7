import { type ApiObject, App } from 'cdk8s';
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
  readonly chart: ChartName;
  /** Name of the workload or policy it belongs to. */
  readonly owner: string;
  /** What it is to its owner, such as `service` or `claim.uploads`; empty for the workload itself. */
  readonly part: string;
  readonly object: KubernetesObject;
}

/** In the order in which their objects can be applied: the Namespace first. */
const CHARTS = {
  namespace: NamespaceChart,
  config: ConfigChart,
  secrets: SecretsChart,
  'network-policy': NetworkPolicyChart,
  data: DataChart,
  cnpg: CnpgChart,
  workloads: WorkloadsChart,
  edge: EdgeChart,
  monitoring: MonitoringChart,
  logs: LogsChart,
};

/** Name of a chart. */
export type ChartName = keyof typeof CHARTS;

const CHART_NAMES = Object.keys(CHARTS) as readonly ChartName[];

/** Every Kubernetes object of one environment, in the order in which they can be applied: the Namespace first. */
export function buildObjects(model: Model): KubernetesObject[] {
  return placeObjects(model).map(({ object }) => object);
}

/** The same objects, or those of some charts, each with its place. */
export function placeObjects(model: Model, names: readonly ChartName[] = CHART_NAMES): PlacedObject[] {
  const app = new App();
  const placed = CHART_NAMES.filter((name) => names.includes(name) && isBuilt(name, model)).flatMap((name) => {
    const chart = new CHARTS[name](app, name, { model });
    return apiObjectsOf(chart).map((object) => place(name, object));
  });
  const objects = withSyncWaves(
    model,
    placed.map(({ object }) => object),
  );
  return placed.map((each, index) => ({ ...each, object: ordered(objects[index] ?? each.object) }));
}

function isBuilt(name: ChartName, { environment }: Model): boolean {
  return name !== 'network-policy' || environment.networkPolicy;
}

function place(chart: ChartName, object: ApiObject): PlacedObject {
  const [owner = '', ...part] = object.node.id.split('.');
  return { chart, owner, part: part.join('.'), object: object.toJson() };
}
