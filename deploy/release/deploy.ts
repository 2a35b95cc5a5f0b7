import type { Artifact } from '../../emit/artifact';
import { assertNever, EXIT, type ExitCode, UserError } from '../../lib/errors';
import type { Change, Driver, Failure, Target } from '../driver';
import { closeInterrupted, finish, finishFailed, thrownFailure } from './close';
import { surplus } from './journal';
import { acquireLock, type Lock } from './lock';
import type { LockHolder } from './lock-store';
import type { Report } from './progress';
import { currentRelease, digestOf, madeObjects, type ReleaseRecord, releasesOf } from './record';
import { runSteps } from './run-steps';

export interface DeployOptions {
  readonly application: string;
  readonly environment: string;
  readonly holder: LockHolder;
  readonly now: () => Date;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
  /** False: a failed release stays as it is, to be looked at. */
  readonly rollBackOnFailure: boolean;
  readonly wait: boolean;
  /** Looks once more, under the lock; throws where what was looked at before is no longer so. */
  readonly recheck: () => void;
  readonly commit?: string;
  /** Images by workload. */
  readonly images: Readonly<Record<string, string>>;
}

/** How a run ended. */
export type Outcome = 'unchanged' | 'deployed' | 'failed' | 'rolled-back' | 'rollback-failed';

export interface DeployResult {
  readonly outcome: Outcome;
  readonly release?: number;
  readonly failure?: Failure;
}

/** What a run puts in place: the files of a release, new or earlier. */
export interface Wanted {
  readonly artifacts: readonly Artifact[];
  readonly rollbackTo?: number;
  readonly images: Readonly<Record<string, string>>;
}

/** The exit code that tells how a run ended. */
export function exitCodeOf(outcome: Outcome): ExitCode {
  switch (outcome) {
    case 'unchanged':
    case 'deployed':
      return EXIT.ok;
    case 'failed':
      return EXIT.failed;
    case 'rolled-back':
      return EXIT.rolledBack;
    case 'rollback-failed':
      return EXIT.rollbackFailed;
    default:
      return assertNever(outcome);
  }
}

/**
 * Puts a release in place: lock, journal, steps; on failure the last release that ended well comes back. With nothing to
 * change and nothing unfinished it writes nothing at all, not even a lock.
 */
export async function release(
  driver: Driver,
  wanted: Wanted & { readonly changes: readonly Change[] },
  options: DeployOptions,
): Promise<DeployResult> {
  const before = await driver.journal.list();
  if (isInPlace(before, wanted)) return { outcome: 'unchanged', ...numberOf(currentRelease(before)) };
  await driver.prepare();
  const say = (text: string): void => options.report({ type: 'line', text });
  const lock = await acquireLock(driver.lock, options.holder, { now: options.now, say });
  try {
    return await withLock(driver, wanted, { ...options, lock });
  } finally {
    await lock.release();
  }
}

/** Whether the newest release ended well, is this one, and nothing was changed behind its back. */
function isInPlace(records: readonly ReleaseRecord[], wanted: Wanted & { changes: readonly Change[] }): boolean {
  const newest = records.reduce<ReleaseRecord | undefined>(
    (found, each) => (each.number > (found?.number ?? 0) ? each : found),
    undefined,
  );
  const isSame = newest?.status === 'deployed' && newest.digest === digestOf(wanted.artifacts);
  return isSame && wanted.changes.length === 0;
}

function numberOf(record: ReleaseRecord | undefined): { release?: number } {
  return record === undefined ? {} : { release: record.number };
}

type Locked = DeployOptions & { readonly lock: Lock };

async function withLock(driver: Driver, wanted: Wanted, options: Locked): Promise<DeployResult> {
  options.recheck();
  // Read again: before the lock was held somebody else may have deployed.
  const records = await closeInterrupted(driver, await driver.journal.list(), options);
  const record = await begin(driver, wanted, { records, options });
  const ended = await attempt(driver, { wanted, record, records }, options);
  if (ended.failure === undefined) {
    await finish(driver, { ...ended.record, status: 'deployed' }, options);
    await trim(driver);
    return { outcome: 'deployed', release: record.number };
  }
  const failed = { ...ended.record, reason: ended.failure.message };
  return giveUp(driver, { records, failed, failure: ended.failure }, options);
}

async function begin(
  driver: Driver,
  wanted: Wanted,
  { records, options }: { readonly records: readonly ReleaseRecord[]; readonly options: Locked },
): Promise<ReleaseRecord> {
  const record: ReleaseRecord = {
    number: Math.max(0, ...records.map(({ number }) => number)) + 1,
    method: driver.method,
    application: options.application,
    environment: options.environment,
    status: 'pending',
    digest: digestOf(wanted.artifacts),
    startedAt: options.now().toISOString(),
    by: options.holder.by,
    ...(options.commit === undefined ? {} : { commit: options.commit }),
    images: wanted.images,
    steps: [],
    ...(wanted.rollbackTo === undefined ? {} : { rollbackTo: wanted.rollbackTo }),
    inventory: [],
  };
  await driver.journal.create(record, wanted.artifacts);
  options.report({ type: 'release', number: record.number, status: 'pending' });
  return record;
}

interface Attempt {
  readonly wanted: Wanted;
  readonly record: ReleaseRecord;
  readonly records: readonly ReleaseRecord[];
}

async function attempt(
  driver: Driver,
  { wanted, record, records }: Attempt,
  options: Locked,
): Promise<{ readonly record: ReleaseRecord; readonly failure?: Failure }> {
  let written = record;
  const steps = driver.steps({
    artifacts: wanted.artifacts,
    inventory: madeObjects(records),
    isRollback: wanted.rollbackTo !== undefined,
    wasShown: true,
    wait: options.wait,
  });
  const write = (record: ReleaseRecord): Promise<void> => {
    written = record;
    return driver.journal.update(record);
  };
  try {
    const failure = await runSteps(steps, {
      ...options,
      made: (inventory) => write({ ...written, inventory: [...written.inventory, ...inventory] }),
      done: (step) => write({ ...written, steps: [...written.steps, step] }),
    });
    return failure === undefined ? { record: written } : { record: written, failure };
  } catch (error) {
    if (error instanceof UserError)
      await finishFailed(driver, { ...written, status: 'failed', reason: error.message }, options);
    throw error;
  }
}

interface Failed {
  readonly records: readonly ReleaseRecord[];
  readonly failed: ReleaseRecord;
  readonly failure: Failure;
}

/** Brings the last good release back where there is one; what fails while it does is told beside the first failure. */
async function giveUp(driver: Driver, { records, failed, failure }: Failed, options: Locked): Promise<DeployResult> {
  const good = currentRelease(releasesOf(driver.method, records));
  const result = { release: failed.number, failure };
  if (good === undefined || !options.rollBackOnFailure || options.signal.aborted) {
    await finishFailed(driver, { ...failed, status: 'failed' }, options);
    return { ...result, outcome: 'failed' };
  }
  options.report({ type: 'line', text: `rolling back to release ${good.number}` });
  const inventory = [...madeObjects(records), ...failed.inventory];
  const back = { good, inventory, reason: failure.message };
  const again = await rollBack(driver, back, options).catch(thrownFailure);
  const status = again === undefined ? 'rolled-back' : 'failed';
  await finishFailed(driver, { ...failed, status }, options);
  if (again === undefined) return { ...result, outcome: 'rolled-back' };
  return {
    ...result,
    outcome: 'rollback-failed',
    failure: { ...failure, details: [...failure.details, `rollback: ${again.message}`, ...again.details] },
  };
}

async function rollBack(
  driver: Driver,
  { good, inventory, reason }: Pick<Target, 'inventory' | 'reason'> & { readonly good: ReleaseRecord },
  options: Locked,
): Promise<Failure | undefined> {
  const steps = driver.steps({
    artifacts: await driver.journal.content(good.number),
    inventory,
    isRollback: true,
    wasShown: false,
    ...(reason === undefined ? {} : { reason }),
    wait: options.wait,
  });
  return runSteps(steps, { ...options, done: async () => {}, made: async () => {} });
}

async function trim({ journal }: Driver): Promise<void> {
  for (const number of surplus(await journal.list())) await journal.remove(number);
}
