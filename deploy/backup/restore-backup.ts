import { EXIT, UserError } from '../../lib/errors';
import type { Running } from '../running';
import type { StoreInPlace } from './backup-stores';
import type { Backup } from './backups';
import { checkPairs, type Pair, pairsOf } from './check-backup';
import { stopIfAsked } from './interrupted';
import { UnchangedError } from './unchanged';

/** What one method runs of an environment: everything that writes is stopped while data are replaced. */
export interface Writers {
  readonly running: Running;
  readonly components: readonly string[];
}

export interface RestoreRequest {
  readonly backup: Backup;
  readonly stores: readonly StoreInPlace[];
  readonly writers: readonly Writers[];
  /** Whether data that are there may be lost. */
  readonly mayReplace: boolean;
  readonly say: (line: string) => void;
  /** Aborted when an end is asked for; it comes before the next step. */
  readonly signal?: AbortSignal;
}

/** Throws a `UserError` when the backup cannot be restored as things are; changes nothing. */
export async function checkRestore(request: RestoreRequest): Promise<readonly Pair[]> {
  const { backup, stores, mayReplace, signal } = request;
  const pairs = pairsOf(backup, stores);
  await checkPairs(pairs, signal);
  for (const { place, side, saved } of pairs) {
    stopIfAsked(signal);
    if (mayReplace || (await place.store.isEmpty(side))) continue;
    throw new UserError(
      `${saved.service} holds data already, and they would be lost: pass --replace if that is meant`,
      {
        exitCode: EXIT.failed,
      },
    );
  }
  return pairs;
}

/**
 * Stops everything that writes, puts each dump into the place of what is there, and starts the writers again. When it
 * fails while all data are as they were, they start too; else they stay stopped, since half of the data may be old: the
 * same call does it again.
 */
export async function restoreBackup(request: RestoreRequest): Promise<readonly Pair[]> {
  const pairs = await checkRestore(request);
  stopIfAsked(request.signal);
  let isChanged = false;
  try {
    for (const { running, components } of request.writers) await running.freeze(components);
    for (const { place, side, file, saved } of pairs) {
      stopIfAsked(request.signal);
      await place.store.replace(side, file).catch((error: unknown) => {
        isChanged ||= !(error instanceof UnchangedError);
        throw error;
      });
      isChanged = true;
      await place.store.settle(side, saved.facts);
      request.say(`${saved.service}: restored, ${saved.bytes} bytes`);
    }
  } catch (error) {
    if (!isChanged) await thawAll(request.writers);
    throw isChanged ? stoppedError(error) : error;
  }
  await thawAll(request.writers);
  return pairs;
}

async function thawAll(writers: readonly Writers[]): Promise<void> {
  for (const { running, components } of writers) await running.thaw(components);
}

function stoppedError(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  return new UserError(`${error.message}; the components stay stopped: restore again, and they start`, {
    exitCode: EXIT.failed,
    cause: error,
  });
}
