import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';

const FOLDER = '.manifold';

/**
 * The folder below a project in which what no cluster keeps is kept: releases, locks and dumps of an environment. It is
 * closed to others, and ignores itself in Git.
 */
export function stateFolder(projectFolder: string, ...names: readonly string[]): string {
  return join(projectFolder, FOLDER, ...names);
}

/** Makes the folder, and gives its path. */
export function makeStateFolder(projectFolder: string, ...names: readonly string[]): string {
  const folder = stateFolder(projectFolder, ...names);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(join(projectFolder, FOLDER, '.gitignore'), '*\n');
  return folder;
}
