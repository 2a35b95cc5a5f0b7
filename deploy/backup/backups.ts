import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import { makeStateFolder, stateFolder } from '../local/state-folder';
import { type BackupManifest, hasManifest, readManifest } from './manifest';

const FOLDER = 'backups';
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const NAME = /^\d{8}T\d{6}Z$/;

/** A backup on this machine. */
export interface Backup {
  /** Its moment, such as `20250131T020000Z`. */
  readonly name: string;
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/** Where the backups of an environment are. */
export interface BackupPlace {
  readonly projectFolder: string;
  readonly environment: string;
}

/** Told of what is left out. */
export type Note = (line: string) => void;

/**
 * Every backup that was finished, the newest first; folders without a manifest are none. One that cannot be read is left
 * out, with a note, since it says nothing of the others.
 */
export function listBackups(place: BackupPlace, note: Note): readonly Backup[] {
  return foldersOf(place).flatMap((folder) => {
    try {
      return readBackup(folder) ?? [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      note(`${basename(folder)} is left out: ${error.message}`);
      return [];
    }
  });
}

/** The backup of this name, or the newest that can be read; throws a `UserError` where there is none. */
export function findBackup(place: BackupPlace, name: string | undefined, note: Note): Backup {
  // The name is one of a folder that is there, so it leads nowhere else.
  const named = foldersOf(place).filter((folder) => basename(folder) === name);
  const [found] = name === undefined ? listBackups(place, note) : named.map(readBackup);
  if (found !== undefined) return found;
  const what = name === undefined ? 'no backup' : `no backup ${name}`;
  throw new UserError(`${place.environment} has ${what}: see manifold backup ${place.environment} --list`, {
    exitCode: EXIT.failed,
  });
}

function readBackup(folder: string): Backup | undefined {
  const manifest = readManifest(folder);
  return manifest === undefined ? undefined : { name: basename(folder), folder, manifest };
}

/** Makes the folder of a backup that begins now. */
export function makeBackupFolder({ projectFolder, environment }: BackupPlace, now: Date): string {
  const name = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const folder = join(makeStateFolder(projectFolder, environment, FOLDER), name);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError(`${folder} is there already: another backup has begun in this second`, {
      exitCode: EXIT.failed,
    });
  }
  return folder;
}

/** Removes folders of backups that were killed: without a manifest, and not written to for a day. */
export function removeUnfinished(place: BackupPlace, now: Date): void {
  const oldest = now.getTime() - DAY_MILLISECONDS;
  for (const folder of foldersOf(place)) {
    if (hasManifest(folder)) continue;
    const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
    const times = paths.map((path) => lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (Math.max(...times) < oldest) removeBackup(folder);
  }
}

/** Folders that are named as backups are, finished or not, the newest first. */
function foldersOf({ projectFolder, environment }: BackupPlace): readonly string[] {
  const root = stateFolder(projectFolder, environment, FOLDER);
  if (lstatSync(root, { throwIfNoEntry: false }) === undefined) return [];
  const entries = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = entries.map(({ name }) => name).filter((name) => NAME.test(name));
  return names
    .sort()
    .reverse()
    .map((name) => join(root, name));
}

/** File of a backing service in a backup. */
export function dumpFile(folder: string, service: string): string {
  return join(folder, `${service}.dump`);
}

/** Removes a backup, or what has become of one. */
export function removeBackup(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Bytes of all its dumps. */
export function bytesOf({ manifest }: Backup): number {
  return manifest.services.reduce((sum, { bytes }) => sum + bytes, 0);
}
