import type { Failure } from '../driver';
import type { Kubectl } from './kubectl';
import { lastLines } from './last-lines';
import type { Snapshot } from './snapshot';
import { restartsOf, type Trouble, troublesOf } from './troubles';

// Clocks of a cluster and of this machine differ: a warning may be a little older than the run it belongs to.
const TOLERANCE_MILLISECONDS = 2000;

/** Remembers for how long workloads have been in trouble, and says so once it will not pass by waiting. */
export class TroubleWatch {
  private readonly kubectl: Kubectl;
  private readonly now: () => Date;
  private readonly since: string;
  private restarts: ReadonlyMap<string, number> | undefined;
  private readonly firstSeen = new Map<string, number>();

  /** Warnings from before it was made do not count, nor do restarts from before its first look. */
  constructor(kubectl: Kubectl, now: () => Date) {
    this.kubectl = kubectl;
    this.now = now;
    this.since = new Date(now().getTime() - TOLERANCE_MILLISECONDS).toISOString();
  }

  /** Why one of the titled workloads, such as `Deployment/backend`, will not become ready, with events and last log lines. */
  async failure(snapshot: Snapshot, titles: readonly string[]): Promise<Failure | undefined> {
    this.restarts ??= restartsOf(snapshot);
    const trouble = this.lasting(troublesOf(snapshot, titles, { since: this.since, restarts: this.restarts }));
    return trouble && explain(this.kubectl, trouble, snapshot);
  }

  /** The first trouble that has been seen for as long as it needs to be. */
  private lasting(troubles: readonly Trouble[]): Trouble | undefined {
    const time = this.now().getTime();
    const keys = new Set(troubles.map(keyOf));
    for (const key of this.firstSeen.keys()) if (!keys.has(key)) this.firstSeen.delete(key);
    return troubles.find((trouble) => {
      const first = this.firstSeen.get(keyOf(trouble)) ?? time;
      this.firstSeen.set(keyOf(trouble), first);
      return time - first >= trouble.patienceSeconds * 1000;
    });
  }
}

function keyOf({ what, pod = '', message }: Trouble): string {
  return [what, pod, message.split(':')[0]].join(' ');
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
