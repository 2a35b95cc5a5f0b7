import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { EXIT, UserError } from '../lib/errors';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

const pollMilliseconds = 25;
/** A lock without content is one that is being made, unless it has been so for this long. */
const unfinishedMilliseconds = 5000;

/** Runs the action while this process alone holds the lock file; a lock left by a process that is gone is taken over. */
export function withLock<T>(file: string, waitSeconds: number, action: () => T): T {
  const deadline = performance.now() + waitSeconds * 1000;
  while (!createWithHolder(file)) {
    if (removeIfStale(file)) {
      continue;
    }
    if (performance.now() >= deadline) {
      throw lockedError(file);
    }
    sleep(pollMilliseconds);
  }
  try {
    return action();
  } finally {
    rmSync(file, { force: true });
  }
}

function createWithHolder(file: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx');
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
  try {
    writeFileSync(descriptor, `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`);
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Looking at a lock and removing it are two steps, between which another process may have removed it and taken the lock: so only the holder
 * of a second lock file does both.
 */
function removeIfStale(file: string): boolean {
  if (!isStale(file)) {
    return false;
  }
  const guard = `${file}.takeover`;
  if (!createWithHolder(guard)) {
    if (isOld(guard)) {
      rmSync(guard, { force: true });
    }
    return false;
  }
  try {
    if (isStale(file)) {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(guard, { force: true });
  }
  return true;
}

function isStale(file: string): boolean {
  const holder = readHolder(file);
  if (holder === undefined) {
    return isOld(file);
  }
  // A process cannot wait for itself: its own number is that of an earlier process, as often in containers.
  return holder.host === hostname() && (holder.pid === process.pid || !isAlive(holder.pid));
}

function isOld(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > unfinishedMilliseconds;
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(holder?.pid) && typeof holder?.host === 'string' ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

function lockedError(file: string): UserError {
  const holder = readHolder(file);
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new UserError(`${who} is writing this output; when it is gone for good, delete ${file}`, {
    exitCode: EXIT.locked,
  });
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isCode(error: unknown, code: string): boolean {
  // Not with instanceof, which fails between Node's errors and a test runner's globals.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
