import { App } from 'cdk8s';
import type { Model } from '../../model/model';
import { type KubernetesObject, orderedObjectsOf } from '../objects';
import type { FollowedModel } from './application-spec';
import { ArgocdChart } from './argocd-chart';

/** An environment with the objects that its namespace holds. */
interface Environment {
  readonly model: Model;
  readonly objects: readonly KubernetesObject[];
}

/** The Argo CD objects of an application, the AppProject first; none where the model has no `gitops`. */
export function buildArgocdObjects(environments: readonly Environment[]): KubernetesObject[] {
  const followed = environments.filter(({ model }) => model.gitops !== undefined);
  const [first, ...rest] = followed.map(({ model }) => model as FollowedModel);
  if (!first) return [];
  const objects = followed.flatMap((environment) => environment.objects);
  return orderedObjectsOf(new ArgocdChart(new App(), 'argocd', { models: [first, ...rest], objects }));
}
