import { listOf } from './apply';
import type { Kubectl } from './kubectl';
import type { ClusterObject } from './objects';

/** What other tools put on the objects that they have made. */
export const HELM_RELEASE = 'meta.helm.sh/release-name';
export const HELM_NAMESPACE = 'meta.helm.sh/release-namespace';
export const ARGOCD_TRACKING = 'argocd.argoproj.io/tracking-id';

/** Takes such annotations off live objects: taken over once, an object is not refused again, unless its tool marks it anew. */
export async function untrack(
  kubectl: Kubectl,
  live: readonly ClusterObject[],
  marks: readonly string[],
): Promise<void> {
  const tracked = live.filter(({ metadata: { annotations = {} } }) => marks.some((mark) => mark in annotations));
  if (tracked.length === 0) return;
  const names = tracked.map(({ apiVersion, kind, metadata: { name } }) => ({ apiVersion, kind, metadata: { name } }));
  await kubectl.output(['annotate', '-f', '-', ...marks.map((mark) => `${mark}-`)], { input: listOf(names) });
}
