import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Journal } from '../../../deploy/migrate/journal';
import { abortMigration, checkMigration, migrate } from '../../../deploy/migrate/migrate';
import type { Side } from '../../../deploy/migrate/side';
import { thisRun } from '../../../deploy/release/identity';
import { EXIT } from '../../../lib/errors';
import { MemoryLock } from '../release/fake-driver';
import { exampleModel } from '../secrets/models';
import { createWorld, Killed, type World } from './world';

let project: string;
let world: World;
const folder = () => join(project, '.manifold', exampleModel().environment.name);
const journal = (): Journal => JSON.parse(readFileSync(join(folder(), 'migration.json'), 'utf8')) as Journal;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'manifold-migrate-'));
  world = createWorld();
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const MOVED = {
  compose: { data: { postgres: 'rows', redis: 'keys' }, isRunning: false },
  kubernetes: { data: { postgres: 'rows', redis: 'keys' }, isRunning: true },
};

/** Runs until the given moment, and says whether the process died there. */
async function dies(work: () => Promise<unknown>, at: number): Promise<boolean> {
  world.moments = 0;
  world.killAt = at;
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  } finally {
    world.killAt = 0;
  }
}

/** Number of moments of a whole migration, counted once. */
async function momentsOf(work: (other: World, place: string) => Promise<unknown>): Promise<number> {
  const other = createWorld();
  const place = mkdtempSync(join(tmpdir(), 'manifold-migrate-'));
  await work(other, place);
  rmSync(place, { recursive: true, force: true });
  return other.moments;
}

test('a migration freezes both, copies, compares and starts the target', async () => {
  expect(await migrate(world.request(project))).toEqual({
    resumed: false,
    moved: [
      { store: 'postgres', bytes: 4 },
      { store: 'redis', bytes: 4 },
    ],
  });
  expect(world.places).toEqual(MOVED);
  expect(world.log).toEqual([
    'freeze compose',
    'freeze kubernetes',
    'dump postgres',
    'dump redis',
    'clear postgres',
    'restore postgres',
    'clear redis',
    'restore redis',
    'compare postgres',
    'compare redis',
    'thaw kubernetes',
  ]);
  expect(journal()).toMatchObject({ state: 'finished', from: 'compose', to: 'kubernetes' });
  expect(readdirSync(folder())).toEqual(['migration.json']);
  expect(readFileSync(join(project, '.manifold', '.gitignore'), 'utf8')).toBe('*\n');
  expect(statSync(join(folder(), 'migration.json')).mode & 0o777).toBe(0o600);
});

test('killed at any moment and run again it ends the same, and repeats no step that was finished', async () => {
  const moments = await momentsOf((other, place) => migrate(other.request(place)));
  expect(moments).toBeGreaterThan(20);
  for (let at = 1; at <= moments; at += 1) {
    world = createWorld();
    rmSync(folder(), { recursive: true, force: true });
    expect(await dies(() => migrate(world.request(project)), at)).toBe(true);
    expect(world.places.compose.data).toEqual(MOVED.compose.data);
    const { done, state } = journal();
    expect(state === 'switching' || !world.places.kubernetes.isRunning || !done.includes('freeze')).toBe(true);
    world.log.length = 0;
    expect((await migrate(world.request(project))).resumed).toBe(true);
    expect({ at, places: world.places }).toEqual({ at, places: MOVED });
    expect(world.log.filter((name) => done.includes(name))).toEqual([]);
    expect(journal().state).toBe('finished');
    expect(readdirSync(folder())).toEqual(['migration.json']);
  }
});

test('killed twice, at many pairs of moments, it still ends the same', async () => {
  const moments = await momentsOf((other, place) => migrate(other.request(place)));
  for (let first = 1; first <= moments; first += 3) {
    for (let second = 1; second <= moments; second += 4) {
      world = createWorld();
      rmSync(folder(), { recursive: true, force: true });
      await dies(() => migrate(world.request(project)), first);
      await dies(() => migrate(world.request(project)), second);
      if (journal().state !== 'finished') await migrate(world.request(project));
      expect({ first, second, places: world.places }).toEqual({ first, second, places: MOVED });
    }
  }
}, 60_000);

test('given up after a kill at any moment before the switch, the source runs as before and the target is empty', async () => {
  const moments = await momentsOf((other, place) => migrate(other.request(place)));
  for (let at = 1; at <= moments; at += 1) {
    world = createWorld();
    rmSync(folder(), { recursive: true, force: true });
    await dies(() => migrate(world.request(project)), at);
    if (journal().state === 'switching') {
      await expect(abortMigration(world.request(project))).rejects.toMatchObject({ exitCode: EXIT.failed });
      continue;
    }
    expect(await abortMigration(world.request(project))).toBe('aborted');
    expect(world.places.compose).toEqual({ ...MOVED.compose, isRunning: true });
    expect(world.places.kubernetes.data).toEqual({ postgres: '', redis: '' });
    expect(readdirSync(folder())).toEqual([]);
  }
});

describe('the locks of both places', () => {
  test.each(['compose', 'kubernetes'] as const)(
    'that of %s held by a deployment keeps a migration out',
    async (method) => {
      await world.locks[method].replace({ ...thisRun(() => new Date(0)), by: 'ann@desk' }, undefined);
      for (const work of [migrate, abortMigration])
        await expect(work(world.request(project))).rejects.toMatchObject({
          exitCode: EXIT.locked,
          message: expect.stringContaining('ann@desk'),
        });
      expect(world.log).toEqual([]);
      const held = Object.entries(world.locks).filter(([, lock]) => lock.held !== undefined);
      expect(held.map(([name]) => name)).toEqual([method]);
    },
  );

  test('are held in every step by one run, and given up', async () => {
    const { stores, ...request } = world.request(project);
    const holders: unknown[] = [];
    const watched = stores.map((store) => ({
      ...store,
      dump: (side: Side, file: string) => {
        holders.push(...Object.values(world.locks).map(({ held }) => held?.holder.id));
        return store.dump(side, file);
      },
    }));
    await migrate({ ...request, stores: watched });
    expect(holders).toEqual(Array(4).fill(request.holder.id));
    expect(Object.values(world.locks).map(({ held }) => held)).toEqual([undefined, undefined]);
  });

  test('may be one and the same', async () => {
    const lock = new MemoryLock('one file');
    const twice = [lock, new MemoryLock('one file')];
    expect((await migrate({ ...world.request(project), locks: twice })).resumed).toBe(false);
    expect(twice.map(({ held }) => held)).toEqual([undefined, undefined]);
  });

  test('once lost, end it before the next step', async () => {
    const { source, ...request } = world.request(project);
    const freeze = async (components: readonly string[]) => {
      await source.freeze(components);
      const holder = { ...thisRun(() => new Date(0)), id: 'another' };
      await world.locks.kubernetes.replace(holder, world.locks.kubernetes.held);
    };
    await expect(migrate({ ...request, source: { ...source, freeze } })).rejects.toMatchObject({
      exitCode: EXIT.locked,
    });
    expect(world.log).toEqual(['freeze compose', 'freeze kubernetes']);
  });
});

describe('an interruption', () => {
  const interrupted = { exitCode: EXIT.failed, message: expect.stringContaining('interrupted') };

  test('before the first step writes nothing', async () => {
    world.stop.abort();
    await expect(migrate(world.request(project))).rejects.toMatchObject(interrupted);
    expect(world.log).toEqual([]);
    expect(existsSync(join(folder(), 'migration.json'))).toBe(false);
  });

  test.each([
    ['freeze kubernetes', 'freeze'],
    ['dump postgres', 'dump postgres'],
    ['restore redis', 'restore redis'],
  ])('in %s ends after the step, and a later run goes on', async (deed, step) => {
    world.onDeed = (name) => {
      if (name === deed) world.stop.abort();
    };
    await expect(migrate(world.request(project))).rejects.toMatchObject(interrupted);
    expect(journal().done.at(-1)).toBe(step);
    world.stop = new AbortController();
    const before = world.log.length;
    expect((await migrate(world.request(project))).resumed).toBe(true);
    expect(world.places).toEqual(MOVED);
    expect(world.log.slice(before)).not.toContain(deed);
  });

  test('in the switch comes too late', async () => {
    world.onDeed = (name) => {
      if (name === 'thaw kubernetes') world.stop.abort();
    };
    await migrate(world.request(project));
    expect(journal().state).toBe('finished');
  });

  test('of a migration that is given up leaves it to be given up again', async () => {
    await dies(() => migrate(world.request(project)), 22);
    world.onDeed = (name) => {
      if (name === 'clear postgres') world.stop.abort();
    };
    await expect(abortMigration(world.request(project))).rejects.toMatchObject(interrupted);
    expect(world.places.compose.isRunning).toBe(false);
    world.stop = new AbortController();
    world.onDeed = () => {};
    expect(await abortMigration(world.request(project))).toBe('aborted');
    expect(world.places.compose.isRunning).toBe(true);
  });
});

describe('verification', () => {
  test('what differs is named, the source goes on, and the target stays frozen', async () => {
    const { stores, ...request } = world.request(project);
    const [postgres, redis] = stores;
    if (postgres === undefined || redis === undefined) throw new Error('no stores');
    const bad = { ...redis, compare: async () => ({ source: { 'database 0': '3 keys' }, target: {} }) };
    await expect(migrate({ ...request, stores: [postgres, bad] })).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringContaining('redis: database 0: source 3 keys, target has none'),
    });
    expect(world.places.compose.isRunning).toBe(true);
    expect(world.places.kubernetes.isRunning).toBe(false);
    world.places.compose.data.postgres = 'more rows';
    await migrate(world.request(project));
    expect(world.places.kubernetes).toEqual({ data: { postgres: 'more rows', redis: 'keys' }, isRunning: true });
  });
});

describe('what is in the target', () => {
  test('is never overwritten when it is of somebody else, and nothing is written', async () => {
    world.places.kubernetes.data.redis = 'theirs';
    for (const work of [migrate, checkMigration])
      await expect(work(world.request(project))).rejects.toMatchObject({
        exitCode: EXIT.failed,
        message: expect.stringContaining('redis: the target (kubernetes) holds data already'),
      });
    expect(world.log).toEqual([]);
    expect(existsSync(join(folder(), 'migration.json'))).toBe(false);
  });

  test('may be what was left there when the environment moved away, unless it was changed since', async () => {
    const back = () => migrate(world.request(project, 'kubernetes', 'compose'));
    await migrate(world.request(project));
    world.places.kubernetes.data.postgres = 'rows and more';
    world.places.compose.data.postgres = 'changed by hand';
    await expect(back()).rejects.toMatchObject({ message: expect.stringContaining('holds data already') });
    world.places.compose.data.postgres = 'rows';
    // Killed before the restore: the next run still has to know what was left there.
    expect(await dies(back, 4)).toBe(true);
    await back();
    expect(world.places.compose).toEqual({ data: { postgres: 'rows and more', redis: 'keys' }, isRunning: true });
    expect(world.places.kubernetes.isRunning).toBe(false);
  });
});

test('components that ran after they were frozen make it start over', async () => {
  expect(await dies(() => migrate(world.request(project)), 12)).toBe(true);
  expect(journal().done).toContain('dump postgres');
  world.places.compose.isRunning = true;
  world.places.compose.data.postgres = 'written since';
  await migrate(world.request(project));
  expect(world.places.kubernetes.data.postgres).toBe('written since');
});

test('an unfinished migration is not mixed with another', async () => {
  await dies(() => migrate(world.request(project)), 8);
  await expect(migrate(world.request(project, 'kubernetes', 'compose'))).rejects.toMatchObject({
    exitCode: EXIT.failed,
    message: expect.stringContaining('--from compose --to kubernetes'),
  });
});

test('where the target does not start, the way back is open', async () => {
  const { target, ...request } = world.request(project);
  const broken = { ...target, thaw: () => Promise.reject(new Error('it does not start')) };
  await expect(migrate({ ...request, target: broken })).rejects.toThrow('it does not start');
  expect(journal().state).toBe('switching');
  world.places.kubernetes.data.postgres = 'rows that an init job wrote';
  await migrate(world.request(project, 'kubernetes', 'compose'));
  expect(world.places.compose).toEqual({
    data: { postgres: 'rows that an init job wrote', redis: 'keys' },
    isRunning: true,
  });
});

test('a dump that was changed is not restored', async () => {
  await dies(() => migrate(world.request(project)), 12);
  writeFileSync(join(folder(), 'migration', 'postgres.dump'), 'rowz');
  await expect(migrate(world.request(project))).rejects.toMatchObject({
    message: expect.stringContaining('is not what was dumped'),
  });
  expect(world.places.kubernetes.data.postgres).toBe('');
});

test('a journal that nobody can read is named', async () => {
  await dies(() => migrate(world.request(project)), 8);
  writeFileSync(join(folder(), 'migration.json'), '{"version":2}');
  await expect(migrate(world.request(project))).rejects.toMatchObject({
    exitCode: EXIT.failed,
    message: expect.stringContaining('migration.json'),
  });
});
