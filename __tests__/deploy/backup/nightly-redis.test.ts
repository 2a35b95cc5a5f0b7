import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../lib/exec';
import { REDIS_BACKUP_SCRIPT } from '../../../model/derive/backup-script';
import type { Redis } from '../../../model/model';
import { findTestTool } from '../../../tools/find';
import { DumpFolder, runScript, SHELLS } from '../../support/backup-script';
import { hasRedis, type RedisServer, startRedis } from '../../support/redis-server';
import { stagingModel } from '../../support/staging-model';

const suite = hasRedis() ? describe : describe.skip;
const KEYS = 2000;

function redisOf(): Redis {
  const found = stagingModel().backingServices.find((service): service is Redis => service.engine === 'redis');
  if (found === undefined) throw new Error('the example has a Redis');
  return found;
}

suite('the script of nightly backups, with a real Redis', () => {
  let server: RedisServer;
  let folder: DumpFolder;

  beforeAll(async () => {
    server = await startRedis(redisOf());
    await server.cli('eval', `for i = 1, ${KEYS} do redis.call('set', 'key' .. i, string.rep(i, 20)) end`, '0');
    await server.cli('rpush', 'list', 'a', 'b');
    folder = new DumpFolder(join(server.folder, 'backups'));
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(() => folder.empty());

  const start = (shell?: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    runScript(
      REDIS_BACKUP_SCRIPT,
      {
        BACKUP_FOLDER: folder.path,
        BACKUP_NAME: 'redis',
        KEEP_DAYS: '7',
        PASSWORD_FILE: server.passwordFile,
        REDIS_HOST: '127.0.0.1',
        REDIS_PORT: String(server.port),
        ...variables,
      },
      shell,
    );
  const dump = () => folder.file('.rdb');
  /** A program of Redis that does what it does, and something else after it. */
  const withAfter = (tool: string, then: string) => {
    const bin = join(server.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, tool), `#!/bin/sh\n'${findTestTool(tool)}' "$@" && ${then}\n`);
    chmodSync(join(bin, tool), 0o755);
    return { PATH: `${bin}:${env.PATH}` };
  };

  test.each(SHELLS)(
    'with %s it leaves a dump that only its owner reads, and from which a Redis starts with the same keys',
    async (_name, shell) => {
      const result = await start(shell);
      expect(result).toMatchObject({ status: 'exited', code: 0, stdout: expect.stringMatching(/\.rdb: \d+ bytes, /) });
      expect(folder.files()).toEqual([dump(), `${dump()}.sha256`].sort());
      expect(statSync(join(folder.path, dump())).mode & 0o777).toBe(0o600);
      expect(await run('sha256sum', ['-c', `${dump()}.sha256`], { env, cwd: folder.path })).toMatchObject({ code: 0 });
      const load = `set -eu
redis-server --port 0 --unixsocket ${server.folder}/copy --dir ${folder.path} --dbfilename ${dump()} --daemonize yes --appendonly no
for i in 1 2 3 4 5 6 7 8 9 10; do redis-cli -s ${server.folder}/copy ping | grep -q PONG && break; sleep 1; done
redis-cli -s ${server.folder}/copy dbsize
redis-cli -s ${server.folder}/copy get key${KEYS}
redis-cli -s ${server.folder}/copy shutdown nosave`;
      const loaded = await run('sh', ['-c', load], { env });
      expect(loaded).toMatchObject({ code: 0, stdout: `${KEYS + 1}\n${String(KEYS).repeat(20)}\n` });
    },
    60_000,
  );

  test('dumps that are too old go, with their checksums; others stay', async () => {
    folder.age('redis-20200101T020000Z.rdb', 8);
    folder.age('redis-20200101T020000Z.rdb.sha256', 8);
    folder.age('redis-20200102T020000Z.rdb', 6);
    folder.age('other-20200101T020000Z.rdb', 8);
    folder.age('redis-20200103T020000Z.rdb.part', 1);
    expect(await start()).toMatchObject({ code: 0 });
    expect(folder.files().filter((name) => name.includes('2020'))).toEqual([
      'other-20200101T020000Z.rdb',
      'redis-20200102T020000Z.rdb',
    ]);
  }, 60_000);

  test.each([
    ['a server that is gone', { REDIS_PORT: '1' }],
    ['a password that is wrong', { PASSWORD_FILE: '/etc/hostname' }],
    ['a password file that is gone', { PASSWORD_FILE: '/nowhere' }],
  ])(
    '%s ends it with an error; the newest dump stays, however old',
    async (_what, variables) => {
      folder.age('redis-20200101T020000Z.rdb', 300);
      const result = await start(undefined, variables);
      expect(result).toMatchObject({ status: 'exited' });
      expect(result).not.toMatchObject({ code: 0 });
      expect(folder.files()).toEqual(['redis-20200101T020000Z.rdb']);
    },
    60_000,
  );

  test.each([
    ['truncated', 'for last; do :; done; truncate -s -1000 "$last"'],
    ['bit-flipped', 'for last; do :; done; printf X | dd of="$last" bs=1 seek=3000 conv=notrunc 2>/dev/null'],
    ['empty', 'for last; do :; done; : > "$last"'],
  ])(
    'a dump that is %s becomes no backup',
    async (_what, then) => {
      const result = await start(undefined, withAfter('redis-cli', then));
      expect(result).toMatchObject({ status: 'exited', code: 1 });
      expect(folder.files()).toEqual([]);
    },
    60_000,
  );

  test('the password is in no argument', async () => {
    const seen = join(server.folder, 'arguments');
    expect(await start(undefined, withAfter('redis-cli', `echo "$@" > '${seen}'`))).toMatchObject({ code: 0 });
    const { stdout } = { stdout: '', ...(await run('cat', [seen], { env })) };
    expect(stdout).toContain('--rdb');
    expect(stdout).not.toContain('password');
  }, 60_000);

  test('its user reads all keys as a replica does, and nothing else', async () => {
    const ask = async (...words: readonly string[]) => {
      const result = await run(
        'sh',
        [
          '-c',
          'REDISCLI_AUTH=$(cat "$1") exec redis-cli -e -p "$2" --user backup $3',
          'ask',
          server.passwordFile,
          String(server.port),
          words.join(' '),
        ],
        { env },
      );
      return result.status === 'exited' ? `${result.stdout}${result.stderr}` : result.status;
    };
    for (const words of [
      ['get', 'key1'],
      ['set', 'key1', 'x'],
      ['flushall'],
      ['config', 'get', 'dir'],
      ['acl', 'list'],
    ])
      expect(await ask(...words)).toContain('NOPERM');
  }, 60_000);
});
