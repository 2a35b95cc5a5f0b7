import type { RunningContainer } from '../../../deploy/running';
import type { Builtin } from '../../../model/hosting';
import type { BackingService, Component, Model } from '../../../model/model';
import { type CheckContext, type CheckResult, failed, type Inside, skipped } from '../check';

/** A component or a builtin backing service, as the model has it. */
export interface Workload {
  readonly name: string;
  readonly user: number;
  readonly image: string;
  readonly ports: readonly number[];
  /** Containers at least. */
  readonly least: number;
  /** Whether it ends by itself, so that having no container is nothing bad. */
  readonly ends: boolean;
}

/** Everything that the model runs inside of the environment. */
export function workloadsOf(model: Model): Workload[] {
  return [
    ...model.components.map(ofComponent),
    ...model.backingServices.flatMap((service) =>
      service.hosting.mode === 'builtin' ? [ofService(service, service.hosting)] : [],
    ),
  ];
}

function ofComponent(component: Component): Workload {
  const { name, user, image, run, autoscaling, replicas } = component;
  const ports = component.ports.map(({ number }) => number);
  const least = autoscaling?.minReplicas ?? replicas;
  return { name, user, image: image.text, ports, least, ends: run !== undefined };
}

function ofService({ name, port }: BackingService, { userId, image }: Builtin): Workload {
  return { name, user: userId, image: image.text, ports: [port], least: 1, ends: false };
}

export const OFFLINE = skipped('nothing that runs is asked (--offline)');

type Judge<T> = (inside: Inside, workload: T) => Promise<CheckResult>;

/**
 * What is said of each container of these workloads. A workload that should run and does not is a failure here too: what cannot be
 * looked at has not passed.
 */
export async function perContainer<T extends { readonly name: string; readonly ends: boolean }>(
  context: CheckContext,
  workloads: readonly T[],
  judge: Judge<T>,
): Promise<CheckResult[]> {
  const { running } = context;
  if (running === undefined) return [OFFLINE];
  const containers = await running.containers();
  const results: CheckResult[] = [];
  for (const workload of workloads) {
    const own = containers.filter((container) => container.workload === workload.name);
    if (own.length === 0) results.push(absent(workload));
    for (const container of own) {
      if (workload.ends && !container.isReady) results.push(skipped(`${container.id} does not run now`));
      else results.push(await judge({ running, container }, workload));
    }
  }
  return results;
}

function absent(workload: { readonly name: string; readonly ends: boolean }): CheckResult {
  return workload.ends
    ? skipped(`${workload.name} runs only at times, and not now`)
    : failed(`${workload.name} has no container`);
}

/** A ready container before others, because one that starts cannot answer yet. */
export function oneOf(containers: readonly RunningContainer[], workload: string): RunningContainer | undefined {
  const own = containers.filter((container) => container.workload === workload);
  return own.find(({ isReady }) => isReady) ?? own[0];
}
