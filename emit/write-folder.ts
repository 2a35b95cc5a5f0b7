import * as fs from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../lib/errors';
import { parentPaths } from './artifact';
import { foreignEntries, type OutputFolder, readOutputFolder } from './output-folder';

/** The output folder and its siblings on the same file system, which only the holder of the lock touches. */
export interface FolderPlaces {
  readonly target: string;
  readonly staging: string;
  readonly backup: string;
  readonly trash: string;
  readonly lock: string;
}

/** The new content of a folder, and what of the old one is kept. */
export interface FolderPlan {
  readonly places: FolderPlaces;
  readonly wanted: ReadonlyMap<string, string>;
  readonly folder: OutputFolder;
  readonly unchanged: ReadonlySet<string>;
}

/** The places of an output folder; refuses one that holds the working folder, which would be swapped away under it. */
export function folderPlaces(outputDir: string): FolderPlaces {
  const absolute = resolve(outputDir);
  fs.mkdirSync(dirname(absolute), { recursive: true });
  const target = join(fs.realpathSync(dirname(absolute)), basename(absolute));
  const toWorkingFolder = relative(target, fs.realpathSync('.'));
  if (toWorkingFolder !== '..' && !toWorkingFolder.startsWith(`..${sep}`)) {
    throw new UserError(`the output folder ${target} holds the working folder: name a folder of its own, such as dist`);
  }
  const sibling = (purpose: string) => join(dirname(target), `.${basename(target)}.manifold-${purpose}`);
  return {
    target,
    staging: sibling('new'),
    backup: sibling('old'),
    trash: sibling('trash'),
    lock: sibling('lock'),
  };
}

/** Brings back what a killed run left: before its swap the old output, after it the new one. */
export function recoverFolder({ target, staging, backup, trash }: FolderPlaces): void {
  removeTree(staging);
  removeTree(trash);
  if (!fs.existsSync(backup)) {
    return;
  }
  const folder = readOutputFolder(target);
  if (folder.own.size > 0) {
    discard(backup, trash);
  } else if (folder.entries.size === 0) {
    // Another program, such as `cdk8s synth`, may have made an empty folder since.
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(backup, target);
  } else {
    throw new UserError(
      `a run was interrupted and left ${backup}, but ${target} holds other files: delete one of them`,
    );
  }
}

/** Builds the new folder beside the old one and swaps the two; on any failure the old one stays. */
export function swapFolder(plan: FolderPlan): void {
  try {
    stage(plan);
    swap(plan.places, plan.folder.exists);
  } catch (error) {
    removeTree(plan.places.staging);
    throw error;
  }
}

function stage({ places, wanted, folder, unchanged }: FolderPlan): void {
  const { target, staging } = places;
  fs.mkdirSync(staging);
  const folders = new Set<string>();
  const foreign = [...foreignEntries(folder)].filter(([path]) => !wanted.has(path));
  for (const [path, kind] of foreign) {
    if (kind === 'folder') {
      fs.mkdirSync(join(staging, path), { recursive: true });
      folders.add(path);
    } else if (kind === 'link') {
      fs.symlinkSync(fs.readlinkSync(join(target, path)), join(staging, path));
    } else {
      keep(join(target, path), join(staging, path));
    }
  }
  for (const [path, content] of wanted) {
    fs.mkdirSync(dirname(join(staging, path)), { recursive: true });
    for (const parent of parentPaths(path)) {
      folders.add(parent);
    }
    if (unchanged.has(path)) {
      keep(join(target, path), join(staging, path));
    } else {
      writeDurably(join(staging, path), content);
    }
  }
  for (const path of ['', ...folders]) {
    if (folder.entries.get(path) === 'folder' || (path === '' && folder.exists)) {
      fs.chmodSync(join(staging, path), fs.statSync(join(target, path)).mode);
    }
    syncFolder(join(staging, path));
  }
}

function keep(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch {
    fs.cpSync(from, to, { preserveTimestamps: true });
  }
}

function writeDurably(file: string, content: string): void {
  const descriptor = fs.openSync(file, 'wx');
  try {
    fs.writeFileSync(descriptor, content);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function swap({ target, staging, backup, trash }: FolderPlaces, hasOld: boolean): void {
  if (hasOld) {
    fs.renameSync(target, backup);
  }
  try {
    fs.renameSync(staging, target);
  } catch (error) {
    if (hasOld) {
      fs.renameSync(backup, target);
    }
    throw error;
  }
  syncFolder(dirname(target));
  if (hasOld) {
    discard(backup, trash);
  }
}

/** Renamed first, so that a half-deleted backup is never taken for a whole one. */
function discard(backup: string, trash: string): void {
  fs.renameSync(backup, trash);
  removeTree(trash);
}

function removeTree(path: string): void {
  try {
    fs.rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!fs.existsSync(path)) {
      throw error;
    }
    // Folders of others may be read-only; here they are copies of ours.
    const folders = [...readOutputFolder(path).entries].filter(([, kind]) => kind === 'folder').map(([each]) => each);
    for (const folder of ['', ...folders]) {
      fs.chmodSync(join(path, folder), 0o700);
    }
    fs.rmSync(path, { recursive: true, force: true });
  }
}

function syncFolder(path: string): void {
  const descriptor = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
