import type { Kubectl } from './kubectl';
import { titleOf } from './objects';
import type { Observed, Snapshot } from './snapshot';

/** A pod that is about to become ready needs no help. */
const PATIENCE_MILLISECONDS = 8000;

/**
 * Pods of the titled StatefulSets, other titles are passed over, that are of another version than wanted and not ready:
 * the controller waits for such a pod to become ready before it replaces it, for good (kubernetes.io, "Forced rollback"
 * of StatefulSets).
 */
export function wedgedPods({ objects }: Snapshot, titles: readonly string[]): readonly Observed[] {
  const wanted = new Set(titles.filter((title) => title.startsWith('StatefulSet/')));
  // What the controller has not looked at since it was changed still names its old version.
  const sets = objects.filter(
    (set) => wanted.has(titleOf(set)) && (set.status?.observedGeneration ?? 0) >= (set.metadata.generation ?? 0),
  );
  return sets.flatMap(({ metadata: { name }, status: set }) =>
    objects.filter(
      ({ kind, metadata, status }) =>
        kind === 'Pod' &&
        metadata.deletionTimestamp === undefined &&
        metadata.ownerReferences?.some((owner) => owner.kind === 'StatefulSet' && owner.name === name) &&
        metadata.labels?.['controller-revision-hash'] !== set?.updateRevision &&
        !(status?.containerStatuses ?? []).every(({ ready }) => ready),
    ),
  );
}

/** Deletes pods that keep their StatefulSet from being updated, once they have been in the way for some seconds. */
export class Unwedger {
  private readonly kubectl: Kubectl;
  private readonly now: () => Date;
  private firstSeen: ReadonlyMap<string, number> = new Map();

  constructor(kubectl: Kubectl, now: () => Date) {
    this.kubectl = kubectl;
    this.now = now;
  }

  /** Looks at a snapshot that is newer than the last. */
  async look(snapshot: Snapshot, titles: readonly string[]): Promise<void> {
    const time = this.now().getTime();
    const names = wedgedPods(snapshot, titles).map(({ metadata }) => metadata.name);
    this.firstSeen = new Map(names.map((name) => [name, this.firstSeen.get(name) ?? time]));
    for (const [name, first] of this.firstSeen)
      if (time - first >= PATIENCE_MILLISECONDS)
        await this.kubectl.output(['delete', 'pod', name, '--ignore-not-found', '--wait=false']);
  }
}
