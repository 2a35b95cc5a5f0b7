import * as fs from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../lib/errors';
import { type Artifact, fileListName, indexArtifacts, parentPaths } from './artifact';
import { fileListOf, foreignEntries, hasContent, type OutputFolder, readOutputFolder } from './output-folder';
import { type FolderPlan, folderPlaces, recoverFolder, swapFolder } from './write-folder';
import { withLock } from './write-lock';

/** Paths of artifacts by what happened to them, sorted. */
export interface WriteResult {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/** Paths that differ from what would be written, sorted; all empty means that the output is current. */
export interface CheckResult {
  readonly stale: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

const defaultLockWaitSeconds = 10;

/**
 * Makes the output folder hold exactly these artifacts and whatever others put there.
 *
 * The whole new folder is built beside the old one: changed files are written and synced, unchanged files and those of others are hard links
 * (copies where links cannot be). Then the old folder is renamed to a backup, the new one to the output's name, and the backup deleted. So a
 * reader sees all of the old output or all of the new one; between the two renames, some microseconds, there is no folder, and a process
 * killed just there leaves the backup, which the next run renames back before anything else. When nothing differs, nothing is touched.
 */
export function writeArtifacts(
  outputDir: string,
  artifacts: readonly Artifact[],
  options: { readonly lockWaitSeconds?: number } = {},
): WriteResult {
  const wanted = withFileList(indexArtifacts(artifacts));
  try {
    const places = folderPlaces(outputDir);
    return withLock(places.lock, options.lockWaitSeconds ?? defaultLockWaitSeconds, () => {
      recoverFolder(places);
      return replace(places, wanted);
    });
  } catch (error) {
    throw isSystemError(error) ? writeError(outputDir, error) : error;
  }
}

/** Compares the output folder with the artifacts and changes nothing. */
export function checkArtifacts(outputDir: string, artifacts: readonly Artifact[]): CheckResult {
  const target = resolve(outputDir);
  const files = indexArtifacts(artifacts);
  const folder = readOutputFolder(target);
  const present = [...files].filter(([path]) => folder.entries.has(path));
  const missing = [...withFileList(files).keys()].filter((path) => !folder.entries.has(path));
  return {
    stale: present.filter(([path, content]) => !hasContent(target, folder, { path, content })).map(([path]) => path),
    missing,
    extra: removedPaths(folder, withFileList(files)),
  };
}

function withFileList(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([[fileListName, fileListOf(files.keys())], ...files]);
}

function removedPaths(folder: OutputFolder, wanted: ReadonlyMap<string, string>): string[] {
  return [...folder.own].filter((path) => folder.entries.has(path) && !wanted.has(path)).sort();
}

function replace(places: FolderPlan['places'], wanted: ReadonlyMap<string, string>): WriteResult {
  const { target } = places;
  const folder = readOutputFolder(target);
  const removed = removedPaths(folder, wanted);
  const unchanged = new Set(
    [...wanted].filter(([path, content]) => hasContent(target, folder, { path, content })).map(([path]) => path),
  );
  const result = {
    written: [...wanted.keys()].filter((path) => path !== fileListName && !unchanged.has(path)),
    unchanged: [...wanted.keys()].filter((path) => path !== fileListName && unchanged.has(path)),
    removed,
  };
  if (folder.exists && removed.length === 0 && unchanged.size === wanted.size) {
    return result;
  }
  if (folder.exists) {
    fs.accessSync(target, fs.constants.W_OK);
  }
  const plan = { places, wanted, folder, unchanged };
  refuseConflicts(plan);
  swapFolder(plan);
  return result;
}

/** What others put in the way of an artifact is theirs, and a link in its way could lead anywhere. */
function refuseConflicts({ places, wanted, folder, unchanged }: FolderPlan): void {
  const foreign = foreignEntries(folder);
  const inTheWay = [...wanted.keys()].flatMap((path) => {
    const above = parentPaths(path).filter((parent) => foreign.has(parent) && foreign.get(parent) !== 'folder');
    return foreign.has(path) && !unchanged.has(path) ? [...above, path] : above;
  });
  const special = [...foreign].filter(([, kind]) => kind === 'other').map(([path]) => path);
  const paths = [...new Set([...inTheWay, ...special])];
  if (paths.length > 0) {
    const message = (path: string) =>
      `${join(places.target, path)} was not written by this tool and is in its way: move it away`;
    const issues = paths.map((path) => ({
      code: 'output-conflict',
      path,
      message: message(path),
      severity: 'error' as const,
    }));
    throw new UserError(issues.map((issue) => issue.message).join('\n'), { issues });
  }
}

/** Not with instanceof, which fails between Node's errors and a test runner's globals. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function writeError(outputDir: string, cause: Error): UserError {
  const message = `cannot write the output folder ${outputDir}: ${cause.message}`;
  return new UserError(message, { exitCode: EXIT.failed, cause });
}
