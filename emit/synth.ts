import type { Model } from '../model/model';
import { argocdLosses, emitArgocd } from './argocd/argocd';
import type { Artifact } from './artifact';
import { buildEnvironment } from './built';
import { emitCompose } from './compose/compose';
import { composeLosses } from './compose/losses';
import { emitHelm } from './helm/helm';
import { helmLosses } from './helm/losses';
import { emitKubernetes } from './kubernetes/kubernetes';
import { kubernetesLosses } from './kubernetes/losses';
import { emitLosses, type Loss } from './losses';
import { emitTerraform, terraformLosses } from './terraform/terraform';

/** The Kubernetes manifests alone, a file for each environment. */
export function synthesizeManifests(models: readonly Model[]): Artifact[] {
  return models.map((model) => emitKubernetes(buildEnvironment(model)));
}

/** Everything that goes into the output folder, for all environments and by all methods, in one pass. */
export function synthesize(models: readonly Model[]): Artifact[] {
  const environments = models.map(buildEnvironment);
  return [
    ...environments.map(emitKubernetes),
    ...emitHelm(environments),
    ...models.flatMap(emitCompose),
    ...models.flatMap(emitTerraform),
    ...emitArgocd(models),
    emitLosses(allLosses(models)),
  ];
}

/** What every method leaves out of every environment. */
export function allLosses(models: readonly Model[]): Loss[] {
  return [
    ...[kubernetesLosses, helmLosses, composeLosses, terraformLosses].flatMap((lossesOf) => models.flatMap(lossesOf)),
    ...argocdLosses(models),
  ];
}
