import { chmodSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { POSTGRES_BACKUP_SCRIPT } from '../../../model/derive/backup-script';
import { POSTGRES_DRILL_SCRIPT } from '../../../model/derive/drill-script';
import { findTestTool } from '../../../tools/find';
import { ROWS } from '../../e2e/support/migrate-data';
import { DumpFolder, postgresVariables, runScript, SHELLS } from '../../support/backup-script';
import { hasPostgres, type PostgresServer, startPostgres } from '../../support/postgres-server';

const busybox = findTestTool('busybox');
const suite = hasPostgres() ? describe : describe.skip;

suite('the script of weekly drills, with a real PostgreSQL', () => {
  let server: PostgresServer;
  let folder: DumpFolder;
  let bin: string;

  beforeAll(async () => {
    server = await startPostgres({ user: 'owner', service: 'postgres' });
    await server.psql('postgres', 'create database app');
    await server.psql('app', `create schema app; ${ROWS}`);
    await server.psql(
      'app',
      `create table "rare "", "" name" (id serial primary key, t text);
      insert into "rare "", "" name" (t) select 'x' from generate_series(1, 20)`,
    );
    folder = new DumpFolder(join(server.folder, 'backups'));
    bin = join(server.folder, 'bin');
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    folder.empty();
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin);
    expect(await start(POSTGRES_BACKUP_SCRIPT)).toMatchObject({ status: 'exited', code: 0 });
  }, 60_000);

  const start = (script: string, shell?: readonly string[]) => {
    const variables = postgresVariables(server, folder);
    return runScript(script, { ...variables, PATH: `${bin}:${variables.PATH}` }, shell);
  };
  const drill = (shell?: readonly string[]) => start(POSTGRES_DRILL_SCRIPT, shell);
  const file = (ending: string) => join(folder.path, folder.file(ending));
  const scratch = () => server.psql('postgres', `select datname from pg_database where datname like 'drill%'`);
  const wrap = (tool: string, script: string) => {
    writeFileSync(join(bin, tool), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, tool), 0o755);
  };

  test.each(SHELLS)(
    'with %s a good dump passes, and its copy is gone',
    async (_name, shell) => {
      expect(await drill(shell)).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('facts are equal'),
      });
      expect((await scratch()).trim()).toBe('');
    },
    60_000,
  );

  test('with the awk of Alpine too', async () => {
    wrap('awk', `exec '${busybox ?? 'busybox'}' awk "$@"`);
    expect(await drill()).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);

  test('the newest of several is taken', async () => {
    writeFileSync(join(folder.path, 'postgres-20200101T020000Z.dump'), 'old');
    expect(await drill()).toMatchObject({ code: 0, stdout: expect.not.stringContaining('2020') });
  }, 60_000);

  test('rows that are written after the dump are no difference', async () => {
    await server.psql('app', `insert into "rare "", "" name" (t) values ('later')`);
    expect(await drill()).toMatchObject({ code: 0 });
    await server.psql('app', `delete from "rare "", "" name" where t = 'later'`);
    await server.psql('app', `select setval('"rare "", "" name_id_seq"', 20)`);
  }, 60_000);

  test.each([
    [
      'one row less',
      (text: string) => text.replace(/(table .*rare.*)"20"\]/, '$1"21"]'),
      /rare .*: 21 in the backup, 20 restored/,
    ],
    ['a table less', (text: string) => `${text}["table app.gone", "5"]\n`, /table app.gone: 5 in the backup, missing/],
    ['a table more', (text: string) => text.replace(/^.*table.*rare.*\n/m, ''), /not in the backup, 20 restored/],
    ['another sequence', (text: string) => text.replace(/(sequence .*rare.*)"20"\]/g, '$1"7"]'), /7 in the backup, 20/],
  ])(
    '%s is a difference: exit code 3, and it is named',
    async (_what, change, message) => {
      const facts = file('.facts');
      const before = readFileSync(facts, 'utf8');
      writeFileSync(facts, change(before));
      expect(readFileSync(facts, 'utf8')).not.toBe(before);
      expect(await drill()).toMatchObject({ status: 'exited', code: 3, stderr: expect.stringMatching(message) });
      expect((await scratch()).trim()).toBe('');
    },
    60_000,
  );

  test('a sequence that went on between two readings may be anywhere between them', async () => {
    const facts = file('.facts');
    const text = readFileSync(facts, 'utf8');
    const [line = ''] = /^.*sequence.*rare.*$/m.exec(text) ?? [];
    writeFileSync(facts, `${line.replace('"20"]', '"18"]')}\n${text.replaceAll(line, line.replace('"20"]', '"22"]'))}`);
    expect(await drill()).toMatchObject({ code: 0 });
  }, 60_000);

  test.each([
    ['a dump that was damaged later', () => truncateSync(file('.dump'), 2000), 'SHA-256 differs'],
    ['a dump without facts', () => rmSync(file('.facts')), 'is missing'],
    ['a dump without a checksum', () => rmSync(file('.sha256')), 'sha256'],
    ['no dump', () => rmSync(file('.dump')), 'there is no dump'],
    ['a restore that fails', () => wrap('pg_restore', 'echo broken >&2; exit 1'), 'broken'],
  ])(
    '%s ends it with an error, and nothing is left',
    async (_what, damage, message) => {
      damage();
      const result = await drill();
      expect(result).toMatchObject({ status: 'exited', stderr: expect.stringContaining(message) });
      expect(result).toMatchObject({ code: 1 });
      expect((await scratch()).trim()).toBe('');
    },
    60_000,
  );

  test('where there is no room nothing is restored', async () => {
    // What the dump would need is more than any disk has.
    wrap('wc', '[ "$1" = -c ] && echo 4000000000000000 || exec /usr/bin/wc "$@"');
    wrap('pg_restore', 'echo restored >&2; exit 1');
    const result = await drill();
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('are free beside the database') });
    expect(result).toMatchObject({ stderr: expect.not.stringContaining('restored') });
  }, 60_000);

  test('the room for a large dump is more than an integer holds', async () => {
    wrap('wc', '[ "$1" = -c ] && echo 1100000000 || exec /usr/bin/wc "$@"');
    expect(await drill()).toMatchObject({ stderr: expect.not.stringContaining('integer out of range') });
  }, 60_000);

  test('a drill that is told to stop drops its copy', async () => {
    wrap('pg_restore', 'exec sleep 60');
    const shell = ['timeout', '--preserve-status', '3', 'sh'];
    expect(await drill(shell)).toMatchObject({ status: 'exited', code: 143 });
    expect((await scratch()).trim()).toBe('');
  }, 60_000);

  test('copies of drills that were killed a day ago go, younger ones stay', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const age of [90_000, 80_000]) await server.psql('postgres', `create database drill_${now - age}_00000000`);
    expect(await drill()).toMatchObject({ code: 0 });
    expect((await scratch()).trim()).toBe(`drill_${now - 80_000}_00000000`);
    await server.psql('postgres', `drop database drill_${now - 80_000}_00000000`);
  }, 60_000);
});
