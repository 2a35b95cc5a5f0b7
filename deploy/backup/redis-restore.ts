import { EXIT, UserError } from '../../lib/errors';
import type { Redis } from '../../model/model';
import { redisStore } from '../migrate/redis-store';
import type { Side } from '../migrate/side';
import { askRedis } from './redis-client';
import { readRedisDump } from './redis-dump';
import { beforeAnyChange } from './unchanged';

/** What a dump holds, of that which has to be there when it was restored. */
export interface DumpedKeys {
  /** How many keys of each database do not expire. */
  readonly lasting: ReadonlyMap<string, number>;
  /** Names and values; Redis needs more memory than that. */
  readonly bytes: number;
}

/**
 * Puts the keys of a dump into the place of those that are there. Redis has no transaction for that, and says nothing of keys
 * that it gives up for others: so the dump is measured before, and the keys are counted after.
 */
export async function replaceKeys(service: Redis, side: Side, file: string): Promise<void> {
  const store = redisStore(service);
  const ask = () => askRedis(service, side, ['info']);
  const dumped = await beforeAnyChange(async () => {
    const keys = await dumpedKeys(file);
    requireRoom(service, keys, await ask());
    return keys;
  });
  try {
    await store.clear(side);
    const cleared = await ask();
    await store.restore(side, file);
    requireAll(service, dumped, { cleared, filled: await ask() });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw failure(
      `${error.message}; what ${service.name} held before is gone, and it holds a part of the backup at most`,
    );
  }
}

/** Reads a dump to its end; a key that comes twice is what it was the last time. */
export async function dumpedKeys(file: string): Promise<DumpedKeys> {
  const databases = new Map<string, Map<string, boolean>>();
  let bytes = 0;
  await readRedisDump(file, (key) => {
    const isLasting = databases.get(key.database) ?? new Map<string, boolean>();
    databases.set(key.database, isLasting);
    if (!isLasting.has(key.name)) bytes += key.bytes;
    isLasting.set(key.name, key.isLasting);
  });
  const count = (isLasting: ReadonlyMap<string, boolean>) => [...isLasting.values()].filter(Boolean).length;
  return { lasting: new Map([...databases].map(([database, keys]) => [database, count(keys)])), bytes };
}

/** What is sure not to fit is refused while all is as it was. */
function requireRoom(service: Redis, { bytes }: DumpedKeys, info: string): void {
  const most = numberIn(info, 'maxmemory');
  if (most === 0 || bytes <= most) return;
  throw failure(
    `${service.name} may hold ${mebibytes(most)} MiB, and the values of the dump alone are ${mebibytes(bytes)} MiB: give it more memory`,
  );
}

function requireAll(
  service: Redis,
  { lasting }: DumpedKeys,
  { cleared, filled }: { readonly cleared: string; readonly filled: string },
): void {
  const found = lastingIn(filled);
  const wanted = [...lasting].reduce((sum, [, keys]) => sum + keys, 0);
  const missing = [...lasting].reduce((sum, [name, keys]) => sum + Math.max(0, keys - (found.get(name) ?? 0)), 0);
  const evicted = numberIn(filled, 'evicted_keys') - numberIn(cleared, 'evicted_keys');
  if (missing === 0 && evicted <= 0) return;
  const what =
    missing > 0 ? `${missing} of ${wanted} keys that do not expire are missing` : `${evicted} keys were evicted`;
  const policy = /^maxmemory_policy:(\S+)/m.exec(filled)?.[1] ?? 'unknown';
  const room = `${mebibytes(numberIn(filled, 'maxmemory'))} MiB, policy ${policy}`;
  throw failure(`${service.name}: ${what} after the restore (${room}): give it more memory`);
}

/** Keys without an expiry, by database. */
function lastingIn(info: string): ReadonlyMap<string, number> {
  const lines = info.matchAll(/^db(\d+):keys=(\d+),expires=(\d+)/gm);
  return new Map([...lines].map(([, database = '', keys, expires]) => [database, Number(keys) - Number(expires)]));
}

function numberIn(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([0-9]+)`, 'm').exec(info)?.[1] ?? 0);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

function failure(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.failed });
}
