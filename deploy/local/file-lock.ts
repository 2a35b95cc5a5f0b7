import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldLock, LockHolder, LockStore } from '../release/lock-store';
import { makeStateFolder, stateFolder } from './state-folder';

/** A lock as a file `.manifold/<environment>/lock`, for what only this machine deploys. */
export class FileLock implements LockStore {
  readonly place: string;
  private readonly projectFolder: string;
  private readonly environment: string;

  constructor(projectFolder: string, environment: string) {
    this.projectFolder = projectFolder;
    this.environment = environment;
    this.place = join(stateFolder(projectFolder, environment), 'lock');
  }

  async read(): Promise<HeldLock | undefined> {
    try {
      const version = readFileSync(this.place, 'utf8');
      return { holder: JSON.parse(version) as LockHolder, version };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async replace(holder: LockHolder, previous: HeldLock | undefined): Promise<boolean> {
    makeStateFolder(this.projectFolder, this.environment);
    if (previous !== undefined && previous.holder.id === holder.id) return this.renew(holder, previous);
    if (previous !== undefined && !(await this.takeAway(previous))) return false;
    const temporary = this.beside('new');
    try {
      writeWhole(temporary, `${JSON.stringify(holder)}\n`);
      // A link fails where somebody else has the name already, and shows only a whole file.
      linkSync(temporary, this.place);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  /** Without a moment in which there is no lock. */
  private async renew(holder: LockHolder, previous: HeldLock): Promise<boolean> {
    if ((await this.read())?.version !== previous.version) return false;
    const temporary = this.beside('new');
    writeWhole(temporary, `${JSON.stringify(holder)}\n`);
    renameSync(temporary, this.place);
    return true;
  }

  async remove(previous: HeldLock): Promise<boolean> {
    return this.takeAway(previous);
  }

  /** Of two that try, one renames; what turns out to be another's lock is put back. */
  private async takeAway(previous: HeldLock): Promise<boolean> {
    const aside = this.beside('old');
    try {
      renameSync(this.place, aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    const isTheOne = readFileSync(aside, 'utf8') === previous.version;
    if (!isTheOne) linkSync(aside, this.place);
    rmSync(aside);
    return isTheOne;
  }

  private beside(what: string): string {
    return `${this.place}.${what}-${randomUUID()}`;
  }
}

function writeWhole(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}
