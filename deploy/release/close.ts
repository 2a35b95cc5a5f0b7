import { UserError } from '../../lib/errors';
import type { Driver, Failure } from '../driver';
import type { Lock } from './lock';
import type { Report } from './progress';
import type { ReleaseRecord } from './record';

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

/** Ends a release whose step has thrown. Where that cannot be written, the next run does it: what was thrown is what counts. */
export async function closeThrown(
  driver: Driver,
  record: ReleaseRecord,
  { error, run }: { readonly error: unknown; readonly run: ClosingRun },
): Promise<void> {
  if (!(error instanceof UserError)) return;
  try {
    // Without the lock the journal is somebody else's.
    await run.lock.check();
    await finish(driver, { ...record, status: 'failed', reason: error.message }, run);
  } catch {
    // The record stays pending.
  }
}

/** What a rollback has thrown, as why it failed; thrown again where it is a bug, or the lock was lost. */
export async function thrownFailure(error: unknown, { lock }: ClosingRun): Promise<Failure> {
  if (!(error instanceof UserError)) throw error;
  await lock.check();
  const [message = '', ...details] = error.message.split('\n');
  return { message, details: [...details, ...error.issues.map((issue) => `${issue.path}: ${issue.message}`)] };
}
