import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import { replaceFile } from '../replace-file';

export interface FileChange {
  readonly action: 'create' | 'change' | 'delete';
  readonly path: string;
}

export interface FilesOf {
  /** Whether a file, by its path in the folder, is of what is published here. */
  readonly isOwn: (path: string) => boolean;
  /** For messages. */
  readonly place: string;
}

/** The output folder in a clone, of which some files are ours. */
export class CloneFiles {
  private readonly root: string;
  private readonly of: FilesOf;

  constructor(root: string, of: FilesOf) {
    this.root = root;
    this.of = of;
  }

  /** What putting these files in place of ours would change. */
  changes(files: readonly Artifact[]): readonly FileChange[] {
    const wanted = new Map(files.map(({ path, content }) => [path, content]));
    const found = this.own();
    const written = [...wanted].flatMap(([path, content]): FileChange[] => {
      if (!found.includes(path)) return [{ action: 'create', path }];
      return readFileSync(join(this.root, path), 'utf8') === content ? [] : [{ action: 'change', path }];
    });
    const gone = found.filter((path) => !wanted.has(path)).map((path): FileChange => ({ action: 'delete', path }));
    return [...written, ...gone];
  }

  /** Puts these files in place of ours. */
  write(files: readonly Artifact[]): void {
    const wanted = new Set(files.map(({ path }) => path));
    for (const path of this.own()) if (!wanted.has(path)) rmSync(join(this.root, path));
    for (const { path, content } of files) {
      const file = join(this.root, ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      replaceFile(file, content);
    }
  }

  private own(): string[] {
    if (!existsSync(this.root)) return [];
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true });
    if (entries.some((entry) => entry.isSymbolicLink()))
      throw new UserError(`${this.of.place} holds a symbolic link: nothing is written through one`, {
        exitCode: EXIT.failed,
      });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(this.root.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter(this.of.isOwn)
      .sort();
  }
}
