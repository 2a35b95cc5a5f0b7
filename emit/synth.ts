import { carries, placedModel } from '../model/derive/placement';
import type { Model } from '../model/model';
import type { DeployMethod } from '../model/schema/deploy';
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
import { emitRules } from './monitoring';
import { emitTerraform, terraformLosses } from './terraform/terraform';

/** The Kubernetes manifests alone, a file for each environment. */
export function synthesizeManifests(models: readonly Model[]): Artifact[] {
  return partsOf(models, 'kubernetes').map((model) => emitKubernetes(buildEnvironment(model)));
}

/** The chart, with what it deploys of every environment. */
export function synthesizeChart(models: readonly Model[]): Artifact[] {
  return emitHelm(partsOf(models, 'helm').map(buildEnvironment));
}

/** Everything that goes into the output folder, for all environments and by all methods, in one pass. */
export function synthesize(models: readonly Model[]): Artifact[] {
  // Manifests, chart and Argo CD have the same part of an environment: what goes into its namespace.
  const inCluster = partsOf(models, 'kubernetes');
  const environments = inCluster.map(buildEnvironment);
  return [
    ...environments.map(emitKubernetes),
    ...emitHelm(environments),
    ...partsOf(models, 'compose').flatMap(emitCompose),
    ...partsOf(models, 'terraform').flatMap(emitTerraform),
    ...emitArgocd(environments),
    ...inCluster.flatMap(emitRules),
    emitLosses(allLosses(models)),
  ];
}

/** What every method leaves out of what it deploys of every environment. */
export function allLosses(models: readonly Model[]): Loss[] {
  const inCluster = partsOf(models, 'kubernetes');
  return [
    ...inCluster.flatMap(kubernetesLosses),
    ...inCluster.flatMap(helmLosses),
    ...partsOf(models, 'compose').flatMap(composeLosses),
    ...partsOf(models, 'terraform').flatMap(terraformLosses),
    ...argocdLosses(inCluster),
  ];
}

/** Of every environment that a method has a part of, that part. */
function partsOf(models: readonly Model[], method: DeployMethod): readonly Model[] {
  return models.filter((model) => carries(model, method)).map((model) => placedModel(model, method));
}
