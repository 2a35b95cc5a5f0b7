import { EXIT, UserError } from '../../lib/errors';
import type { Failure, Step, StepContext, StepOutcome } from '../driver';
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
    const outcome = await outcomeOf(step, {
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

/** What a step throws because it failed is its failure; a bug, a lock of somebody else or a wrong word is none. */
async function outcomeOf(step: Step, context: StepContext): Promise<StepOutcome> {
  try {
    return await step.run(context);
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode !== EXIT.failed) throw error;
    return { ok: false, failure: failureOf(error) };
  }
}

/** A `UserError` as why something failed. */
export function failureOf({ message, issues }: UserError): Failure {
  const [first = '', ...details] = message.split('\n');
  return { message: first, details: [...details, ...issues.map((issue) => `${issue.path}: ${issue.message}`)] };
}
