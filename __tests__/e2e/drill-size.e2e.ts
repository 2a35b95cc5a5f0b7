import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CliResult, cli } from './support/cli-run';
import { composeProject, docker, loadImages } from './support/docker';

const NAME = 'sized';
const PROJECT = `${NAME}-e2e`;
const PSQL = 'PGPASSWORD="$(cat /run/secrets/db/password)" exec psql -X -tA -h 127.0.0.1 -U saver -d saved -c "$1"';
/** How much is dumped, tried and timed. */
const MEBIBYTES = Number(env.MANIFOLD_DRILL_MB ?? '64');
const ROWS_A_MEBIBYTE = 1024;
const WORDS_A_ROW = 32;
const TIMEOUT = 1_800_000;

let folder: string;

function manifold(command: string, ...words: readonly string[]): Promise<CliResult> {
  return cli([command, 'e2e', '--project', folder, ...words]);
}

function psql(sql: string): Promise<string> {
  return docker('exec', `${PROJECT}-db-1`, 'sh', '-c', PSQL, 'psql', sql);
}

/** Runs a cron component as a scheduler would. */
function job(name: string): Promise<string> {
  return composeProject(join(folder, 'dist', 'compose', 'e2e')).run('--profile', 'jobs', 'run', '--rm', name);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  stdout.write(`${MEBIBYTES} MiB, ${what}: ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}

beforeAll(async () => {
  await loadImages();
  folder = mkdtempSync(join(tmpdir(), 'manifold-sized-'));
  cpSync(join(__dirname, 'project', 'saved'), folder, { recursive: true });
  const change = (file: string, from: string, to: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  change('app.yaml', 'name: saved', `name: ${NAME}`);
  change('envs/e2e.yaml', 'subnet: 172.30.0.0/16', 'subnet: 172.29.0.0/16');
  change('envs/e2e.yaml', 'keepDays: 7 }', 'keepDays: 7, drill: {} }');
  expect(await manifold('deploy', '--yes')).toMatchObject({ code: 0 });
  // Words of random digits: neither the dump nor the server makes much less of them.
  const words = `select string_agg(md5(random()::text), '') from generate_series(1, ${WORDS_A_ROW}) where row is not null`;
  const rows = `select row, (${words}) from generate_series(1, ${MEBIBYTES * ROWS_A_MEBIBYTE}) row`;
  await timed('made', () => psql(`create table large (id bigint primary key, words text); insert into large ${rows}`));
}, TIMEOUT);

afterAll(async () => {
  await composeProject(join(folder, 'dist', 'compose', 'e2e')).try('--profile', '*', 'down', '--volumes');
  await manifold('teardown', '--delete-data', '--no-backup', '--confirm', 'e2e');
  rmSync(folder, { recursive: true, force: true });
}, TIMEOUT);

test('it is as large as it was to be', async () => {
  expect(Number(await psql(`select pg_table_size('large')`))).toBeGreaterThan(MEBIBYTES * 2 ** 20);
});

test(
  'the command dumps it, and its drill finds every row',
  async () => {
    expect(await timed('manifold backup', () => manifold('backup'))).toMatchObject({ code: 0 });
    const drilled = await timed('manifold drill', () => manifold('drill', '--output', 'json'));
    expect(drilled).toMatchObject({ code: 0, stdout: expect.stringContaining('"db"') });
  },
  TIMEOUT,
);

test(
  'the environment dumps it, and its own drill finds every row and leaves nothing',
  async () => {
    expect(await cli(['synth', '--project', folder])).toMatchObject({ code: 0 });
    expect(await timed('db-backup', () => job('db-backup'))).toMatch(/\.dump: \d+ bytes/);
    expect(await timed('db-drill', () => job('db-drill'))).toContain('facts are equal');
    expect((await psql(`select count(*) from pg_database where datname like 'drill%'`)).trim()).toBe('0');
    expect(await job('keys-backup')).toMatch(/\.rdb: \d+ bytes/);
    expect(await job('keys-drill')).toContain('RDB looks OK');
  },
  TIMEOUT,
);
