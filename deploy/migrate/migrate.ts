import { EXIT, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { LockHolder, LockStore } from '../release/lock-store';
import { withLocks } from '../release/locks';
import type { Running } from '../running';
import { type Journal, leftIn, type MigrationFolder, migrationFolder } from './journal';
import { withLock } from './lock';
import { preflight } from './preflight';
import { nameOf, type Side } from './side';
import { type Migration, runStep, stepNames } from './steps';
import type { DataStore } from './store';

/** Two places where the same environment runs or can run, and what of it moves from the first to the second. */
export interface MigrationRequest {
  readonly model: Model;
  /** Folder of the project, in which the journal is kept. */
  readonly project: string;
  readonly source: Running;
  readonly target: Running;
  readonly stores: readonly DataStore[];
  /** Locks of both places: what else changes them holds the same. */
  readonly locks: readonly LockStore[];
  readonly holder: LockHolder;
  /** Ends it before its next step. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Told what is done, a line at a time. */
  readonly progress: (line: string) => void;
}

export interface MigrationResult {
  /** Whether an earlier run had begun it. */
  readonly resumed: boolean;
  readonly moved: readonly { readonly store: string; readonly bytes: number }[];
}

/** Looks whether the data could move now; changes nothing, and throws a `UserError` that says why when they could not. */
export async function checkMigration(request: MigrationRequest): Promise<void> {
  const journal = ownJournal(migrationFolder(request.project, request.model.environment.name).read(), request);
  await preflight(sides(request), request.stores, journal);
}

/**
 * Moves the data, and the environment with them: freezes both places, copies, compares, and starts the target. Whatever
 * ends it, the same call goes on where it ended, and the source keeps its data.
 */
export function migrate(request: MigrationRequest): Promise<MigrationResult> {
  const folder = migrationFolder(request.project, request.model.environment.name);
  return alone(request, folder, (guard) => migrateLocked(request, folder, guard));
}

/** Throws a `UserError` when nothing more is to be begun: somebody wants it to stop, or a lock was lost. */
type Guard = (next: string, journal?: Journal) => Promise<void>;

/** Under the lock of migrations and those of both places. */
function alone<T>(request: MigrationRequest, folder: MigrationFolder, work: (guard: Guard) => Promise<T>): Promise<T> {
  const { holder, now, progress, signal } = request;
  return withLock(folder.lock, () =>
    withLocks(request.locks, { holder, now, say: progress }, (locks) =>
      work(async (next, journal) => {
        if (signal.aborted) throw interrupted(next, journal);
        for (const lock of locks) await lock.check();
      }),
    ),
  );
}

function interrupted(next: string, journal: Journal | undefined): UserError {
  const ways =
    journal?.state === 'moving' ? 'the same command goes on, --abort gives it up' : 'the same command goes on';
  return new UserError(`interrupted before: ${next}; ${ways}`, { exitCode: EXIT.failed });
}

async function migrateLocked(
  request: MigrationRequest,
  folder: MigrationFolder,
  guard: Guard,
): Promise<MigrationResult> {
  const found = ownJournal(folder.read(), request);
  const isResumed = found !== undefined && found.state !== 'finished';
  if (found?.state !== 'switching') await preflight(sides(request), request.stores, found);
  let journal = isResumed ? await discardStale(found, request) : newJournal(request, found);
  const migration = migrationOf(request, folder);
  const save = (changed: Journal): Journal => {
    folder.write(changed);
    journal = changed;
    return changed;
  };
  await guard('anything');
  save(journal);
  const bytes: Record<string, number> = {};
  for (const step of stepNames(migration.stores)) {
    if (journal.done.includes(step)) continue;
    await guard(step, journal);
    request.progress(step);
    await runStep(step, migration, { journal, save });
    Object.assign(bytes, Object.fromEntries(Object.entries(journal.dumps).map(([name, dump]) => [name, dump.bytes])));
  }
  return { resumed: isResumed, moved: request.stores.map(({ name }) => ({ store: name, bytes: bytes[name] ?? 0 })) };
}

function migrationOf(request: MigrationRequest, folder: MigrationFolder): Migration {
  const components = request.model.components.map(({ name }) => name);
  return { ...sides(request), stores: request.stores, components, folder };
}

/** Gives an unfinished migration up: empties what it has half filled, starts the source, and forgets it. */
export function abortMigration(request: MigrationRequest): Promise<'aborted' | 'kept-target'> {
  const folder = migrationFolder(request.project, request.model.environment.name);
  return alone(request, folder, async (guard) => {
    const journal = ownJournal(folder.read(), request);
    if (journal?.state === 'switching')
      throw new UserError(
        'the target may have started already: run the migration again to end it, or migrate back with what was written since',
        { exitCode: EXIT.failed },
      );
    if (journal?.state !== 'moving') throw new UserError('there is no unfinished migration');
    const { source, target } = sides(request);
    const isInUse = await runsComponents(target, request);
    for (const store of request.stores) {
      if (isInUse || !journal.touched.includes(store.name)) continue;
      await guard(`empty ${store.name}`);
      request.progress(`empty ${store.name} of ${nameOf(target)}`);
      await store.clear(target);
    }
    request.progress(`thaw ${nameOf(source)}`);
    await source.running.thaw(request.model.components.map(({ name }) => name));
    folder.remove();
    return isInUse && journal.touched.length > 0 ? 'kept-target' : 'aborted';
  });
}

function sides(request: MigrationRequest): { readonly source: Side; readonly target: Side } {
  return {
    source: { role: 'source', running: request.source },
    target: { role: 'target', running: request.target },
  };
}

/** The journal, unless it is of another migration that is finished; throws when that is not finished. */
function ownJournal(journal: Journal | undefined, { source, target }: MigrationRequest): Journal | undefined {
  if (journal === undefined || journal.state === 'finished') return journal;
  if (journal.from === source.method && journal.to === target.method) return journal;
  // All data are in its target by then: where that does not start, the way back is a migration like any other.
  const isWayBack = journal.state === 'switching' && journal.from === target.method && journal.to === source.method;
  if (isWayBack) return { ...journal, state: 'finished' };
  throw new UserError(
    `a migration from ${journal.from} to ${journal.to} is not finished: finish it with --from ${journal.from} --to ${journal.to}, or give it up with --abort`,
    { exitCode: EXIT.failed },
  );
}

function newJournal({ model, source, target, now }: MigrationRequest, earlier: Journal | undefined): Journal {
  return {
    version: 1,
    environment: model.environment.name,
    from: source.method,
    to: target.method,
    startedAt: now().toISOString(),
    done: [],
    dumps: {},
    touched: [],
    state: 'moving',
    left: leftIn(earlier, target.method),
  };
}

/** What was dumped is no longer what is there when components have run since; then all is done again. */
async function discardStale(journal: Journal, request: MigrationRequest): Promise<Journal> {
  if (journal.state === 'switching' || !journal.done.includes('freeze')) return journal;
  const { source, target } = sides(request);
  const isStale = (await runsComponents(source, request)) || (await runsComponents(target, request));
  if (isStale) request.progress('components have run since they were frozen: starting over');
  return isStale ? { ...journal, done: [], dumps: {} } : journal;
}

async function runsComponents(side: Side, { model }: MigrationRequest): Promise<boolean> {
  const names = new Set(model.components.map(({ name }) => name));
  return (await side.running.containers()).some(({ workload }) => names.has(workload));
}
