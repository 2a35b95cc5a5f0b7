import type { Kubectl } from './kubectl';
import { type ClusterObject, titleOf } from './objects';
import { takeSnapshot } from './snapshot';

/**
 * Deletes pods of StatefulSets that are of another version than wanted and not ready: the controller waits for such a
 * pod to become ready before it replaces it, for good (kubernetes.io, "Forced rollback" of StatefulSets).
 */
export async function unwedge(kubectl: Kubectl, objects: readonly ClusterObject[]): Promise<void> {
  const wanted = new Set(objects.filter(({ kind }) => kind === 'StatefulSet').map(titleOf));
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
