import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../lib/errors';
import { decodeUtf8 } from '../../lib/utf8';

const MAX_FILE_MEBIBYTES = 4;

/** Something that is there and cannot be read; `why` follows the words "the file". */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly why: string;
  readonly line?: number;
  readonly column?: number;
}

/** What there is at a path: what was asked for, nothing, or something that cannot be read. */
export type Found<T> = ({ readonly kind: 'found' } & T) | { readonly kind: 'absent' } | Unreadable;

/** The files of a project: app.yaml, envs/ and what app.yaml names. Nothing outside the folder is read. */
export interface ProjectFiles {
  /** Folder as the user gave it; positions are shown relative to the working folder. */
  readonly directory: string;
  /** Text of a file by its path below the folder. */
  read(path: string): Found<{ readonly text: string }>;
  /** Names in a folder by its path below the folder, sorted. */
  list(path: string): Found<{ readonly names: readonly string[] }>;
  /** Why the file at a path cannot be one of the project, without reading it; undefined for one that can. */
  problem(path: string): string | undefined;
  /** Full paths of the files that were read so far. */
  inputs(): readonly string[];
  /** How the file is named in messages. */
  display(path: string): string;
}

/** Opens a project folder; refuses one without app.yaml. */
export function openProject(directory: string, workingDirectory: string): ProjectFiles {
  const root = resolve(workingDirectory, directory);
  if (locate(root, 'app.yaml').kind === 'absent')
    throw new UserError(`no app.yaml in ${directory || '.'}: this is not a project folder`, { issues: [] });
  const display = (path: string): string => {
    const shown = relative(workingDirectory, join(root, path));
    return (shown.startsWith('..') || isAbsolute(shown) ? path : shown).split(sep).join('/');
  };
  const inputs = new Set<string>();
  return {
    directory: root,
    display,
    inputs: () => [...inputs],
    read: (path) => {
      const file = readInside(root, path);
      if (file.kind === 'found') inputs.add(resolve(root, path));
      return file;
    },
    list: (path) => listInside(root, path),
    problem: (path) => {
      const file = regularFile(root, path);
      return file.kind === 'unreadable' ? file.why : undefined;
    },
  };
}

type Located = Found<{ readonly real: string; readonly stats: Stats }>;

/** Follows links; what they lead to must lie in the project as well. */
function locate(root: string, path: string): Located {
  const file = resolve(root, path);
  if (!isThere(file)) return { kind: 'absent' };
  let real: string;
  try {
    real = realpathSync(file);
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) throw error;
    return { kind: 'unreadable', why: 'is a link that leads nowhere' };
  }
  if (!real.startsWith(realpathSync(root) + sep)) return { kind: 'unreadable', why: 'lies outside the project' };
  return { kind: 'found', real, stats: statSync(real) };
}

function regularFile(root: string, path: string): Located {
  const located = locate(root, path);
  if (located.kind !== 'found' || located.stats.isFile()) return located;
  return { kind: 'unreadable', why: located.stats.isDirectory() ? 'is a folder' : 'is no regular file' };
}

function readInside(root: string, path: string): Found<{ readonly text: string }> {
  const file = regularFile(root, path);
  if (file.kind !== 'found') return file;
  if (file.stats.size > MAX_FILE_MEBIBYTES * 1024 * 1024)
    return { kind: 'unreadable', why: `is larger than ${MAX_FILE_MEBIBYTES} MiB` };
  const decoded = decodeUtf8(readFileSync(file.real));
  if (decoded.isText) return { kind: 'found', text: decoded.text };
  const { line, column } = decoded;
  return { kind: 'unreadable', why: `is not valid UTF-8 in line ${line}`, line, column };
}

function listInside(root: string, path: string): Found<{ readonly names: readonly string[] }> {
  const folder = locate(root, path);
  if (folder.kind !== 'found') return folder;
  if (!folder.stats.isDirectory()) return { kind: 'unreadable', why: 'is no folder' };
  return { kind: 'found', names: readdirSync(folder.real).sort() };
}

function isThere(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** Not with instanceof, which fails between Node's errors and a test runner's globals. */
function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
