import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CliResult, cli } from './support/cli-run';
import { composeProject, docker, loadImages } from './support/docker';
import { ROWS, ROWS_SUM } from './support/migrate-data';

const PROJECT = 'saved-e2e';
const PSQL = 'PGPASSWORD="$(cat /run/secrets/db/password)" exec psql -X -tA -h 127.0.0.1 -U saver -d "$1" -c "$2"';
const REDIS = 'REDISCLI_AUTH="$(cat /run/secrets/keys/password)" exec redis-cli -e "$@"';
/** One of each kind that an application is likely to have. */
const KEYS = [
  ['set', 'text', 'ünïcode \n and "more"'],
  ['set', 'passing', 'x', 'EX', '100000'],
  ['rpush', 'list', 'c', 'a', 'b'],
  ['hset', 'hash', 'one', '1', 'two', '2'],
  ['sadd', 'set', 'x', 'y'],
  ['zadd', 'sorted', '1.5', 'x', '-2', 'y'],
  ['xadd', 'stream', '1-1', 'field', 'value'],
] as const;

let folder: string;

function manifold(command: string, ...words: readonly string[]): Promise<CliResult> {
  return cli([command, 'e2e', '--project', folder, ...words]);
}

function psql(sql: string, database = 'saved'): Promise<string> {
  return docker('exec', `${PROJECT}-db-1`, 'sh', '-c', PSQL, 'psql', database, sql);
}

function redis(...words: readonly string[]): Promise<string> {
  return docker('exec', `${PROJECT}-keys-1`, 'sh', '-c', REDIS, 'redis', ...words);
}

/** Everything that the two hold, told by other means than those under test. */
async function data(): Promise<string> {
  const values = [
    await redis('get', 'text'),
    await redis('lrange', 'list', '0', '-1'),
    await redis('hget', 'hash', 'two'),
    await redis('smismember', 'set', 'x', 'y', 'z'),
    await redis('zrange', 'sorted', '0', '-1', 'withscores'),
    await redis('xrange', 'stream', '-', '+'),
    await redis('pexpiretime', 'passing'),
    await redis('dbsize'),
  ];
  return [await psql(ROWS_SUM), ...values].join('|');
}

interface Listed {
  readonly name: string;
  readonly folder: string;
  readonly ageSeconds: number;
  readonly bytes: number;
}

async function newest(): Promise<Listed> {
  const { stdout } = await manifold('backup', '--list', '--output', 'json');
  const [found] = (JSON.parse(stdout) as { backups: Listed[] }).backups;
  if (found === undefined) throw new Error('there is no backup');
  return found;
}

async function writerRuns(): Promise<boolean> {
  return (await docker('inspect', '--format', '{{.State.Running}}', `${PROJECT}-writer-1`)).trim() === 'true';
}

beforeAll(async () => {
  await loadImages();
  folder = mkdtempSync(join(tmpdir(), 'manifold-saved-'));
  cpSync(join(__dirname, 'project', 'saved'), folder, { recursive: true });
  expect(await manifold('deploy', '--yes')).toSucceed();
  await psql(`create schema app; ${ROWS}`);
  for (const words of KEYS) await redis(...words);
});

afterAll(async () => {
  await composeProject(join(folder, 'dist', 'compose', 'e2e')).try('--profile', '*', 'down', '--volumes');
  await manifold('teardown', '--delete-data', '--no-backup', '--confirm', 'e2e');
  rmSync(folder, { recursive: true, force: true });
});

test('without a backup there is nothing to restore and nothing to drill', async () => {
  for (const command of ['restore', 'drill'])
    expect(await manifold(command)).toMatchObject({ code: 1, stderr: expect.stringContaining('no backup') });
});

describe('with a backup', () => {
  let before: string;
  let saved: Listed;
  const dump = (service: string) => join(saved.folder, `${service}.dump`);

  beforeAll(async () => {
    before = await data();
    expect(await manifold('backup', '--metrics', join(folder, 'backup.prom'))).toSucceed();
    saved = await newest();
    cpSync(saved.folder, join(folder, 'kept'), { recursive: true });
  });
  beforeEach(() => cpSync(join(folder, 'kept'), saved.folder, { recursive: true }));

  test('its dumps are for their owner alone, and the check of backups is content', async () => {
    expect(statSync(dump('db')).mode & 0o777).toBe(0o600);
    expect(saved.bytes).toBe(statSync(dump('db')).size + statSync(dump('keys')).size);
    const { stdout } = await manifold('checks', '--category', 'backup', '--output', 'json');
    const results = [{ status: 'passed' }, { status: 'passed' }];
    expect(JSON.parse(stdout)).toMatchObject({ checks: [{ id: 'recent-backup', results }] });
  });

  test('a drill finds every row and every key, leaves nothing behind, and says when in the metrics', async () => {
    const databases = await psql('select datname from pg_database order by 1');
    const { code, stdout } = await manifold('drill', '--metrics', join(folder, 'drill.prom'), '--output', 'json');
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      result: {
        outcome: 'equal',
        services: [
          { service: 'db', parts: 4, entries: 100_001, differences: [] },
          { service: 'keys', parts: 1, entries: KEYS.length, differences: [] },
        ],
      },
    });
    expect(await psql('select datname from pg_database order by 1')).toBe(databases);
    expect(await data()).toBe(before);
    const labels = '{application="saved",environment="e2e",service="db"}';
    expect(readFileSync(join(folder, 'drill.prom'), 'utf8')).toContain(
      `restore_drill_last_success_timestamp_seconds${labels}`,
    );
    expect(readFileSync(join(folder, 'backup.prom'), 'utf8')).toContain(
      `backup_last_success_timestamp_seconds${labels}`,
    );
  });

  test('data that were lost come back; without --replace those that are there are safe', async () => {
    await psql('delete from app.events; drop view app.count_of_members; create table app.later (n int)');
    await redis('flushall');
    await redis('set', 'later', 'x');
    expect(await manifold('restore')).toMatchObject({ code: 1, stderr: expect.stringContaining('--replace') });
    expect(await manifold('restore', '--replace', '--confirm', 'other')).toMatchObject({ code: 1 });
    expect(await psql("select to_regclass('app.later') is not null")).toBe('t\n');
    expect(await manifold('restore', saved.name, '--replace', '--confirm', 'e2e')).toSucceed();
    expect(await data()).toBe(before);
    expect(await writerRuns()).toBe(true);
  });

  test.each([
    ['db', 'truncated', truncate],
    ['db', 'bit-flipped', flip],
    ['keys', 'truncated', truncate],
    ['keys', 'bit-flipped', flip],
  ])(
    'a dump of %s that is %s ends drill and restore with 1, and nothing is touched',
    async (service, _what, damage) => {
      damage(dump(service));
      expect(await manifold('drill')).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('not what was dumped'),
      });
      expect(await manifold('restore', '--replace', '--confirm', 'e2e')).toMatchObject({ code: 1 });
      expect(await data()).toBe(before);
      expect(await writerRuns()).toBe(true);
    },
  );

  test('a copy that is not what the backup says ends the drill with 3', async () => {
    const manifest = join(saved.folder, 'backup.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('30000 rows', '29999 rows'));
    expect(await manifold('drill')).toMatchObject({ code: 3, stdout: expect.stringContaining('table app.events') });
  });

  test('the nightly service leaves a dump in its volume that reads to its end', async () => {
    expect(await cli(['synth', '--project', folder])).toSucceed();
    const compose = composeProject(join(folder, 'dist', 'compose', 'e2e'));
    const run = await compose.try('--profile', 'jobs', 'run', '--rm', 'db-backup');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^db-\d{8}T\d{6}Z\.dump: \d+ bytes/) });
    const read = 'cd /backups && sha256sum -c ./*.sha256 && pg_restore -f /dev/null ./*.dump';
    const again = ['--profile', 'jobs', 'run', '--rm', '--entrypoint', 'sh', 'db-backup', '-c', read];
    expect(await compose.try(...again)).toMatchObject({ code: 0, stdout: expect.stringContaining('OK') });
    const checks = await manifold('checks', '--category', 'backup');
    expect(checks.stdout).toContain(`${run.stdout.split(':', 1)[0]} is of `);
  });

  test('teardown takes a last backup, and an environment that is new gets it back without --replace', async () => {
    expect(await manifold('teardown', '--delete-data', '--confirm', 'e2e')).toSucceed();
    expect((await newest()).name).not.toBe(saved.name);
    expect(await manifold('deploy', '--yes')).toSucceed();
    expect(await manifold('restore')).toSucceed();
    expect(await data()).toBe(before);
  });
});

function truncate(path: string): void {
  truncateSync(path, statSync(path).size - 10);
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
