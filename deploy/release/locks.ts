import { acquireLock, type Lock, type LockOptions } from './lock';
import type { LockHolder, LockStore } from './lock-store';

/** What one run locks at once. */
export interface LockedPlaces {
  readonly stores: readonly LockStore[];
  readonly holder: LockHolder;
}

/**
 * Does something under all of these locks, and gives them up after it. Two methods may have the same lock, which is taken
 * once: a run must not wait for itself.
 */
export async function underLocks<T>(
  { stores, holder }: LockedPlaces,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const places = new Map(stores.map((store) => [store.place, store]));
  const locks: Lock[] = [];
  try {
    for (const store of places.values()) locks.push(await acquireLock(store, holder, options));
    return await work();
  } finally {
    for (const lock of locks) await lock.release();
  }
}
