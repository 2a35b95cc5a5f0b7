import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { FileLock } from '../../../deploy/local/file-lock';
import { thisRun } from '../../../deploy/release/identity';
import { acquireLock } from '../../../deploy/release/lock';
import type { LockHolder, LockStore } from '../../../deploy/release/lock-store';
import { withLocks } from '../../../deploy/release/locks';
import { MemoryLock } from './fake-driver';

const time = new Date('2026-01-02T03:04:05Z').getTime();
const now = (): Date => new Date(time);
const folders: string[] = [];
const elsewhere: LockHolder = { ...thisRun(now), id: 'other', machine: 'another', by: 'ann@desk', pid: 77 };

function fileLock(): FileLock {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-lock-'));
  folders.push(folder);
  return new FileLock(folder, 'live');
}

function acquire(store: LockStore, observeMilliseconds = 50) {
  const said: string[] = [];
  const lock = acquireLock(store, thisRun(now), { now, say: (line) => said.push(line), observeMilliseconds });
  return { lock, said };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe.each([
  ['in memory', (): LockStore => new MemoryLock()],
  ['as a file', (): LockStore => fileLock()],
])('a lock %s', (_title, make) => {
  test('is held by one, and given up', async () => {
    const store = make();
    const first = await acquire(store).lock;
    await expect(acquire(store).lock).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('is working on'),
    });
    await first.check();
    await first.release();
    expect(await store.read()).toBeUndefined();
    await (await acquire(store).lock).release();
  });

  test('is held though nobody was told that it was taken', async () => {
    const store = make();
    const holder = thisRun(now);
    await store.replace(holder, undefined);
    const lock = await acquireLock(store, holder, { now, say: () => {} });
    await lock.release();
    expect(await store.read()).toBeUndefined();
  });

  test('of a process of this machine that has ended is taken over at once', async () => {
    const store = make();
    await store.replace({ ...thisRun(now), id: 'gone', pid: 2 ** 22 - 3 }, undefined);
    const { lock, said } = acquire(store);
    await (await lock).release();
    expect(said).toEqual([expect.stringContaining('has ended')]);
  });

  test('of another machine that was renewed lately is refused, with its holder', async () => {
    const store = make();
    await store.replace({ ...elsewhere, renewedAt: time - 59_000 }, undefined);
    await expect(acquire(store).lock).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('ann@desk (process 77)'),
    });
  });

  test('that has expired is taken over when nobody renews it while it is watched', async () => {
    const store = make();
    await store.replace({ ...elsewhere, renewedAt: time - 61_000 }, undefined);
    await (await acquire(store).lock).release();
  });

  test('of a holder whose clock is ten minutes behind is seen to be alive', async () => {
    const store = make();
    const old = { ...elsewhere, renewedAt: time - 600_000 };
    await store.replace(old, undefined);
    const { lock } = acquire(store, 300);
    const renewal = async (): Promise<void> => {
      const found = await store.read();
      if (found !== undefined) await store.replace({ ...old, renewedAt: old.renewedAt + 20_000 }, found);
    };
    setTimeout(() => void renewal(), 50);
    await expect(lock).rejects.toMatchObject({ exitCode: 4 });
  });

  test('that somebody else has now is no longer ours', async () => {
    const store = make();
    const lock = await acquire(store).lock;
    const held = await store.read();
    if (held !== undefined) await store.remove(held);
    await store.replace(elsewhere, undefined);
    await expect(lock.check()).rejects.toMatchObject({ exitCode: 4 });
    await lock.release();
    expect((await store.read())?.holder.id).toBe('other');
  });
});

test('of many that try at once one gets it, and no file is left beside it', async () => {
  const store = fileLock();
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => acquire(store).lock));
  const held = tries.filter(({ status }) => status === 'fulfilled');
  expect(held).toHaveLength(1);
  for (const each of tries) if (each.status === 'fulfilled') await each.value.release();
  expect(readdirSync(join(store.place, '..'))).toEqual([]);
});

describe('locks of several methods', () => {
  const under = (stores: readonly LockStore[], work: () => Promise<string>) =>
    withLocks(stores, { holder: thisRun(now), now, say: () => {} }, work);

  test('are taken once where they are the same, and given up after', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manifold-lock-'));
    folders.push(folder);
    const stores = [new FileLock(folder, 'live'), new MemoryLock(), new FileLock(folder, 'live')];
    const held = async () =>
      JSON.stringify(await Promise.all(stores.map(async (store) => (await store.read())?.holder.id)));
    const ids = JSON.parse(await under(stores, held)) as string[];
    expect(ids).toEqual([expect.any(String), ids[0], ids[0]]);
    await expect(under(stores, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await held()).toBe('[null,null,null]');
  });

  test('are given up where one of them is held by somebody else, and nothing is done', async () => {
    const [free, taken] = [new MemoryLock(), fileLock()];
    await taken.replace(elsewhere, undefined);
    await expect(under([free, taken], async () => 'done')).rejects.toMatchObject({ exitCode: 4 });
    expect(await free.read()).toBeUndefined();
  });
});
