import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** Does something while no other process on any machine that shares the folder does it; throws a `UserError` when one does. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const me = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!claim(path, me)) {
    moveAside(path);
    if (!claim(path, me)) throw locked(path, 'another process');
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** A link appears with its whole content or not at all, and never over another. */
function claim(path: string, content: string): boolean {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    rmSync(temporary, { force: true });
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new UserError(`cannot write ${path}`, { exitCode: EXIT.failed, cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Takes a lock away whose owner is dead; throws when it lives or cannot be known. */
function moveAside(path: string): void {
  const seen = read(path);
  if (seen === undefined) return;
  const owner = parse(seen);
  if (owner === undefined || owner.host !== hostname() || isAlive(owner.pid))
    throw locked(path, owner === undefined ? 'an unknown process' : `process ${owner.pid} on ${owner.host}`);
  const aside = `${path}.dead-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    // Somebody else was faster; the next claim tells.
    return;
  }
  const isOther = read(aside) !== seen;
  // A third process may have taken the lock over between the look and the rename.
  if (isOther) putBack(aside, path);
  rmSync(aside, { force: true });
  if (isOther) throw locked(path, 'another process');
}

function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch {
    // There is a newer one already.
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    if (typeof owner?.pid === 'number' && typeof owner.host === 'string') return { pid: owner.pid, host: owner.host };
  } catch {
    // Something that no process of ours has written.
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function locked(path: string, owner: string): UserError {
  return new UserError(`a migration runs already: ${owner} holds ${path}`, { exitCode: EXIT.locked });
}
