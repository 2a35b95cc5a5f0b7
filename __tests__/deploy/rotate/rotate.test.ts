import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { STEPS } from '../../../deploy/rotate/journal';
import { prepareRotation, type RotationRequest, rotate } from '../../../deploy/rotate/rotate';
import { STAND_IN_ROLE } from '../../../deploy/rotate/stand-in';
import {
  createWorld,
  Killed,
  model,
  OLD,
  postgresTakes,
  redisTakes,
  redisWouldTake,
  request,
  run,
  type World,
} from './world';

let project: string;
const journal = (): string => join(project, '.manifold', 'development', 'rotation.json');

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'manifold-rotate-'));
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

/** What has to hold whatever the moment. */
function watch(world: World): void {
  const started = (id: string): string => world.started.get(id) ?? '';
  const current = world.store.get('postgres/password') ?? '';
  const beside = ['next', 'previous'].flatMap((name) => world.store.get(`postgres/password.${name}`) ?? []);
  expect(redisTakes(world, started('redis/password'))).toBe(true);
  expect(redisWouldTake(world, started('redis/password'))).toBe(true);
  // What runs is let in, with a new connection as well.
  expect(postgresTakes(world, started('postgres/password'), world.overrides.DB_USER)).toBe(true);
  // Somebody has the password that the database takes, and a probe never fails for it.
  expect([current, ...beside].some((password) => postgresTakes(world, password))).toBe(true);
  expect(world.postgres.isMarked || postgresTakes(world, world.mounted.postgres)).toBe(true);
  if (!existsSync(journal())) return;
  const text = readFileSync(journal(), 'utf8');
  expect(statSync(journal()).mode & 0o777).toBe(0o600);
  for (const value of world.store.values()) expect(text).not.toContain(value);
}

function expectRotated(world: World): void {
  expect([...world.store.keys()].sort()).toEqual(Object.keys(OLD).sort());
  for (const [id, old] of Object.entries(OLD)) expect(world.store.get(id)).not.toBe(old);
  for (const id of Object.keys(OLD)) expect(world.started.get(id)).toBe(world.store.get(id));
  expect(postgresTakes(world, world.store.get('postgres/password') ?? '')).toBe(true);
  expect(redisTakes(world, world.store.get('redis/password') ?? '')).toBe(true);
  expect(postgresTakes(world, OLD['postgres/password'])).toBe(false);
  expect(redisTakes(world, OLD['redis/password'])).toBe(false);
  expect(world.postgres.isMarked).toBe(false);
  expect(world.postgres.standIn).toBeUndefined();
  expect(world.overrides.DB_USER).toBeUndefined();
  expect(world.redis.kept.hashes).toEqual([]);
  expect(existsSync(journal())).toBe(false);
}

function watched(killAt = 0): World {
  const world = createWorld();
  world.killAt = killAt;
  world.watch = () => watch(world);
  return world;
}

test('every key gets a new value, and servers take the old one until nothing has it', async () => {
  const world = watched();
  const { keys, refused, resumed } = await rotate(request(world, project), run());
  expect(keys).toHaveLength(4);
  expect({ refused, resumed }).toEqual({ refused: [], resumed: false });
  expectRotated(world);
  const order = ['write postgres/password.next', 'touch postgres', 'write postgres/password', 'make stand-in'];
  const overrides = [`override backend {"DB_USER":"${STAND_IN_ROLE}"}`, 'alter postgres', 'override backend {}'];
  const places = [...order, ...overrides, 'drop stand-in', 'rm postgres'].map((name) => world.log.indexOf(name));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('no value is in a command, and PostgreSQL is told a verifier alone', async () => {
  const world = watched();
  const values = new Set<string>();
  const check = world.watch;
  world.watch = () => {
    check();
    for (const value of world.store.values()) values.add(value);
  };
  await rotate(request(world, project), run());
  for (const value of values) expect(world.commands.join('\n')).not.toContain(value);
  const sql = world.inputs.filter((input) => input.includes('ALTER ROLE'));
  expect(sql).toHaveLength(2);
  for (const value of values) expect(sql.join()).not.toContain(value);
});

// Hundreds of rotations in a row.
const LONG_MS = 120_000;

describe('killed at any moment', () => {
  const moments = async (): Promise<number> => {
    const world = watched();
    await rotate(request(world, project), run());
    return world.moments;
  };

  async function killedAt(killAt: number): Promise<World> {
    const world = watched(killAt);
    await expect(rotate(request(world, project), run())).rejects.toThrow(Killed);
    return world;
  }

  test(
    'the next run ends it',
    async () => {
      const all = await moments();
      expect(all).toBeGreaterThan(40);
      for (let killAt = 1; killAt <= all; killAt++) {
        const world = await killedAt(killAt);
        await rotate(request(world, project), run());
        // A run that dies after its last effect has only its journal left: the next one finds nothing to do, or ends it.
        expectRotated(world);
      }
    },
    LONG_MS,
  );

  test(
    'the next run ends it on a machine that has no journal',
    async () => {
      const all = await moments();
      for (let killAt = 1; killAt <= all; killAt++) {
        const world = await killedAt(killAt);
        rmSync(journal(), { force: true });
        const staged = [...world.store].find(([id]) => id === 'postgres/password.next');
        const before = { ...Object.fromEntries(world.store) };
        const { keys, resumed } = await rotate(request(world, project), run());
        for (const { secret, key } of keys) {
          const id = `${secret}/${key}`;
          if (resumed) expect(world.store.get(id)).toBe(before[`${id}.next`] ?? before[id]);
        }
        if (staged !== undefined) expect(world.store.get('postgres/password')).toBe(staged[1]);
        expect([...world.store.keys()].sort()).toEqual(Object.keys(OLD).sort());
        const { isMarked, standIn } = world.postgres;
        expect({ isMarked, standIn }).toEqual({ isMarked: false, standIn: undefined });
        expect(world.redis.kept.hashes).toEqual([]);
      }
    },
    LONG_MS,
  );

  test('again and again, once after each effect', async () => {
    const world = watched(2);
    for (let tries = 0; tries < 200; tries++) {
      try {
        await rotate(request(world, project), run());
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        // A step is done from its start again, and the longest has three effects.
        world.killAt = world.moments + 7;
      }
    }
    expectRotated(world);
  });
});

test.each(STEPS)('a failure in the step %s says how to go on', async (step) => {
  const world = watched();
  const asked = request(world, project);
  const stop = new AbortController();
  const say = (line: string): void => {
    if (line === step) throw Object.assign(new Killed(), { step: line });
  };
  await expect(rotate(asked, { ...run(), say })).rejects.toThrow(Killed);
  stop.abort();
  await expect(rotate(asked, run(stop.signal))).rejects.toThrow(
    new RegExp(`in the step ${step}: interrupted\\n.*manifold secrets rotate development goes on`),
  );
  await rotate(asked, run());
  expectRotated(world);
});

describe('where no other role can stand in', () => {
  test.each<[string, (world: World) => RotationRequest]>([
    [
      'as its user may make none',
      (world) => {
        world.postgres.isSuperuser = false;
        return request(world, project);
      },
    ],
    [
      'as a container ends before the next one starts',
      (world) => {
        const { override: _override, ...place } = request(world, project).place;
        return { ...request(world, project), place };
      },
    ],
    ['as no variable names the user', (world) => ({ ...request(world, project), withUsers: () => model })],
  ])('%s, the new container waits for the password', async (_why, requestOf) => {
    const world = createWorld();
    await rotate(requestOf(world), run());
    expectRotated(world);
    const places = ['start backend', 'alter postgres', 'ready backend'].map((name) => world.log.indexOf(name));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(world.log).not.toContain('make stand-in');
  });
});

describe('while one is unfinished', () => {
  const begin = async (): Promise<World> => {
    const world = watched();
    const say = (line: string): void => {
      if (line === 'switch') throw new Killed();
    };
    const asked = request(world, project, ['redis']);
    await expect(rotate(asked, { ...run(), say })).rejects.toThrow(Killed);
    return world;
  };

  test('others are refused', async () => {
    const world = await begin();
    await expect(prepareRotation(request(world, project, ['postgres']))).rejects.toThrow(
      'a rotation of redis/password is not finished',
    );
    await expect(prepareRotation({ ...request(world, project), method: 'helm' })).rejects.toThrow(
      'end it with --method kubernetes',
    );
  });

  test('the same, or none, goes on', async () => {
    const world = await begin();
    expect(await prepareRotation(request(world, project, ['redis']))).toMatchObject({ resumed: true });
    const { keys } = await rotate(request(world, project), run());
    expect(keys.map(({ secret }) => secret)).toEqual(['redis']);
    expect(world.store.get('postgres/password')).toBe(OLD['postgres/password']);
    expect(world.store.get('redis/password')).not.toBe(OLD['redis/password']);
  });
});

test('a key without a value is not rotated', async () => {
  const world = createWorld();
  world.store.delete('redis/password');
  await expect(rotate(request(world, project), run())).rejects.toThrow('redis/password has no value yet');
  expect(world.log).toEqual([]);
});
