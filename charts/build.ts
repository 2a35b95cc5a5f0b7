import { ApiObject, App, type Chart } from 'cdk8s';
import type { Model } from '../model/model';
import { ConfigChart } from './config-chart';
import { DataChart } from './data-chart';
import { EdgeChart } from './edge-chart';
import { NamespaceChart } from './namespace-chart';
import { NetworkPolicyChart } from './network-policy-chart';
import { SecretsChart } from './secrets-chart';
import { WorkloadsChart } from './workloads-chart';

/** A Kubernetes object as it goes to the API server. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object with its place in the charts. */
export interface PlacedObject {
  /** The chart: `namespace`, `config`, `secrets`, `network-policy`, `data`, `workloads` or `edge`. */
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
    new WorkloadsChart(app, 'workloads', props),
    new EdgeChart(app, 'edge', props),
  ];
  return charts.flatMap((chart) =>
    apiObjects(chart).map((object) => {
      const [owner = '', ...part] = object.node.id.split('.');
      return { chart: chart.node.id, owner, part: part.join('.'), object: ordered(object.toJson()) };
    }),
  );
}

/** The objects of a chart, each with its keys in order. */
export function objectsOf(chart: Chart): KubernetesObject[] {
  return apiObjects(chart).map((object) => ordered(object.toJson()));
}

function apiObjects(chart: Chart): ApiObject[] {
  return chart.node.findAll().filter(ApiObject.isApiObject);
}

/** What an object is comes first, as people write it; everything below in the order of its keys. */
function ordered({ apiVersion, kind, metadata, ...rest }: KubernetesObject): KubernetesObject {
  return { apiVersion, kind, metadata: sorted(metadata) as KubernetesObject['metadata'], ...(sorted(rest) as object) };
}

/** Keys in a fixed order: cdk8s leaves theirs as they come when CDK8S_DISABLE_SORT is set. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const map = value as Record<string, unknown>;
  const keys = Object.keys(map);
  if (!isSorted(keys)) keys.sort();
  const result: Record<string, unknown> = {};
  for (const key of keys) result[key] = sorted(map[key]);
  return result;
}

/** Most maps come in order, and to see that costs less than to sort them. */
function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
}
