import { titleOf } from './objects';
import { conditionOf } from './readiness';
import type { ClusterEvent, ContainerStatus, Observed, Owner, Snapshot } from './snapshot';

/** Something that will not pass by waiting. */
export interface Trouble {
  /** The workload that was applied, such as `Deployment/backend`. */
  readonly what: string;
  /** The pod it was seen at, for its log. */
  readonly pod?: string;
  readonly container?: string;
  readonly message: string;
  /** Seconds for which it has to be seen: some of it is said for a moment while things settle. */
  readonly patienceSeconds: number;
}

const AT_ONCE = new Set([
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerError',
  'RunContainerError',
]);
/** A Secret or an image is now and then seen late by the node. */
const SETTLING_SECONDS = 8;
const CRASHES = 3;

/** What was there before, and says nothing of this release. */
export interface Before {
  /** ISO 8601; older warnings do not count. */
  readonly since: string;
  /** How often containers had restarted that ran then, by `restartKey`. */
  readonly restarts: ReadonlyMap<string, number>;
}

/** What keeps the named workloads from ever becoming ready. */
export function troublesOf(snapshot: Snapshot, titles: readonly string[], before: Before): Trouble[] {
  return titles.flatMap((what) => {
    const workload = snapshot.objects.find((object) => titleOf(object) === what);
    if (workload === undefined) return [];
    const members = currentMembers(snapshot, workload);
    const pods = members.filter(({ kind }) => kind === 'Pod');
    return [
      ...workloadTroubles(what, workload),
      ...pods.flatMap((pod) => podTroubles(what, pod, before)),
      ...creationTroubles(what, { members, warnings: snapshot.warnings, since: before.since }),
    ];
  });
}

function workloadTroubles(what: string, workload: Observed): Trouble[] {
  const failed = conditionOf(workload, 'Failed');
  if (workload.kind === 'Job' && failed?.status === 'True')
    return [{ what, message: `failed: ${failed.message ?? failed.reason ?? ''}`, patienceSeconds: 0 }];
  const progressing = conditionOf(workload, 'Progressing');
  if (progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded')
    return [{ what, message: `does not come up: ${progressing.message ?? ''}`, patienceSeconds: 0 }];
  const refused = conditionOf(workload, 'ReplicaFailure');
  if (refused?.status === 'True')
    return [{ what, message: `no pod can be made: ${refused.message ?? ''}`, patienceSeconds: SETTLING_SECONDS }];
  return [];
}

/** Restarts of the containers that run: of those, earlier ends were for reasons of their own. */
export function restartsOf({ objects }: Snapshot): ReadonlyMap<string, number> {
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  return new Map(
    pods.flatMap((pod) =>
      containersOf(pod)
        .filter(({ state }) => state?.running !== undefined)
        .map((container) => [restartKey(pod, container), container.restartCount] as const),
    ),
  );
}

function restartKey({ metadata }: Observed, { name }: ContainerStatus): string {
  return `${metadata.uid ?? metadata.name}/${name}`;
}

function containersOf({ status }: Observed): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

function podTroubles(what: string, pod: Observed, { restarts }: Before): Trouble[] {
  return containersOf(pod).flatMap((container) => {
    const found = containerTrouble(container, restarts.get(restartKey(pod, container)) ?? 0);
    return found === undefined ? [] : [{ what, pod: pod.metadata.name, container: container.name, ...found }];
  });
}

function containerTrouble(
  container: ContainerStatus,
  restartsBefore: number,
): Pick<Trouble, 'message' | 'patienceSeconds'> | undefined {
  const { reason = '', message = '' } = container.state?.waiting ?? {};
  const said = `${reason}${message === '' ? '' : `: ${message}`}`;
  if (AT_ONCE.has(reason)) return { message: said, patienceSeconds: 0 };
  if (reason === 'CreateContainerConfigError') return { message: said, patienceSeconds: SETTLING_SECONDS };
  const last = container.lastState?.terminated ?? container.state?.terminated;
  const crashes = container.restartCount - restartsBefore;
  // One that runs and is not ready may only be waiting for something else.
  const isDown = !container.ready && container.state?.running === undefined;
  if (crashes < CRASHES || !isDown || last === undefined) return undefined;
  const why = last.reason === 'OOMKilled' ? 'more memory than its limit' : `exit code ${last.exitCode}`;
  return { message: `ended ${crashes} times (${why})`, patienceSeconds: 0 };
}

interface Creation {
  readonly members: readonly Observed[];
  readonly warnings: readonly ClusterEvent[];
  readonly since: string;
}

/** A quota, an admission plugin or a webhook refuses the pod and not the workload, which is told by an event alone. */
function creationTroubles(what: string, { members, warnings, since }: Creation): Trouble[] {
  const names = new Set(members.filter(({ kind }) => kind !== 'Pod').map(titleOf));
  const isShort = members.some(
    ({ kind, spec, status }) => kind !== 'Pod' && (status?.replicas ?? 0) < (spec?.replicas ?? 1),
  );
  if (!isShort) return [];
  const refused = warnings.find(
    (warning) =>
      warning.reason === 'FailedCreate' && names.has(nameOf(warning.involvedObject)) && timeOf(warning) >= since,
  );
  return refused === undefined
    ? []
    : [{ what, message: `no pod can be made: ${refused.message}`, patienceSeconds: SETTLING_SECONDS }];
}

function nameOf({ kind, name }: Owner): string {
  return `${kind}/${name}`;
}

/** Seconds are all that events know, so one of the second in which a release began counts as its own. */
function timeOf({ lastTimestamp, eventTime }: ClusterEvent): string {
  return (lastTimestamp ?? eventTime ?? '').replace(/\.\d+Z$|Z$/, '.999Z');
}

/** A workload with its newest ReplicaSet and the pods of its newest version. */
export function currentMembers(snapshot: Snapshot, workload: Observed): readonly Observed[] {
  const { objects } = snapshot;
  if (workload.kind === 'Deployment') {
    const sets = objects.filter((object) => object.kind === 'ReplicaSet' && isOwned(object, workload));
    const [newest] = sets.sort((a, b) => revisionOf(b) - revisionOf(a));
    return newest === undefined ? [workload] : [workload, newest, ...podsOf(objects, newest)];
  }
  const pods = podsOf(objects, workload);
  const revision = workload.status?.updateRevision;
  const current = pods.filter((pod) => {
    const own = pod.metadata.labels?.['controller-revision-hash'];
    return own === undefined || revision === undefined || own === revision;
  });
  return [workload, ...current];
}

function podsOf(objects: readonly Observed[], owner: Observed): Observed[] {
  return objects.filter(
    (object) => object.kind === 'Pod' && isOwned(object, owner) && object.metadata.deletionTimestamp === undefined,
  );
}

function isOwned(object: Observed, owner: Observed): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    ({ kind, name }) => kind === owner.kind && name === owner.metadata.name,
  );
}

function revisionOf({ metadata }: Observed): number {
  return Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}
