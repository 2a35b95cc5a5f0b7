import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import { makeStateFolder } from '../local/state-folder';
import type { Running } from '../running';
import { writeDump } from './dump-file';
import type { DataStore } from './store';
import { storesOf } from './stores';

export interface LastBackup {
  readonly model: Model;
  readonly running: Running;
  readonly projectFolder: string;
  readonly now: () => Date;
  readonly say: (line: string) => void;
}

/**
 * Dumps every backing service that keeps data into `.manifold/<environment>/backups/<time>/` and reads each dump through,
 * before its volume is deleted. Throws a `UserError` where one cannot be had: then nothing is to be deleted.
 */
export async function backUpBeforeDeletion({ model, running, projectFolder, now, say }: LastBackup): Promise<void> {
  const { stores, notes } = storesOf(model.backingServices);
  for (const note of notes) say(note);
  if (stores.length === 0) return;
  const time = now()
    .toISOString()
    .replace(/[-:]|\.\d+/g, '');
  const folder = makeStateFolder(projectFolder, model.environment.name, 'backups', time);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const store of stores) {
    const file = join(folder, `${store.name}.dump`);
    const { bytes, sha256 } = await dumpTo(file, store, running);
    say(`${store.name}: ${bytes} bytes in ${file}, sha256 ${sha256.slice(0, 12)}`);
  }
}

async function dumpTo(file: string, store: DataStore, running: Running) {
  try {
    return await writeDump(file, (part) => store.dump({ role: 'source', running }, part));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `${store.name} has no last backup, so nothing was deleted: ${error.message}; deploy it again, or give --no-backup`,
      { exitCode: EXIT.failed, cause: error },
    );
  }
}
