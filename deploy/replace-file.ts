import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, UserError } from '../lib/errors';

/** Modes of a file, and of the folder that is made for it. */
export interface FileModes {
  readonly file: number;
  readonly folder: number;
}

/** Gives a file this content, by a temporary one beside it and a rename; says whether it changed. Throws a `UserError` when it cannot be written. */
export function replaceFile(path: string, content: string, modes: FileModes = { file: 0o644, folder: 0o755 }): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true && readFileSync(path, 'utf8') === content) return false;
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: modes.folder });
    writeFileSync(temporary, content, { mode: modes.file, flag: 'wx' });
    renameSync(temporary, path);
    return true;
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${(error as Error).message}`, { exitCode: EXIT.failed, cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}
