import { type KubernetesObject, placeObjects } from '../charts/build';
import type { Model } from '../model/model';

/** One environment with its Kubernetes objects, which are built once for every method that needs them. */
export interface BuiltEnvironment {
  readonly model: Model;
  readonly objects: readonly KubernetesObject[];
  /** Those of the objects that watch the others. */
  readonly monitoring: readonly KubernetesObject[];
  /** Those of the objects of which the operator CloudNativePG makes databases. */
  readonly cnpg: readonly KubernetesObject[];
}

/** Builds the objects of an environment. */
export function buildEnvironment(model: Model): BuiltEnvironment {
  const placed = placeObjects(model);
  const of = (name: string) => placed.filter(({ chart }) => chart === name).map(({ object }) => object);
  return {
    model,
    objects: placed.map(({ object }) => object),
    monitoring: [...of('monitoring'), ...of('logs')],
    cnpg: of('cnpg'),
  };
}
