import type { CnpgService } from '../model/derive/hosting';
import type { Model } from '../model/model';
import type { AlertContext, Place } from './alert';

/** Label of pods that the usual scrape configuration for annotations takes over from `app.kubernetes.io/name`. */
const NAME_LABEL = 'app_kubernetes_io_name';

/** The context of an environment: Compose sets the same labels as the Prometheus Operator does. */
export function alertContext(model: Model, place: Place): AlertContext {
  const all = `namespace="${model.environment.namespace}"`;
  const label = place === 'cluster' && model.environment.monitoring?.kind === 'annotations' ? NAME_LABEL : 'job';
  return { model, place, all, of: (name) => `${all},${label}="${name}"` };
}

/** One case of the whole environment, in a cluster only: what it reads comes from kube-state-metrics or the kubelet. */
export function inCluster(context: AlertContext, expr: string): readonly { readonly expr: string }[] {
  return context.place === 'cluster' ? [{ expr }] : [];
}

/** Label matchers of what the instances of a database of CloudNativePG give: pods of its name and a number, whoever asks them. */
export function cnpgInstances({ all }: AlertContext, { name }: CnpgService): string {
  return `${all},pod=~"${name}-[0-9]+"`;
}
