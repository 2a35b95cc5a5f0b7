import type { Kubectl } from './kubectl';
import { titleOf } from './objects';
import { takeSnapshot } from './snapshot';

/**
 * Deletes pods of the titled StatefulSets, other titles are passed over, that are of another version than wanted and not
 * ready: the controller waits for such a pod to become ready before it replaces it, for good (kubernetes.io, "Forced
 * rollback" of StatefulSets).
 */
export async function unwedge(kubectl: Kubectl, titles: readonly string[]): Promise<void> {
  const wanted = new Set(titles.filter((title) => title.startsWith('StatefulSet/')));
  if (wanted.size === 0) return;
  const snapshot = await takeSnapshot(kubectl, []);
  for (const set of snapshot.objects.filter((object) => wanted.has(titleOf(object)))) {
    const stuck = snapshot.objects.filter(
      ({ kind, metadata, status }) =>
        kind === 'Pod' &&
        metadata.ownerReferences?.some((owner) => owner.kind === 'StatefulSet' && owner.name === set.metadata.name) &&
        metadata.labels?.['controller-revision-hash'] !== set.status?.updateRevision &&
        !(status?.containerStatuses ?? []).every(({ ready }) => ready),
    );
    for (const pod of stuck)
      await kubectl.output(['delete', 'pod', pod.metadata.name, '--ignore-not-found', '--wait=false']);
  }
}
