import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import type { Method } from '../../deploy/method';
import { differences } from '../../deploy/migrate/differences';
import { storesOf } from '../../deploy/migrate/stores';
import { loadOrThrow } from '../../model/load/load';
import { openProject } from '../../model/load/project-files';
import { composeProject, loadImages } from './support/docker';
import type { MigrateTask } from './support/migrate-child';
import { keys, ROWS, TOUCH } from './support/migrate-data';
import { COMPOSE, componentsOf, data as dataOf, type Place, psql, redis, runnings } from './support/migrate-places';
import { createProject } from './support/project';

const project = createProject();
const child = join(project.folder, 'child.cjs');
const ENVIRONMENTS = ['hmovea', 'hmoveb'] as const;
const folder = join(project.folder, '.manifold', 'hmovea');
const dumps = () =>
  !existsSync(join(folder, 'migration'))
    ? []
    : readdirSync(join(folder, 'migration'))
        .filter((name) => name.endsWith('.dump'))
        .sort();
const model = () => {
  const found = loadOrThrow(openProject(project.folder, project.folder), { environments: ['hmovea'], set: [] });
  const [environment] = found.environments;
  if (environment === undefined) throw new Error('no hmovea');
  return environment.model;
};
const journal = () => JSON.parse(readFileSync(join(folder, 'migration.json'), 'utf8'));
const compose = (name: string) => composeProject(join(project.dist, 'compose', name));

async function manifold(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await project.manifold(args);
  if (code !== 0) throw new Error(stderr);
}

function layer(index: number): string {
  const ports = { http: 18080, https: 18443, prometheus: 19090, grafana: 13300 };
  const components = { backend: 23000, 'frontend-admin': 23001, 'frontend-member': 23002 };
  const shifted = Object.fromEntries(Object.entries(components).map(([name, port]) => [name, port + 10 * index]));
  const settings = { subnet: `172.${28 + index}.0.0/16`, ports: { ...ports, components: shifted } };
  return `compose: ${JSON.stringify(settings)}\n`;
}

beforeAll(async () => {
  await loadImages();
  const base = readFileSync(join(project.folder, 'envs', 'e2e.yaml'), 'utf8');
  const app = join(project.folder, 'app.yaml');
  // Both stand for one environment, so the names inside of the database have to be the same.
  writeFileSync(app, readFileSync(app, 'utf8').replace('pfm_community_${environment.name}', 'moved'));
  ENVIRONMENTS.forEach((name, index) => {
    writeFileSync(join(project.folder, 'envs', `${name}.yaml`), `${base}\n${layer(index)}`);
  });
  buildSync({
    entryPoints: [join(__dirname, 'support', 'migrate-child.ts')],
    bundle: true,
    platform: 'node',
    outfile: child,
    logLevel: 'error',
    nodePaths: [join(__dirname, '..', '..', 'node_modules')],
  });
  await manifold('synth');
  for (const name of ENVIRONMENTS) {
    await manifold('secrets', 'ensure', name, '--method', 'compose');
    await compose(name).run('up', '--detach', '--wait', '--wait-timeout', '120');
  }
}, 300_000);

afterAll(async () => {
  for (const name of ENVIRONMENTS) await compose(name).try('--profile', '*', 'down', '--volumes', '--timeout', '5');
  project.remove();
}, 120_000);

/** After the images were loaded and the first tests are over, before the last ones. */
const SOON_MS = 150_000;
const start = Date.now();
const data = (place: Place) => dataOf(place, start + SOON_MS + 1000);
const ALL = ['backend', 'frontend-admin', 'frontend-member'];

/** Runs a migration in a process of its own; with `killAt` that gets SIGKILL some milliseconds after this line. */
function move(from: Place, to: Place, killAt?: { readonly line: string; readonly after: number }) {
  const task: MigrateTask = {
    project: project.folder,
    environment: 'hmovea',
    source: [COMPOSE[from], from satisfies Method],
    target: [COMPOSE[to], to satisfies Method],
  };
  const started = spawn(execPath, [child, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let isKilled = false;
  started.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
    if (killAt === undefined || isKilled || !stdout.includes(` ${killAt.line}\n`)) return;
    isKilled = true;
    setTimeout(() => started.kill('SIGKILL'), killAt.after);
  });
  started.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>((settle) => {
    started.on('close', (code, signal) => settle({ code, signal, stdout, stderr }));
  });
}

/** Seconds of each step, from the lines of progress. */
function times(stdout: string): string {
  const lines = stdout.split('\n').flatMap((line) => {
    const [, at, what] = /^(\d{13}) (.*)$/.exec(line) ?? [];
    return at === undefined || what === undefined ? [] : [{ at: Number(at), what }];
  });
  return lines
    .slice(0, -1)
    .map(({ at, what }, index) => `${what} ${(((lines[index + 1]?.at ?? at) - at) / 1000).toFixed(1)} s`)
    .join(', ');
}

async function moved(from: Place, to: Place): Promise<string> {
  const result = await move(from, to);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  process.stderr.write(`${from} -> ${to}: ${times(result.stdout)}\n`);
  return result.stdout;
}

test('data are there and the target is empty', async () => {
  await psql('compose', ROWS);
  const answer = await redis('compose', ['--pipe'], keys(start + SOON_MS));
  expect(answer).toContain('errors: 0');
  expect(Number((await redis('compose', ['dbsize'])).trim())).toBe(4001);
}, 120_000);

test('a kill during the dump, and during the restore, loses nothing; then it goes on to the end', async () => {
  const before = await data('compose');
  for (const [line, after] of [
    ['freeze', 100],
    ['dump postgres', 150],
    ['dump redis', 100],
    ['restore postgres', 500],
    ['restore redis', 100],
    ['verify', 200],
  ] as const) {
    const killed = await move('compose', 'kubernetes', { line, after });
    expect({ line, signal: killed.signal, stderr: killed.stderr }).toEqual({ line, signal: 'SIGKILL', stderr: '' });
    expect(await data('compose')).toBe(before);
    expect(journal()).toMatchObject({ state: 'moving' });
    for (const name of dumps()) expect(statSync(join(folder, 'migration', name)).mode & 0o777).toBe(0o600);
  }
  expect(dumps()).toEqual(['postgres.dump', 'redis.dump']);
  const output = await moved('compose', 'kubernetes');
  const password = readFileSync(join(project.folder, '.secrets', 'hmovea', 'postgres', 'password'), 'utf8').trim();
  expect(output + readFileSync(join(folder, 'migration.json'), 'utf8')).not.toContain(password);
  expect(await data('kubernetes')).toBe(before);
  expect(await data('compose')).toBe(before);
  expect(await componentsOf('compose')).toEqual([]);
  expect(await componentsOf('kubernetes')).toEqual(ALL);
  expect(journal()).toMatchObject({ state: 'finished', from: 'compose', to: 'kubernetes' });
  expect(readdirSync(folder)).toEqual(['migration.json']);
}, 300_000);

test('every kind of difference is seen', async () => {
  const facts = async (name: string) => {
    const store = storesOf(model().backingServices).stores.find((each) => each.name === name);
    const both = await store?.compare(
      { role: 'source', running: runnings.compose },
      { role: 'target', running: runnings.kubernetes },
    );
    return both === undefined ? ['no store'] : differences(both.source, both.target).map(({ fact }) => fact);
  };
  expect(await facts('postgres')).toEqual([]);
  await psql(
    'kubernetes',
    `update app.members set score = score + 1e-9 where id = 7; select setval('app.members_id_seq', 99999);
    delete from "odd ""Schema"."a Table; --" where n is null; create table app.more (); select lo_unlink(max(oid)) from pg_largeobject_metadata;`,
  );
  expect(await facts('postgres')).toEqual([
    'large objects',
    'sequence app.members_id_seq',
    'table "odd ""Schema"."a Table; --"',
    'table app.members',
    'table app.more',
  ]);
  await psql(
    'kubernetes',
    `update app.members set score = id / 7.0 where id = 7; select setval('app.members_id_seq', 40001); drop table app.more;
    insert into "odd ""Schema"."a Table; --" values (null, '', '{}', 'NaN'); select lo_from_bytea(0, '\\xdeadbeef00');`,
  );
  await redis('kubernetes', ['-n', '0', 'xack', 'stream', 'group', '1-1']);
  await redis('kubernetes', ['-n', '1', 'eval', TOUCH, '0', 'hash', 'HSET']);
  await redis('kubernetes', ['-n', '2', 'eval', TOUCH, '0', 'zset', 'PEXPIREAT']);
  expect(await facts('redis')).toEqual(['database 0', 'database 1', 'database 2']);
}, 120_000);

test('what was moved outlives a crash of the target, and what the environment writes since comes back', async () => {
  const before = await data('kubernetes');
  await sleep(1500);
  await runnings.kubernetes.restart('redis');
  await runnings.kubernetes.restart('postgres');
  expect(await data('kubernetes')).toBe(before);
  await psql(
    'kubernetes',
    `insert into app.members (name) values ('later'); drop view app.count_of_members;
    create view app.count_of_members as select count(*) from app.members`,
  );
  await redis('kubernetes', ['set', 'later', 'yes']);
  const later = await data('kubernetes');
  expect(later).not.toBe(before);
  await moved('kubernetes', 'compose');
  expect(await data('compose')).toBe(later);
  expect(await componentsOf('compose')).toEqual(ALL);
  expect(await componentsOf('kubernetes')).toEqual([]);
}, 300_000);

test('a place that somebody has written into is not overwritten', async () => {
  await psql('kubernetes', `insert into app.members (name) values ('mine')`);
  const result = await move('compose', 'kubernetes');
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('postgres: the target (kubernetes) holds data already'),
  });
  expect(await componentsOf('compose')).toEqual(ALL);
  expect(journal()).toMatchObject({ state: 'finished', from: 'kubernetes', to: 'compose' });
}, 120_000);

test('dumps were readable by their owner alone, and are gone', () => {
  expect(existsSync(join(folder, 'migration'))).toBe(false);
  expect(statSync(join(folder, 'migration.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, '..', '.gitignore'), 'utf8')).toBe('*\n');
});
