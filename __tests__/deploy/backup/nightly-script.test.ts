import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../lib/exec';
import { POSTGRES_BACKUP_SCRIPT } from '../../../model/derive/backup-script';
import { ROWS, ROWS_SUM } from '../../e2e/support/migrate-data';
import { DumpFolder, postgresVariables, runScript, SHELLS } from '../../support/backup-script';
import { hasPostgres, POSTGRES_BIN, type PostgresServer, startPostgres } from '../../support/postgres-server';

const suite = hasPostgres() ? describe : describe.skip;

suite('the script of nightly backups, with a real PostgreSQL', () => {
  let server: PostgresServer;
  let folder: DumpFolder;

  beforeAll(async () => {
    server = await startPostgres({ user: 'owner', service: 'postgres' });
    await server.psql('postgres', 'create database app');
    await server.psql('app', `create schema app; ${ROWS}`);
    folder = new DumpFolder(join(server.folder, 'backups'));
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(() => folder.empty());

  const start = (shell?: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    runScript(POSTGRES_BACKUP_SCRIPT, { ...postgresVariables(server, folder), ...variables }, shell);
  const dump = () => folder.file('.dump');

  test.each(SHELLS)(
    'with %s it leaves a dump that only its owner reads, and that restores to the same rows',
    async (_name, shell) => {
      const result = await start(shell);
      expect(result).toMatchObject({ status: 'exited', code: 0, stdout: expect.stringMatching(/\.dump: \d+ bytes, /) });
      expect(folder.files()).toEqual([dump(), `${dump()}.facts`, `${dump()}.sha256`]);
      expect(statSync(join(folder.path, dump())).mode & 0o777).toBe(0o600);
      const check = await run('sha256sum', ['-c', `${dump()}.sha256`], { env, cwd: folder.path });
      expect(check).toMatchObject({ code: 0 });
      await server.psql('postgres', 'create database copy');
      const words = ['-h', '127.0.0.1', '-p', String(server.port), '-d', 'copy', '-1', '-e', '--no-owner'];
      const restored = await run(join(POSTGRES_BIN, 'pg_restore'), [...words, join(folder.path, dump())], {
        env: server.environment,
      });
      expect(restored).toMatchObject({ status: 'exited', code: 0 });
      expect(await server.psql('copy', ROWS_SUM)).toBe(await server.psql('app', ROWS_SUM));
      await server.psql('postgres', 'drop database copy');
    },
    60_000,
  );

  test('dumps that are too old go, with their checksums; others stay, and so does what is no dump', async () => {
    folder.age('postgres-20200101T020000Z.dump', 8);
    folder.age('postgres-20200101T020000Z.dump.sha256', 8);
    folder.age('postgres-20200101T020000Z.dump.facts', 8);
    folder.age('postgres-20200102T020000Z.dump', 6);
    folder.age('other-20200101T020000Z.dump', 8);
    folder.age('postgres-20200103T020000Z.dump.part', 1);
    expect(await start()).toMatchObject({ code: 0 });
    expect(folder.files().filter((name) => name.includes('2020'))).toEqual([
      'other-20200101T020000Z.dump',
      'postgres-20200102T020000Z.dump',
    ]);
  }, 60_000);

  test.each([
    ['a database that is gone', { PGDATABASE: 'gone' }],
    ['a password that is wrong', { PASSWORD_FILE: '/etc/hostname' }],
    ['a password file that is gone', { PASSWORD_FILE: '/nowhere' }],
  ])(
    '%s ends it with an error; the newest dump stays, however old',
    async (_what, variables) => {
      folder.age('postgres-20200101T020000Z.dump', 300);
      const result = await start(undefined, variables);
      expect(result).toMatchObject({ status: 'exited' });
      expect(result).not.toMatchObject({ code: 0 });
      expect(folder.files()).toEqual(['postgres-20200101T020000Z.dump']);
    },
    60_000,
  );

  test('a dump that cannot be read to its end becomes no backup', async () => {
    const bin = join(server.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const short = `#!/bin/sh\n${POSTGRES_BIN}/pg_dump "$@" && for last; do :; done && truncate -s -1000 "$last"\n`;
    writeFileSync(join(bin, 'pg_dump'), short);
    chmodSync(join(bin, 'pg_dump'), 0o755);
    const result = await start(undefined, { PATH: `${bin}:${POSTGRES_BIN}:${env.PATH}` });
    expect(result).toMatchObject({ status: 'exited', code: 1, stderr: expect.stringContaining('pg_restore: error') });
    expect(folder.files()).toEqual([]);
  }, 60_000);

  test.each([
    ['truncated', (path: string) => truncateSync(path, statSync(path).size - 1000)],
    ['bit-flipped', (path: string) => writeFileSync(path, flipped(readFileSync(path)))],
  ])(
    'its checksum tells of a dump that is %s later',
    async (_what, damage) => {
      expect(await start()).toMatchObject({ code: 0 });
      damage(join(folder.path, dump()));
      const check = await run('sha256sum', ['-c', `${dump()}.sha256`], { env, cwd: folder.path });
      expect(check).toMatchObject({ status: 'exited', code: 1 });
    },
    60_000,
  );
});

function flipped(bytes: Buffer): Buffer {
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}
