import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../lib/errors';
import { compareText } from './diagnostics';

/** Largest file of a project that is read, in bytes. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** The files of a project: app.yaml, envs/ and what app.yaml names. Nothing outside the folder is read. */
export interface ProjectFiles {
  /** Folder as the user gave it; positions are shown relative to the working folder. */
  readonly directory: string;
  /** Content of a file by its path below the folder; undefined when it is absent, too large or outside. */
  read(path: string): string | undefined;
  /** How the file is named in messages. */
  display(path: string): string;
  /** Names of the environments: the files in envs/ that are no shared layer. */
  environments(): string[];
}

const SHARED_LAYERS = new Set(['default', 'custom']);

/** Opens a project folder; refuses one without app.yaml. */
export function openProject(directory: string, workingDirectory: string): ProjectFiles {
  const root = resolve(workingDirectory, directory);
  if (!existsSync(join(root, 'app.yaml')))
    throw new UserError(`no app.yaml in ${directory || '.'}: this is not a project folder`, { issues: [] });
  const display = (path: string): string => {
    const shown = relative(workingDirectory, join(root, path));
    return (shown.startsWith('..') || isAbsolute(shown) ? path : shown).split(sep).join('/');
  };
  return {
    directory: root,
    display,
    read: (path) => readInside(root, path),
    environments: () => listEnvironments(root),
  };
}

function readInside(root: string, path: string): string | undefined {
  const file = resolve(root, path);
  if (!existsSync(file)) return undefined;
  const real = realpathSync(file);
  if (!real.startsWith(realpathSync(root) + sep)) return undefined;
  const stats = statSync(real);
  return stats.isFile() && stats.size <= MAX_FILE_BYTES ? readFileSync(real, 'utf8') : undefined;
}

function listEnvironments(root: string): string[] {
  const folder = join(root, 'envs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => entry.name.slice(0, -'.yaml'.length))
    .filter((name) => !SHARED_LAYERS.has(name))
    .sort(compareText);
}
