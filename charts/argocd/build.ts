import { App } from 'cdk8s';
import type { Model } from '../../model/model';
import { buildObjects } from '../build';
import { type KubernetesObject, orderedObjectsOf } from '../objects';
import type { FollowedModel } from './application-spec';
import { ArgocdChart } from './argocd-chart';

/** The Argo CD objects of an application, the AppProject first; none where the model has no `gitops`. */
export function buildArgocdObjects(models: readonly Model[]): KubernetesObject[] {
  const [first, ...rest] = models.filter((model): model is FollowedModel => model.gitops !== undefined);
  if (!first) return [];
  const followed = [first, ...rest] as const;
  return orderedObjectsOf(
    new ArgocdChart(new App(), 'argocd', { models: followed, objects: followed.flatMap(buildObjects) }),
  );
}
