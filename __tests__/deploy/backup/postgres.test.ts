import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { backupStoresOf } from '../../../deploy/backup/backup-stores';
import { type Backup, dumpFile, findBackup, listBackups } from '../../../deploy/backup/backups';
import { drillBackup } from '../../../deploy/backup/drill';
import { restoreBackup } from '../../../deploy/backup/restore-backup';
import { takeBackup } from '../../../deploy/backup/take-backup';
import { UnchangedError } from '../../../deploy/backup/unchanged';
import { UserError } from '../../../lib/errors';
import type { Postgres } from '../../../model/model';
import { ROWS, ROWS_SUM } from '../../e2e/support/migrate-data';
import { hasPostgres, POSTGRES_BIN, type PostgresServer, startPostgres } from '../../support/postgres-server';
import { exampleModel } from '../secrets/models';

const quiet = () => {};
const suite = hasPostgres() ? describe : describe.skip;

suite('with a real PostgreSQL', () => {
  let server: PostgresServer;
  let service: Postgres;
  let project: string;
  let backup: Backup;
  let sum: string;
  const stores = () => backupStoresOf([service], server.running).stores;
  const place = () => ({ projectFolder: project, environment: 'e2e' });
  const now = () => new Date();
  const databases = () => server.psql('postgres', 'select datname from pg_database order by 1');

  beforeAll(async () => {
    const [found] = exampleModel().backingServices;
    if (found?.engine !== 'postgres') throw new Error('the example has no PostgreSQL');
    server = await startPostgres({ user: found.user, service: found.name });
    service = { ...found, port: server.port };
    await server.psql('postgres', `create database "${found.database}"`);
    await server.psql(found.database, `create schema app; ${ROWS}`);
    sum = await server.psql(service.database, ROWS_SUM);
    project = mkdtempSync(join(tmpdir(), 'manifold-backup-'));
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    rmSync(project, { recursive: true, force: true });
  });

  beforeEach(async () => {
    rmSync(join(project, '.manifold'), { recursive: true, force: true });
    backup = await takeBackup({ ...place(), application: 'app', stores: stores(), now, say: quiet });
  }, 60_000);

  const drill = () => drillBackup({ backup, stores: stores(), now });
  const restore = (mayReplace: boolean) =>
    restoreBackup({ backup, stores: stores(), writers: [], mayReplace, say: quiet });
  const file = () => dumpFile(backup.folder, service.name);

  test('a backup says what it holds, and a drill finds the same', async () => {
    const [saved] = backup.manifest.services;
    expect(saved?.serverVersion).toMatch(/^15\./);
    expect(saved?.facts).toMatchObject({
      'table app.members': expect.stringMatching(/^40000 rows, md5 [0-9a-f]{32}$/),
      'sequence app.members_id_seq': expect.stringMatching(/^\d+$/),
      'large objects': expect.stringMatching(/^1, md5 /),
    });
    const before = await databases();
    expect(await drill()).toMatchObject({
      outcome: 'equal',
      services: [{ service: service.name, parts: 4, entries: 100_001, differences: [] }],
    });
    expect(await databases()).toBe(before);
    expect(existsSync(join(backup.folder, 'drill.json'))).toBe(true);
    expect(findBackup(place(), undefined, quiet).name).toBe(backup.name);
  }, 60_000);

  test('what is written while it dumps is in both or in neither; sequences lie between two values', async () => {
    let isWriting = true;
    const writer = (async () => {
      while (isWriting) await server.psql(service.database, "insert into app.members (name) values ('while')");
    })();
    const busy = await takeBackup({
      ...place(),
      application: 'app',
      stores: stores(),
      now: () => new Date(Date.now() + 5000),
      say: quiet,
    });
    isWriting = false;
    await writer;
    expect(await drillBackup({ backup: busy, stores: stores(), now })).toMatchObject({ outcome: 'equal' });
    await restore(true);
    expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
  }, 60_000);

  test('a drill tells what is not as the manifest says', async () => {
    const path = join(backup.folder, 'backup.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('40000 rows', '40001 rows'));
    const result = await drillBackup({ backup: findBackup(place(), undefined, quiet), stores: stores(), now });
    expect(result).toMatchObject({ outcome: 'different' });
    expect(result.services[0]?.differences.map(({ fact }) => fact)).toEqual(['table app.members']);
  }, 60_000);

  test('data that are there are only lost when that is meant; then everything is as it was', async () => {
    await server.psql(service.database, 'delete from app.events; create table app.later (n int); analyze');
    await expect(restore(false)).rejects.toThrow('--replace');
    expect(await server.psql(service.database, 'select count(*) from app.events')).toBe('0\n');
    await restore(true);
    expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
    expect(await server.psql(service.database, "select to_regclass('app.later') is null")).toBe('t\n');
    const analyzed = "select count(*) from pg_stats where schemaname = 'app' and tablename = 'members'";
    expect(Number(await server.psql(service.database, analyzed))).toBeGreaterThan(0);
  }, 60_000);

  test.each([
    ['truncated', (path: string) => truncateSync(path, readFileSync(path).length - 1000)],
    ['bit-flipped', flipBit],
    ['missing', (path: string) => rmSync(path)],
  ])(
    'a dump that is %s is refused before anything is touched',
    async (_what, damage) => {
      damage(file());
      await expect(restore(true)).rejects.toThrow(UserError);
      expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
      expect(await drill()).toMatchObject({
        outcome: 'cannot',
        message: expect.stringContaining('not what was dumped'),
      });
    },
    60_000,
  );

  test.each([
    ['truncated', (path: string) => truncateSync(path, readFileSync(path).length - 1000)],
    ['bit-flipped', flipBit],
  ])(
    'even without its checksum, a dump that is %s is not restored, and the data stay',
    async (_what, damage) => {
      damage(file());
      const [found] = stores();
      if (found === undefined) throw new Error('no store');
      const { store } = found;
      const side = { role: 'environment', running: server.running } as const;
      await expect(store.read(side, file())).rejects.toThrow(UserError);
      await expect(store.drill(side, file())).rejects.toThrow(UserError);
      await expect(store.replace(side, file())).rejects.toThrow(UserError);
      expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
      expect(await databases()).not.toContain('drill_');
    },
    60_000,
  );

  describe('a dump with large objects that cannot be restored', () => {
    const owner = '/* of a role that is gone */';
    const side = () => ({ role: 'environment', running: server.running }) as const;
    beforeEach(async () => {
      await server.psql(service.database, 'create role passing; grant select on app.events to passing');
      backup = await takeBackup({
        ...place(),
        application: 'app',
        stores: stores(),
        now: () => new Date(Date.now() + 5000),
        say: quiet,
      });
      await server.psql(service.database, 'drop owned by passing; drop role passing');
      await server.psql(service.database, `comment on table app.events is '${owner}'`);
    });
    const kept = () => server.psql(service.database, "select obj_description('app.events'::regclass)");

    test('leaves what was there, says why, and starts what was stopped', async () => {
      const thawed: (readonly string[])[] = [];
      const running = { ...server.running, thaw: async (names: readonly string[]) => void thawed.push(names) };
      const writers = [{ running, components: ['web'] }];
      const request = { backup, stores: stores(), writers, mayReplace: true, say: quiet };
      await expect(restoreBackup(request)).rejects.toThrow('role "passing" does not exist');
      expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
      expect(await kept()).toBe(`${owner}\n`);
      expect(thawed).toEqual([['web']]);
    }, 60_000);

    test('at whatever byte it ends, leaves what was there', async () => {
      const [found] = stores();
      const whole = readFileSync(file());
      for (const missing of [1, 100, 3000, Math.floor(whole.length / 2)]) {
        writeFileSync(file(), whole.subarray(0, whole.length - missing));
        await expect(found?.store.replace(side(), file())).rejects.toThrow(UnchangedError);
      }
      expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
      expect(await kept()).toBe(`${owner}\n`);
    }, 60_000);
  });

  test('a connection that breaks after the commit is no proof that nothing was changed', async () => {
    const running = { ...server.running, execute: withLoss };
    const lost = stores()[0]?.store.replace({ role: 'environment', running }, file());
    await expect(lost).rejects.toThrow('timeout');
    await expect(lost).rejects.not.toThrow(UnchangedError);
    expect(await server.psql(service.database, ROWS_SUM)).toBe(sum);
  }, 60_000);

  const withLoss: PostgresServer['running']['execute'] = async (container, command, options) => {
    const result = await server.running.execute(container, command, options);
    return command.includes('replace') ? { status: 'timeout', timeoutSeconds: 1, stdout: '', stderr: '' } : result;
  };

  test('a drill that could fill the volume of the database is refused, and makes nothing', async () => {
    const bin = join(server.folder, 'full');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'df'), '#!/bin/sh\necho title\necho disk 100000 99000 1000 99% /data\n');
    chmodSync(join(bin, 'df'), 0o755);
    const full = { ...server.running, execute: withFirst(bin) };
    const result = await drillBackup({ backup, stores: backupStoresOf([service], full).stores, now });
    expect(result).toMatchObject({ outcome: 'cannot', message: expect.stringContaining('1 MiB free') });
    expect(await databases()).not.toContain('drill_');
  }, 60_000);

  const withFirst =
    (bin: string): PostgresServer['running']['execute'] =>
    (container, command, options) =>
      server.running.execute(container, ['env', `PATH=${bin}:${POSTGRES_BIN}:${env.PATH}`, ...command], options);

  test('a backup that cannot be taken leaves nothing', async () => {
    const gone = { ...service, database: 'elsewhere' };
    const request = { ...place(), application: 'app', now: () => new Date(0), say: quiet };
    await expect(takeBackup({ ...request, stores: backupStoresOf([gone], server.running).stores })).rejects.toThrow(
      'database "elsewhere" does not exist',
    );
    expect(listBackups(place(), quiet).map(({ name }) => name)).toEqual([backup.name]);
  }, 60_000);
});

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
