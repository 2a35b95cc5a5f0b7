import { basename } from 'node:path';
import { writeDump } from '../migrate/dump-file';
import type { Side } from '../migrate/side';
import type { StoreInPlace } from './backup-stores';
import {
  type Backup,
  type BackupPlace,
  dumpFile,
  listBackups,
  makeBackupFolder,
  type Note,
  removeBackup,
  removeUnfinished,
} from './backups';
import type { Facts } from './facts';
import { stopIfAsked } from './interrupted';
import { type BackedUp, readManifest, writeManifest } from './manifest';
import { outdated } from './retention';

export interface BackupRequest extends BackupPlace {
  readonly application: string;
  readonly stores: readonly StoreInPlace[];
  readonly now: () => Date;
  readonly say: (line: string) => void;
  /** Aborted when an end is asked for; it comes before the next step. */
  readonly signal?: AbortSignal;
}

/**
 * Dumps every store into `.manifold/<environment>/backups/<time>/` and reads each dump through to its end. It is a backup
 * when all are whole: one that fails, with a `UserError`, leaves nothing.
 */
export async function takeBackup(request: BackupRequest): Promise<Backup> {
  const { application, environment, stores, now } = request;
  const createdAt = now();
  removeUnfinished(request, createdAt);
  const folder = makeBackupFolder(request, createdAt);
  try {
    const services: BackedUp[] = [];
    for (const place of stores) services.push(await backUp(place, folder, request));
    writeManifest(folder, { application, environment, createdAt: createdAt.toISOString(), services });
  } catch (error) {
    removeBackup(folder);
    throw error;
  }
  const manifest = readManifest(folder);
  if (manifest === undefined) throw new Error(`${folder} has no manifest`);
  return { name: basename(folder), folder, manifest };
}

async function backUp({ store, running }: StoreInPlace, folder: string, { say, signal }: BackupRequest) {
  const side: Side = { role: 'environment', running };
  let facts: Facts = {};
  const path = dumpFile(folder, store.name);
  stopIfAsked(signal);
  const serverVersion = await store.version(side);
  const record = await writeDump(path, async (part) => {
    facts = await store.dump(side, part);
    stopIfAsked(signal);
    await store.read(side, part);
  });
  say(`${store.name}: ${record.bytes} bytes in ${path}, sha256 ${record.sha256.slice(0, 12)}`);
  const { name: service, engine } = store;
  return { service, engine, method: running.method, serverVersion, ...record, facts };
}

/** How long an environment keeps backups, as of now. */
export interface Retention {
  readonly keepDays: number;
  readonly now: Date;
}

/**
 * Removes backups that are older than the environment keeps them, but the newest of each service; gives their names. What
 * cannot be read stays, with a note.
 */
export function removeOutdated(place: BackupPlace, { keepDays, now }: Retention, note: Note): readonly string[] {
  const old = outdated(listBackups(place, note), keepDays, now);
  for (const { folder } of old) removeBackup(folder);
  return old.map(({ name }) => name);
}
