import { buildObjects, type KubernetesObject } from '../charts/build';
import type { Model } from '../model/model';

/** One environment with its Kubernetes objects, which are built once for every method that needs them. */
export interface BuiltEnvironment {
  readonly model: Model;
  readonly objects: readonly KubernetesObject[];
}

/** Builds the objects of an environment. */
export function buildEnvironment(model: Model): BuiltEnvironment {
  return { model, objects: buildObjects(model) };
}
