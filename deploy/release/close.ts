import { EXIT, UserError } from '../../lib/errors';
import type { Driver, Failure } from '../driver';
import type { Lock } from './lock';
import type { Report } from './progress';
import type { ReleaseRecord } from './record';
import { failureOf } from './run-steps';

export interface ClosingRun {
  readonly now: () => Date;
  readonly report: Report;
  readonly lock: Lock;
}

/** Writes how a release ended, and tells it. */
export async function finish(driver: Driver, record: ReleaseRecord, { now, report }: ClosingRun): Promise<void> {
  await driver.journal.update({ ...record, finishedAt: now().toISOString() });
  report({ type: 'release', number: record.number, status: record.status });
}

/** Releases that were never ended were killed: what they made stays known by their inventory. */
export async function closeInterrupted(
  driver: Driver,
  records: readonly ReleaseRecord[],
  { now, report }: ClosingRun,
): Promise<readonly ReleaseRecord[]> {
  return Promise.all(
    records.map(async (record) => {
      if (record.status !== 'pending') return record;
      report({
        type: 'line',
        text: `release ${record.number} was interrupted after: ${record.steps.at(-1) ?? 'nothing'}`,
      });
      const closed = { ...record, status: 'failed', reason: 'interrupted', finishedAt: now().toISOString() } as const;
      await driver.journal.update(closed);
      return closed;
    }),
  );
}

/** The same of one that failed: where it cannot be written, the next run does it, for why it failed is what counts. */
export async function finishFailed(driver: Driver, record: ReleaseRecord, run: ClosingRun): Promise<void> {
  try {
    // Without the lock the journal is somebody else's.
    await run.lock.check();
    await finish(driver, record, run);
  } catch (error) {
    run.report({ type: 'line', text: `release ${record.number} stays pending: ${messageOf(error)}` });
  }
}

/** What a rollback has thrown, as why it failed; thrown again where it is a bug, or the lock was lost. */
export function thrownFailure(error: unknown): Failure {
  if (!(error instanceof UserError) || error.exitCode === EXIT.locked) throw error;
  return failureOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
