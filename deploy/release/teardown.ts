import type { Driver, Failure, TeardownOptions } from '../driver';
import { acquireLock } from './lock';
import type { LockHolder } from './lock-store';
import type { Report } from './progress';
import type { InventoryEntry, ReleaseRecord } from './record';
import { runSteps } from './run-steps';

export interface TeardownRun extends TeardownOptions {
  readonly holder: LockHolder;
  readonly now: () => Date;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
}

/** Removes what releases made, under the lock; gives why it failed, or undefined. May be repeated. */
export async function tearDown(driver: Driver, run: TeardownRun): Promise<Failure | undefined> {
  const say = (text: string): void => run.report({ type: 'line', text });
  if (!(await driver.isPrepared())) {
    say(`nothing is deployed to the ${driver.place}`);
    return undefined;
  }
  const records = await driver.journal.list();
  const lock = await acquireLock(driver.lock, run.holder, { now: run.now, say });
  try {
    const failure = await runSteps(driver.teardown(run, everythingMade(records)), {
      ...run,
      lock,
      done: async () => {},
      made: async () => {},
    });
    if (failure === undefined && !run.deleteData) await markRemoved(driver, records);
    return failure;
  } finally {
    await lock.release();
  }
}

/** Of every release that is kept: one that failed has left things behind as well. */
function everythingMade(records: readonly ReleaseRecord[]): InventoryEntry[] {
  return [...new Map(records.flatMap(({ inventory }) => inventory).map((entry) => [entry.uid, entry])).values()];
}

async function markRemoved(driver: Driver, records: readonly ReleaseRecord[]): Promise<void> {
  for (const record of records)
    if (record.status === 'deployed') await driver.journal.update({ ...record, status: 'removed' });
}
