import type { Component, Model, Volume } from '../model';
import type { Resources } from '../schema/resources';
import { containerOf, instancesOf } from './hosting';
import { ALLOY, LOKI, logStore } from './log-store';

/** Amounts of a set of pods: CPU in millicores, memory in bytes. */
export interface Amounts {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** What one workload may use at most at one time. */
export interface WorkloadCapacity {
  readonly name: string;
  /** Pods at most when nothing is being rolled out. */
  readonly pods: number;
  /** Pods added while a new version is rolled out. */
  readonly surge: number;
  /** Of one pod. */
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly claims: number;
  readonly storageBytes: number;
}

/** The most that an environment may use: what a quota has to hold. */
export interface Capacity {
  readonly workloads: readonly WorkloadCapacity[];
  readonly pods: number;
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly claims: number;
  readonly storageBytes: number;
}

/**
 * Sums (autoscaler maximum or replicas + surge) x requests and limits over all workloads. A ResourceQuota counts the
 * pods of the old and the new ReplicaSet during a rollout, so the surge belongs to the sum.
 */
export function deriveCapacity(model: Model): Capacity {
  const workloads = [
    ...model.components.map(componentCapacity),
    ...model.backingServices.flatMap(serviceCapacity),
    ...logCapacity(model),
  ];
  const total = (of: (workload: WorkloadCapacity) => number): number =>
    workloads.reduce((sum, workload) => sum + of(workload), 0);
  const amounts = (kind: 'requests' | 'limits'): Amounts => ({
    cpuMillicores: total((workload) => (workload.pods + workload.surge) * workload[kind].cpuMillicores),
    memoryBytes: total((workload) => (workload.pods + workload.surge) * workload[kind].memoryBytes),
  });
  return {
    workloads,
    pods: total((workload) => workload.pods + workload.surge),
    requests: amounts('requests'),
    limits: amounts('limits'),
    claims: total((workload) => workload.claims),
    storageBytes: total((workload) => workload.storageBytes),
  };
}

/** Pods of a component at most, without surge. */
export function maxPods(component: Component): number {
  if (component.run) return component.run.concurrency === 'Allow' ? 2 : 1;
  return component.autoscaling?.maxReplicas ?? component.replicas;
}

/** Whether a component needs a StatefulSet: a volume that one pod only can mount would block a rolling update. */
export function isStateful(component: Component): boolean {
  return !component.run && component.volumes.some((volume) => volume.accessMode === 'ReadWriteOnce');
}

/** The volumes of a component that are its own: others it only reads. */
export function ownVolumes(component: Component): readonly Volume[] {
  return component.volumes.filter((volume) => volume.of === undefined);
}

/** Whether a volume has one claim of its own, where otherwise a StatefulSet makes one for each pod. */
export function isClaimed(component: Component, volume: Volume): boolean {
  return volume.accessMode === 'ReadWriteMany' || !isStateful(component);
}

/** Number of pods for a count or a percentage; Kubernetes rounds a surge up. */
function surgePods(surge: number | string, pods: number): number {
  return typeof surge === 'number' ? surge : Math.ceil((Number(surge.slice(0, -1)) * pods) / 100);
}

function componentCapacity(component: Component): WorkloadCapacity {
  const pods = maxPods(component);
  const stateful = isStateful(component);
  const claims = ownVolumes(component).map((volume) => ({ ...volume, count: isClaimed(component, volume) ? 1 : pods }));
  return {
    name: component.name,
    pods,
    surge: component.run || stateful ? 0 : surgePods(component.rollout.maxSurge, pods),
    ...podAmounts(component.resources),
    claims: claims.reduce((sum, { count }) => sum + count, 0),
    storageBytes: claims.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0),
  };
}

function serviceCapacity(service: Model['backingServices'][number]): WorkloadCapacity[] {
  const container = containerOf(service);
  if (container === undefined) return [];
  const pods = instancesOf(service);
  return [
    {
      name: service.name,
      pods,
      // The job with which CloudNativePG makes an instance runs beside those that are there.
      surge: service.hosting.mode === 'cnpg' ? 1 : 0,
      ...podAmounts(container.resources),
      claims: pods,
      storageBytes: pods * container.storageBytes,
    },
  ];
}

function logCapacity(model: Model): WorkloadCapacity[] {
  const store = logStore(model);
  if (store === undefined) return [];
  const one = { pods: 1, surge: 0 };
  return [
    { name: LOKI, ...one, ...podAmounts(store.resources), claims: 1, storageBytes: store.storage.bytes },
    { name: ALLOY, ...one, ...podAmounts(store.alloyResources), claims: 0, storageBytes: 0 },
  ];
}

function podAmounts(resources: Resources): Pick<WorkloadCapacity, 'requests' | 'limits'> {
  const amounts = (of: Resources['requests']): Amounts => ({
    cpuMillicores: of.cpu.millicores,
    memoryBytes: of.memory.bytes,
  });
  return { requests: amounts(resources.requests), limits: amounts(resources.limits) };
}
