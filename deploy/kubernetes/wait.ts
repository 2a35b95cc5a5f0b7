import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, StepContext, StepOutcome } from '../driver';
import type { Kubectl } from './kubectl';
import { lastLines } from './last-lines';
import { readinessOf } from './readiness';
import { type Snapshot, takeSnapshot } from './snapshot';
import { TroubleWatch } from './trouble-watch';
import { Unwedger } from './unwedge';

const POLL_MILLISECONDS = 1000;
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
  const troubles = new TroubleWatch(kubectl, now);
  const unwedger = new Unwedger(kubectl, now);
  let said = now().getTime();
  for (;;) {
    const snapshot = await takeSnapshot(kubectl, titles);
    const waiting = readinessOf(snapshot, titles).filter(({ isReady }) => !isReady);
    if (waiting.length === 0) return { ok: true };
    const failure = await troubles.failure(snapshot, titles);
    if (failure !== undefined) return { ok: false, failure };
    await unwedger.look(snapshot, titles);
    const time = now().getTime();
    if (context.signal.aborted) return failed('interrupted while waiting', waiting);
    if (time >= context.deadline) return { ok: false, failure: await timedOut(kubectl, waiting, snapshot) };
    if (time - said >= SAY_SECONDS * 1000) {
      said = time;
      for (const { what, detail } of waiting) context.say(`${what}: ${detail}`);
    }
    await sleep(POLL_MILLISECONDS);
  }
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
