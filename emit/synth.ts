import type { Model } from '../model/model';
import type { Artifact } from './artifact';
import { emitKubernetes } from './kubernetes';
import { emitLosses, kubernetesLosses } from './losses';

/** Everything that goes into the output folder, for all environments, in one pass. */
export function synthesize(models: readonly Model[]): Artifact[] {
  return [...models.map(emitKubernetes), emitLosses(models.flatMap(kubernetesLosses))];
}
