import type { Failure, Step } from '../driver';
import type { Lock } from './lock';
import type { Report } from './progress';
import type { InventoryEntry } from './record';

export interface StepsRun {
  readonly now: () => Date;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
  readonly lock: Lock;
  /** Told after each step; what it writes is what a later run goes on from. */
  readonly done: (step: string) => Promise<void>;
  readonly made: (inventory: readonly InventoryEntry[]) => Promise<void>;
}

const INTERRUPTED: Failure = { message: 'interrupted', details: [] };

/** Runs steps one after the other, each only while the lock is held; gives why the first failed, or undefined. */
export async function runSteps(steps: readonly Step[], run: StepsRun): Promise<Failure | undefined> {
  const deadline = run.now().getTime() + run.timeoutSeconds * 1000;
  for (const step of steps) {
    if (run.signal.aborted) return INTERRUPTED;
    await run.lock.check();
    const { name, title } = step;
    const started = run.now().getTime();
    run.report({ type: 'step-started', step: name, title });
    const outcome = await step.run({
      signal: run.signal,
      deadline,
      say: (text) => run.report({ type: 'line', text }),
      made: run.made,
    });
    if (!outcome.ok) {
      run.report({ type: 'step-failed', step: name, title, failure: outcome.failure });
      return outcome.failure;
    }
    const seconds = (run.now().getTime() - started) / 1000;
    const note = outcome.note === undefined ? {} : { note: outcome.note };
    run.report({ type: 'step-finished', step: name, title, seconds, ...note });
    await run.done(name);
  }
  return undefined;
}
