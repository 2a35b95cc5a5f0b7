import { acquireLock, type Lock, type LockOptions } from './lock';
import type { LockHolder, LockStore } from './lock-store';

/** Does something under the locks of several places, as one run: a place that two of them name is taken once. */
export async function withLocks<T>(
  stores: readonly LockStore[],
  { holder, ...options }: LockOptions & { readonly holder: LockHolder },
  work: (locks: readonly Lock[]) => Promise<T>,
): Promise<T> {
  const byPlace = new Map(stores.map((store) => [store.place, store]));
  const locks: Lock[] = [];
  try {
    for (const store of byPlace.values()) locks.push(await acquireLock(store, holder, options));
    return await work(locks);
  } finally {
    for (const lock of locks) await lock.release();
  }
}
