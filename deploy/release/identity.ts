import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { hasEnded } from '../../lib/has-ended';
import type { LockHolder } from './lock-store';

/** This run, as it stands in locks and records. */
export function thisRun(now: () => Date): LockHolder {
  const time = now().getTime();
  return {
    id: randomUUID(),
    by: `${userName()}@${hostname()}`,
    machine: machine(),
    pid: process.pid,
    acquiredAt: time,
    renewedAt: time,
  };
}

/** Whether a holder has gone without giving up its lock; known only on the machine that it ran on. */
export function isGone(holder: LockHolder): boolean {
  return holder.machine === machine() && hasEnded(holder.pid);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'unknown';
  }
}

/** Containers may share a host name, so on Linux the boot and the namespace of process numbers count too. */
function machine(): string {
  const parts = [
    hostname(),
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    attempt(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
