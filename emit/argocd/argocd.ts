import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import type { Loss } from '../losses';

/** The Argo CD objects that make a cluster follow the output folder in a Git repository. */
export function emitArgocd(_models: readonly Model[]): Artifact[] {
  return [];
}

/** What the Argo CD objects leave out. */
export function argocdLosses(_models: readonly Model[]): Loss[] {
  return [];
}
