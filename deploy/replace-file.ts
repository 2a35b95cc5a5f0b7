import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, UserError } from '../lib/errors';
import { hasEnded } from '../lib/has-ended';

/** Modes of a file, and of the folder that is made for it. */
export interface FileModes {
  readonly file: number;
  readonly folder: number;
}

const OPEN_TO_ALL: FileModes = { file: 0o644, folder: 0o755 };

/**
 * Gives a file this content, by a temporary one beside it and a rename; says whether it changed. Throws a `UserError` when it
 * cannot be written. For what can be made again: a machine that is switched off may lose it.
 */
export function replaceFile(path: string, content: string, modes: FileModes = OPEN_TO_ALL): boolean {
  return replace(path, content, { ...modes, isSynced: false });
}

/** The same for what nothing else tells, such as how far something has come: it is on the disk when this returns. */
export function replaceSyncedFile(path: string, content: string, modes: FileModes): boolean {
  return replace(path, content, { ...modes, isSynced: true });
}

/** Has what a file holds, or which names a folder has, on the disk: a new file is only there once its folder is. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What runs that were killed while they wrote this file have left beside it. */
function removeLeftOvers(path: string): void {
  const start = `${basename(path)}.tmp-`;
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    if (Number.isInteger(pid) && hasEnded(pid)) rmSync(join(dirname(path), name), { force: true });
  }
}

function replace(path: string, content: string, how: FileModes & { readonly isSynced: boolean }): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true && readFileSync(path, 'utf8') === content) return false;
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: how.folder });
    removeLeftOvers(path);
    writeFileSync(temporary, content, { mode: how.file, flag: 'wx' });
    if (how.isSynced) syncToDisk(temporary);
    renameSync(temporary, path);
    if (how.isSynced) syncToDisk(dirname(path));
    return true;
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${(error as Error).message}`, { exitCode: EXIT.failed, cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}
