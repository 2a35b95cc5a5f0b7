import { App, type Chart } from 'cdk8s';
import type { Model } from '../model/model';
import { withSyncWaves } from './argocd/sync-waves';
import { ConfigChart } from './config-chart';
import { DataChart } from './data-chart';
import { EdgeChart } from './edge-chart';
import { NamespaceChart } from './namespace-chart';
import { NetworkPolicyChart } from './network-policy-chart';
import { type KubernetesObject, objectsOf, ordered } from './objects';
import { SecretsChart } from './secrets-chart';
import { WorkloadsChart } from './workloads-chart';

export type { KubernetesObject } from './objects';

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
  return withSyncWaves(model, charts.flatMap(objectsOf)).map(ordered);
}
