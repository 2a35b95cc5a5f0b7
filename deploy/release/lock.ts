import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import { isGone } from './identity';
import type { HeldLock, LockHolder, LockStore } from './lock-store';

/** A lock that was not renewed for this long may be taken over (as a Lease of Kubernetes). */
export const LOCK_SECONDS = 60;
const RENEW_MILLISECONDS = 20_000;
/** Longer than the pause between two renewals: a holder whose clock is wrong is seen to be alive. */
const OBSERVE_MILLISECONDS = 25_000;
const RACES = 5;

export interface LockOptions {
  readonly now: () => Date;
  readonly say: (line: string) => void;
  /** For tests: the time for which a lock that looks expired is watched. */
  readonly observeMilliseconds?: number;
}

/** A lock that is held, and renewed until it is released. */
export interface Lock {
  /** Throws a `UserError` when the lock is no longer ours: nothing may be written then. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock of an environment. One that somebody holds is a `UserError` with the exit code for it; one whose holder
 * has gone is taken over: at once when its process on this machine has ended, else when it has expired and is then not
 * renewed while it is watched, since two clocks may differ.
 */
export async function acquireLock(store: LockStore, holder: LockHolder, options: LockOptions): Promise<Lock> {
  for (let race = 0; race < RACES; race++) {
    const found = await store.read();
    // The answer to our own write may have been lost, and the write repeated.
    if (found?.holder.id === holder.id) return keep(store, holder, options);
    if (found !== undefined) await requireAbandoned(store, found, options);
    if (await store.replace(holder, found)) return keep(store, holder, options);
  }
  throw lockedError(store, await store.read());
}

async function requireAbandoned(store: LockStore, found: HeldLock, options: LockOptions): Promise<void> {
  const { holder } = found;
  if (isGone(holder)) {
    options.say(`taking over the lock of ${holder.by}: its process ${holder.pid} has ended`);
    return;
  }
  const age = options.now().getTime() - holder.renewedAt;
  if (age < LOCK_SECONDS * 1000) throw lockedError(store, found);
  options.say(`the lock of ${holder.by} has expired: watching whether it is renewed`);
  await sleep(options.observeMilliseconds ?? OBSERVE_MILLISECONDS);
  const again = await store.read();
  if (again !== undefined && again.version !== found.version) throw lockedError(store, again);
}

function lockedError(store: LockStore, held: HeldLock | undefined): UserError {
  const who = held === undefined ? 'another run' : `${held.holder.by} (process ${held.holder.pid})`;
  const since = held === undefined ? '' : ` since ${new Date(held.holder.acquiredAt).toISOString()}`;
  return new UserError(
    `${who} is working on this environment${since}; its lock is ${store.place}, and is taken over ${LOCK_SECONDS} seconds ` +
      'after it was last renewed',
    { exitCode: EXIT.locked },
  );
}

function keep(store: LockStore, holder: LockHolder, { now, say }: LockOptions): Lock {
  let running: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    const found = await store.read().catch(() => undefined);
    if (found?.holder.id !== holder.id) return;
    await store.replace({ ...holder, renewedAt: now().getTime() }, found).catch(() => false);
  };
  const timer = setInterval(() => {
    running = renew();
  }, RENEW_MILLISECONDS);
  return {
    async check() {
      await running;
      const found = await store.read();
      if (found?.holder.id !== holder.id)
        throw new UserError(`the lock ${store.place} was lost: nothing more is written`, { exitCode: EXIT.locked });
    },
    async release() {
      clearInterval(timer);
      await running;
      try {
        const found = await store.read();
        if (found?.holder.id === holder.id) await store.remove(found);
      } catch (error) {
        // Why the run has ended is what counts; the lock goes by itself.
        say(`${store.place} could not be given up, and is taken over later: ${messageOf(error)}`);
      }
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
