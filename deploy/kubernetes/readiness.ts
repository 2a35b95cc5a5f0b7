import { titleOf } from './objects';
import type { Condition, Observed, Snapshot } from './snapshot';

/** Whether a workload is as it was asked for. */
export interface Readiness {
  readonly what: string;
  readonly isReady: boolean;
  /** What is still missing. */
  readonly detail: string;
}

const READY = 'ready';

/** How far the named workloads are (rules of kstatus, sigs.k8s.io/cli-utils); one that is not there is not ready. */
export function readinessOf(snapshot: Snapshot, titles: readonly string[]): Readiness[] {
  const byTitle = new Map(snapshot.objects.map((object) => [titleOf(object), object]));
  return titles.map((what) => {
    const object = byTitle.get(what);
    const detail = object === undefined ? 'is not there' : detailOf(object);
    return { what, isReady: detail === READY, detail };
  });
}

/** Kinds whose readiness is waited for. */
export const AWAITED_KINDS: ReadonlySet<string> = new Set(['Cluster', 'Deployment', 'StatefulSet', 'Job']);

function detailOf(object: Observed): string {
  const { status = {}, metadata } = object;
  if (object.kind === 'Job') return jobDetail(object);
  if (object.kind === 'Cluster') return clusterDetail(object);
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return 'the controller has not seen the change yet';
  return object.kind === 'StatefulSet' ? setDetail(object) : deploymentDetail(object);
}

function deploymentDetail({ spec = {}, status = {} }: Observed): string {
  const wanted = spec.replicas ?? 1;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} pods are of the new version`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} pods of the old version still run`;
  return availableReplicas < wanted ? `${availableReplicas} of ${wanted} pods are available` : READY;
}

function setDetail({ spec = {}, status = {} }: Observed): string {
  const wanted = spec.replicas ?? 1;
  const { updatedReplicas = 0, readyReplicas = 0 } = status;
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} pods are of the new version`;
  return readyReplicas < wanted ? `${readyReplicas} of ${wanted} pods are ready` : READY;
}

function jobDetail(object: Observed): string {
  return conditionOf(object, 'Complete')?.status === 'True' ? READY : 'has not completed';
}

/** CloudNativePG does not say which generation it has seen, so all that it says has to fit. */
function clusterDetail(object: Observed): string {
  const { spec = {}, status = {} } = object;
  const wanted = spec.instances ?? 1;
  const { readyInstances = 0, phase = 'the operator has not seen it yet' } = status;
  if (readyInstances < wanted) return `${readyInstances} of ${wanted} instances are ready: ${phase}`;
  return conditionOf(object, 'Ready')?.status === 'True' ? READY : phase;
}

/** The condition of this type, where the controller has set it. */
export function conditionOf({ status }: Observed, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
