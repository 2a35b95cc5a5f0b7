import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../lib/errors';
import { artifactPathProblem, fileListName, parentPaths } from './artifact';

type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** What lies in an output folder: all entries in the order of their paths, and which files an earlier run of ours wrote. */
export interface OutputFolder {
  readonly exists: boolean;
  readonly entries: ReadonlyMap<string, EntryKind>;
  readonly own: ReadonlySet<string>;
}

/** Reads the folder without following a link. */
export function readOutputFolder(root: string): OutputFolder {
  const stat = lstatSync(root, { throwIfNoEntry: false });
  if (stat === undefined) {
    return { exists: false, entries: new Map(), own: new Set() };
  }
  if (stat.isSymbolicLink() || !stat.isDirectory()) {
    const what = stat.isSymbolicLink() ? 'a symbolic link' : 'not a folder';
    throw new UserError(`the output folder ${root} is ${what}: name the folder itself`);
  }
  const entries = new Map<string, EntryKind>();
  collect(root, '', entries);
  return { exists: true, entries, own: readFileList(root, entries) };
}

function collect(root: string, folder: string, entries: Map<string, EntryKind>): void {
  const found = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    entries.set(path, kindOf(entry));
    if (entry.isDirectory()) {
      collect(root, path, entries);
    }
  }
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isSymbolicLink()) {
    return 'link';
  }
  if (entry.isDirectory()) {
    return 'folder';
  }
  return entry.isFile() ? 'file' : 'other';
}

function readFileList(root: string, entries: ReadonlyMap<string, EntryKind>): Set<string> {
  if (entries.get(fileListName) !== 'file') {
    return new Set();
  }
  const lines = readFileSync(join(root, fileListName), 'utf8').split('\n');
  return new Set([fileListName, ...lines.filter((line) => artifactPathProblem(line) === undefined)]);
}

/** The content of the list of our own files: a path a line, sorted. */
export function fileListOf(paths: Iterable<string>): string {
  return [...paths].map((path) => `${path}\n`).join('');
}

/** Whether a regular file with this content lies at the path. */
export function hasContent(root: string, folder: OutputFolder, file: { path: string; content: string }): boolean {
  return (
    folder.entries.get(file.path) === 'file' && readFileSync(join(root, file.path)).equals(Buffer.from(file.content))
  );
}

/** Entries that no run of ours made: files and links not in the list, and folders that hold such, or nothing at all. */
export function foreignEntries(folder: OutputFolder): ReadonlyMap<string, EntryKind> {
  const paths = [...folder.entries.keys()];
  const filled = new Set(paths.flatMap((path) => parentPaths(path).slice(-1)));
  const foreign = new Set<string>();
  for (const [path, kind] of folder.entries) {
    if (kind === 'folder' ? !filled.has(path) : !folder.own.has(path)) {
      for (const each of [...parentPaths(path), path]) {
        foreign.add(each);
      }
    }
  }
  return new Map([...folder.entries].filter(([path]) => foreign.has(path)));
}
