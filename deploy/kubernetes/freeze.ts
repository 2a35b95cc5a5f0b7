import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { Kubectl } from './kubectl';
import { FROZEN, NAME_LABEL } from './objects';
import type { Observed } from './snapshot';

const SECONDS = 180;

/** Stops all pods of components; an autoscaler leaves a Deployment alone that has no replicas. */
export async function freezeComponents(
  kubectl: Kubectl,
  selector: string,
  components: readonly string[],
): Promise<void> {
  const names = new Set(components);
  for (const deployment of await named(kubectl, 'deployments', names)) {
    if (deployment.metadata.annotations?.[FROZEN] !== undefined) continue;
    const replicas = deployment.spec?.replicas ?? 1;
    await patch(kubectl, `deployment/${deployment.metadata.name}`, {
      metadata: { annotations: { [FROZEN]: String(replicas) } },
      spec: { replicas: 0 },
    });
  }
  for (const cron of await named(kubectl, 'cronjobs', names))
    await patch(kubectl, `cronjob/${cron.metadata.name}`, { spec: { suspend: true } });
  await untilGone(kubectl, selector, names);
}

/** Gives the Deployments back the replicas that they had. */
export async function thawComponents(kubectl: Kubectl, components: readonly string[]): Promise<void> {
  const names = new Set(components);
  for (const deployment of await named(kubectl, 'deployments', names)) {
    const replicas = Number(deployment.metadata.annotations?.[FROZEN]);
    if (!Number.isInteger(replicas)) continue;
    await patch(kubectl, `deployment/${deployment.metadata.name}`, {
      metadata: { annotations: { [FROZEN]: null } },
      spec: { replicas },
    });
  }
  for (const cron of await named(kubectl, 'cronjobs', names))
    await patch(kubectl, `cronjob/${cron.metadata.name}`, { spec: { suspend: null } });
}

async function named(kubectl: Kubectl, kind: string, names: ReadonlySet<string>): Promise<Observed[]> {
  const found = await kubectl.list<Observed>(['get', kind]);
  return found.filter(({ metadata }) => names.has(metadata.labels?.[NAME_LABEL] ?? ''));
}

async function patch(kubectl: Kubectl, what: string, change: object): Promise<void> {
  await kubectl.output(['patch', what, '--type=merge', '--patch', JSON.stringify(change)]);
}

async function untilGone(kubectl: Kubectl, selector: string, names: ReadonlySet<string>): Promise<void> {
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(500)) {
    const pods = await kubectl.list<Observed>(['get', 'pods', '-l', selector]);
    const left = pods.filter(
      ({ metadata, status }) =>
        names.has(metadata.labels?.[NAME_LABEL] ?? '') && !['Succeeded', 'Failed'].includes(status?.phase ?? ''),
    );
    if (left.length === 0) return;
  }
  throw new UserError(`pods of ${[...names].join(', ')} do not end within ${SECONDS} s`, { exitCode: EXIT.failed });
}
