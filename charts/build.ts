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

/** Every Kubernetes object of one environment, in the order in which they can be applied: the Namespace first. */
export function buildObjects(model: Model): KubernetesObject[] {
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
    chart.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => object.toJson()),
  );
}
