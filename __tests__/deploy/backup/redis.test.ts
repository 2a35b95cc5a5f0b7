import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { redisBackup } from '../../../deploy/backup/redis-backup';
import { dumpedKeys } from '../../../deploy/backup/redis-restore';
import { UnchangedError } from '../../../deploy/backup/unchanged';
import { redisStore } from '../../../deploy/migrate/redis-store';
import type { Redis } from '../../../model/model';
import { hasRedis, type RedisServer, startRedis } from '../../support/redis-server';
import { stagingModel } from '../../support/staging-model';

const suite = hasRedis() ? describe : describe.skip;

/** Makes keys whose values Redis cannot make smaller. */
const FILL = `
local state = 1
local function random(length)
  local bytes = {}
  for i = 1, length do
    state = (state * 16807) % 2147483647
    bytes[i] = string.char(state % 256)
  end
  return table.concat(bytes)
end
for i = 1, ARGV[1] do redis.call('SET', ARGV[3] .. i, random(tonumber(ARGV[2]))) end`;

function redisOf(): Redis {
  const found = stagingModel().backingServices.find((service): service is Redis => service.engine === 'redis');
  if (found === undefined) throw new Error('the example has a Redis');
  return found;
}

suite('with a real Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-keys-'));
  const file = join(folder, 'keys.dump');
  const servers: RedisServer[] = [];
  let source: RedisServer;

  const start = async (...settings: Parameters<typeof startRedis>[1] & object) => {
    const server = await startRedis(redisOf(), settings);
    servers.push(server);
    return server;
  };
  const on = ({ port, running }: RedisServer) => ({
    store: redisBackup({ ...redisOf(), port }),
    side: { role: 'environment', running } as const,
    digest: () => redisStore({ ...redisOf(), port }).fingerprint({ role: 'environment', running }),
  });
  const fill = (server: RedisServer, keys: number, bytes: number, name = 'key') =>
    server.cli('eval', FILL, '0', String(keys), String(bytes), name);
  const calls = async (server: RedisServer) =>
    Number(/cmdstat_eval:calls=(\d+)/.exec(await server.cli('info', 'commandstats'))?.[1] ?? 0);

  beforeAll(async () => {
    source = await start();
  }, 60_000);
  afterEach(() => source.cli('flushall'));
  afterAll(async () => {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('what was there is replaced by every key of the dump, in every database, with its expiry', async () => {
    const { store, side, digest } = on(source);
    await fill(source, 300, 10);
    await source.cli('-n', '3', 'rpush', 'list', 'a', 'b');
    await source.cli('set', 'passing', 'x', 'PX', '100000000');
    const before = await digest();
    const facts = await store.dump(side, file);
    expect(facts).toMatchObject({ 'database 0': expect.stringMatching(/^301 keys/) });
    expect((await dumpedKeys(file)).lasting).toEqual(
      new Map([
        ['0', 300],
        ['3', 1],
      ]),
    );
    await source.cli('flushall');
    await source.cli('set', 'later', 'x');
    await store.replace(side, file);
    expect(await digest()).toEqual(before);
    expect(await source.cli('dbsize')).toBe('301\n');
    expect(Number(await source.cli('pttl', 'passing'))).toBeGreaterThan(0);
  }, 60_000);

  test('pages are of bytes: large values come alone, small ones together', async () => {
    const { store, side, digest } = on(source);
    await fill(source, 64, 300_000, 'large');
    const before = await calls(source);
    await store.dump(side, file);
    const dumped = await calls(source);
    expect(dumped - before).toBeGreaterThanOrEqual(12);
    await digest();
    expect((await calls(source)) - dumped).toBeGreaterThanOrEqual(12);
    await source.cli('flushall');
    await fill(source, 2000, 10);
    const small = await calls(source);
    expect(await store.dump(side, file)).toMatchObject({ 'database 0': expect.stringMatching(/^2000 keys/) });
    expect((await calls(source)) - small).toBeLessThan(40);
  }, 60_000);

  test.each([
    ['allkeys-lru', 'keys that do not expire are missing'],
    ['volatile-ttl', 'keys were evicted'],
    ['noeviction', 'OOM'],
  ])(
    'a restore into less memory than it takes does not pass for a good one: %s',
    async (policy, reason) => {
      const target = await start(['maxmemory', '8mb'], ['maxmemory-policy', policy]);
      await fill(source, 200, 16_384);
      await fill(source, 250, 16_384, 'passing');
      const volatile = "for i = 1, 250 do redis.call('EXPIRE', 'passing' .. i, 100000) end";
      if (policy === 'volatile-ttl') await source.cli('eval', volatile, '0');
      await on(source).store.dump(on(source).side, file);
      const { store, side } = on(target);
      const restored = store.replace(side, file);
      await expect(restored).rejects.toThrow(reason);
      await expect(restored).rejects.toThrow('what redis held before is gone');
      await expect(restored).rejects.not.toThrow(UnchangedError);
    },
    60_000,
  );

  test.each([
    ['is larger than the memory of the server', () => {}, 'may hold 4 MiB, and the values of the dump alone are 5 MiB'],
    ['is damaged', () => truncateSync(file, readFileSync(file).length - 1000), 'is damaged'],
  ])(
    'a dump that %s is refused, and the keys stay',
    async (_what, damage, reason) => {
      const target = await start(['maxmemory', '4mb'], ['maxmemory-policy', 'allkeys-lru']);
      await target.cli('set', 'kept', 'x');
      await fill(source, 300, 16_384);
      await on(source).store.dump(on(source).side, file);
      damage();
      const { store, side } = on(target);
      const refused = store.replace(side, file);
      await expect(refused).rejects.toThrow(reason);
      await expect(refused).rejects.toThrow(UnchangedError);
      expect(await target.cli('get', 'kept')).toBe('x\n');
    },
    60_000,
  );
});
