import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { ensureSecrets } from '../../../deploy/secrets/ensure';
import { FileStore } from '../../../deploy/secrets/file-store';
import { exampleModel } from './models';

const model = exampleModel();
const environment = model.environment.name;
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'manifold-secrets-'));
});

afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

function pathOf(...names: readonly string[]): string {
  return join(project, '.secrets', environment, ...names);
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test('writes files that only the owner reads, without a newline, and a second run changes nothing', async () => {
  await ensureSecrets(model, new FileStore(project), new Map([['api/token', 'a b\nc']]));
  expect(readFileSync(pathOf('api', 'token'), 'utf8')).toBe('a b\nc');
  const signing = readFileSync(pathOf('api', 'signing'), 'utf8');
  expect(signing).toMatch(/^[A-Za-z0-9_-]{64}$/);
  expect(modeOf(join(project, '.secrets'))).toBe('700');
  expect(modeOf(pathOf())).toBe('700');
  expect(modeOf(pathOf('api'))).toBe('700');
  expect(modeOf(pathOf('api', 'signing'))).toBe('600');
  const again = await ensureSecrets(model, new FileStore(project), new Map());
  expect(again.map(({ action }) => action)).toEqual(['kept', 'kept', 'unused', 'kept']);
  expect(readFileSync(pathOf('api', 'signing'), 'utf8')).toBe(signing);
  expect(readdirSync(pathOf('api')).sort()).toEqual(['signing', 'token']);
});

test('files may be open to a container with another user, inside of folders that are closed, under any umask', async () => {
  mkdirSync(pathOf(), { recursive: true, mode: 0o755 });
  const before = process.umask(0o077);
  try {
    await ensureSecrets(model, new FileStore(project, { fileMode: 0o644 }), new Map());
  } finally {
    process.umask(before);
  }
  expect(modeOf(pathOf('api', 'signing'))).toBe('644');
  expect([modeOf(join(project, '.secrets')), modeOf(pathOf()), modeOf(pathOf('api'))]).toEqual(['700', '700', '700']);
});

test('git ignores the folder, whatever the project ignores', async () => {
  execFileSync('git', ['init', '--quiet', project]);
  await ensureSecrets(model, new FileStore(project), new Map());
  const status = spawnSync('git', ['-C', project, 'status', '--porcelain', '--untracked-files=all'], {
    encoding: 'utf8',
  });
  expect(status.stdout).toBe('');
});

test('of runs at the same time one wins each key, and all see the same value', async () => {
  const runs = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      ensureSecrets(model, new FileStore(project), new Map([['api/token', `value ${index}`]])),
    ),
  );
  const winners = (key: string, action: string) =>
    runs.filter((run) => run.some((one) => one.key === key && one.action === action)).length;
  expect(winners('signing', 'generated')).toBe(1);
  expect(winners('token', 'provided')).toBe(1);
  expect(winners('password', 'generated')).toBe(1);
  const winner = runs.findIndex((run) => run.some((one) => one.key === 'token' && one.action === 'provided'));
  expect(readFileSync(pathOf('api', 'token'), 'utf8')).toBe(`value ${winner}`);
});

test('a store that has read before another wrote keeps what the other wrote', async () => {
  const store = new FileStore(project);
  const rival = new FileStore(project);
  // Both have read that nothing exists before either writes.
  const [mine, theirs] = [await store.read(model), await rival.read(model)];
  expect([mine.secrets.size, theirs.secrets.size]).toEqual([0, 0]);
  expect(await store.add(model, 'api', new Map([['token', 'first']]))).toEqual(new Set());
  const second = new Map([
    ['token', 'second'],
    ['spare', 'new'],
  ]);
  expect(await rival.add(model, 'api', second)).toEqual(new Set(['token']));
  expect(readFileSync(pathOf('api', 'token'), 'utf8')).toBe('first');
  expect(readFileSync(pathOf('api', 'spare'), 'utf8')).toBe('new');
});

test('of processes at the same time exactly one wins, and its value is there whole', async () => {
  const script = join(project, 'child.cjs');
  const entry = join(__dirname, 'ensure-child.ts');
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', outfile: script, logLevel: 'error' });
  const startAt = String(Date.now() + 1500);
  const values = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(100_000));
  const children = values.map((value) =>
    promisify(execFile)(execPath, [
      script,
      project,
      startAt,
      value,
      JSON.stringify({ environment: { name: environment } }),
    ]),
  );
  const outcomes = (await Promise.all(children)).map(({ stdout }) => stdout);
  expect([...outcomes].sort()).toEqual(['lost', 'lost', 'lost', 'lost', 'lost', 'won']);
  expect(readFileSync(pathOf('api', 'token'), 'utf8') === values[outcomes.indexOf('won')]).toBe(true);
  expect(readdirSync(pathOf('api'))).toEqual(['token']);
});

test.each([
  ['.secrets', []],
  ['folder of the environment', [environment]],
  ['folder of a secret', [environment, 'api']],
])('a symbolic link in place of the %s is refused, also one that leads nowhere', async (_, names) => {
  const outside = mkdtempSync(join(tmpdir(), 'manifold-outside-'));
  try {
    for (const target of [outside, join(outside, 'missing')]) {
      const link = join(project, '.secrets', ...names);
      rmSync(join(project, '.secrets'), { recursive: true, force: true });
      mkdirSync(join(link, '..'), { recursive: true });
      symlinkSync(target, link);
      await expect(ensureSecrets(model, new FileStore(project), new Map())).rejects.toThrow('is a symbolic link');
    }
    expect(readdirSync(outside)).toEqual([]);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

test('an empty file is kept and said, and a file in place of a folder is an error of the user', async () => {
  mkdirSync(pathOf('api'), { recursive: true });
  writeFileSync(pathOf('api', 'token'), '');
  const result = await ensureSecrets(model, new FileStore(project), new Map());
  expect(result[1]).toEqual({ secret: 'api', key: 'token', action: 'kept', note: 'the value is empty' });
  rmSync(pathOf('api'), { recursive: true });
  writeFileSync(pathOf('api'), '');
  await expect(ensureSecrets(model, new FileStore(project), new Map())).rejects.toThrow('is not a folder');
});

test('a known volume without a password is refused', async () => {
  const volumes = async () => new Map([['postgres', { name: 'example_postgres' }]]);
  await expect(ensureSecrets(model, new FileStore(project, { volumes }), new Map())).rejects.toMatchObject({
    issues: [{ path: 'postgres/password' }],
  });
  expect(readdirSync(project)).toEqual([]);
});
