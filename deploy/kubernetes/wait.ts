import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, StepContext, StepOutcome } from '../driver';
import type { Kubectl } from './kubectl';
import { readinessOf } from './readiness';
import { type Snapshot, takeSnapshot } from './snapshot';
import { type Trouble, troublesOf } from './troubles';

const POLL_MILLISECONDS = 1000;
const LOG_LINES = 50;
const SAY_SECONDS = 15;

export interface WaitOptions {
  readonly kubectl: Kubectl;
  readonly now: () => Date;
  /** Kinds and names, such as `Deployment/backend`. */
  readonly titles: readonly string[];
}

/** Waits until workloads are ready; gives a failure as soon as one is seen that waiting will not mend. */
export async function waitUntilReady(
  { kubectl, now, titles }: WaitOptions,
  context: StepContext,
): Promise<StepOutcome> {
  if (titles.length === 0) return { ok: true };
  const began = now();
  // Clocks of a cluster and of this machine differ: a warning may be a little older than the run it belongs to.
  const since = new Date(began.getTime() - 2000).toISOString();
  const seen = new Map<string, number>();
  let said = began.getTime();
  for (;;) {
    const snapshot = await takeSnapshot(kubectl, titles);
    const waiting = readinessOf(snapshot, titles).filter(({ isReady }) => !isReady);
    if (waiting.length === 0) return { ok: true };
    const time = now().getTime();
    const trouble = lasting(troublesOf(snapshot, titles, since), { seen, time });
    if (trouble !== undefined) return { ok: false, failure: await explain(kubectl, trouble, snapshot) };
    if (context.signal.aborted) return failed('interrupted while waiting', waiting);
    if (time >= context.deadline) return { ok: false, failure: await timedOut(kubectl, waiting, snapshot) };
    if (time - said >= SAY_SECONDS * 1000) {
      said = time;
      for (const { what, detail } of waiting) context.say(`${what}: ${detail}`);
    }
    await sleep(POLL_MILLISECONDS);
  }
}

/** The first trouble that has been seen for as long as it needs to be. */
function lasting(
  troubles: readonly Trouble[],
  { seen, time }: { readonly seen: Map<string, number>; readonly time: number },
): Trouble | undefined {
  const keys = new Set(troubles.map(keyOf));
  for (const key of seen.keys()) if (!keys.has(key)) seen.delete(key);
  return troubles.find((trouble) => {
    const first = seen.get(keyOf(trouble)) ?? time;
    seen.set(keyOf(trouble), first);
    return time - first >= trouble.patienceSeconds * 1000;
  });
}

function keyOf({ what, pod = '', message }: Trouble): string {
  return [what, pod, message.split(':')[0]].join(' ');
}

type Waiting = { readonly what: string; readonly detail: string };

function failed(message: string, waiting: readonly Waiting[]): StepOutcome {
  return { ok: false, failure: { message, details: waiting.map(({ what, detail }) => `${what}: ${detail}`) } };
}

async function timedOut(kubectl: Kubectl, waiting: readonly Waiting[], snapshot: Snapshot): Promise<Failure> {
  const names = waiting.map(({ what }) => what);
  const pods = snapshot.objects.filter(
    ({ kind, metadata, status }) =>
      kind === 'Pod' &&
      status?.phase !== 'Succeeded' &&
      names.some((what) => metadata.name.startsWith(`${what.split('/')[1]}-`)),
  );
  const unready = pods.filter(({ status }) => !(status?.containerStatuses ?? []).every(({ ready }) => ready));
  const logs = await Promise.all(unready.slice(0, 2).map((pod) => lastLines(kubectl, { pod: pod.metadata.name })));
  const schedule = pods.flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter(({ type, status: is }) => type === 'PodScheduled' && is === 'False')
      .map(({ message }) => `Pod/${metadata.name}: ${message ?? 'not scheduled'}`),
  );
  return {
    message: `not ready in time: ${names.join(', ')}`,
    details: [...waiting.map(({ what, detail }) => `${what}: ${detail}`), ...schedule, ...logs.flat()],
  };
}

async function explain(kubectl: Kubectl, trouble: Trouble, snapshot: Snapshot): Promise<Failure> {
  const { what, pod, message } = trouble;
  const events = snapshot.warnings
    .filter(
      ({ involvedObject }) => involvedObject.name === pod || `${involvedObject.kind}/${involvedObject.name}` === what,
    )
    .map(({ reason, message: said }) => `${reason}: ${said}`);
  const logs = pod === undefined ? [] : await lastLines(kubectl, trouble);
  return { message: `${what}: ${message}`, details: [...new Set(events), ...logs] };
}

/** What kubectl prints, with exit code 0, for a container that is gone. */
const NO_LOG = 'unable to retrieve container logs';

/** The end of the log of the run that crashed, or of the one that is there. */
async function lastLines(kubectl: Kubectl, of: Pick<Trouble, 'pod' | 'container'>): Promise<readonly string[]> {
  const container = of.container === undefined ? ['--all-containers'] : ['-c', of.container];
  for (const which of [['--previous'], []]) {
    const args = ['logs', of.pod ?? '', ...container, `--tail=${LOG_LINES}`, ...which];
    const { code, stdout } = await kubectl.try(args);
    const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(NO_LOG));
    if (code === 0 && lines.length > 0) return lines.map((line) => `${of.pod} | ${line}`);
  }
  return [];
}
