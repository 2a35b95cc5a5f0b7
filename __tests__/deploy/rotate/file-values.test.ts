import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FileValues } from '../../../deploy/rotate/file-values';
import { forgetOldValue, stageValue, switchValue, valuesOf } from '../../../deploy/rotate/values';

const KEY = { secret: 'db', key: 'password', bytes: 32, readers: [], runs: [] };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-values-'));
  mkdirSync(join(folder, 'db'));
  file = join(folder, 'db', 'password');
  writeFileSync(file, 'a-longer-old-value-that-somebody-gave-by-hand', { mode: 0o644 });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a value is staged, switched and forgotten, and the file stays the one that is mounted', async () => {
  const store = new FileValues(folder);
  const { ino } = statSync(file);
  await stageValue(store, KEY);
  const staged = readFileSync(`${file}.next`, 'utf8');
  expect(staged).toMatch(/^[\w-]{43}$/);
  await stageValue(store, KEY);
  expect(readFileSync(`${file}.next`, 'utf8')).toBe(staged);
  await switchValue(store, KEY);
  expect(readFileSync(file, 'utf8')).toBe(staged);
  expect(statSync(file).ino).toBe(ino);
  expect(existsSync(`${file}.next`)).toBe(false);
  expect((await valuesOf(store, KEY)).previous).toMatch(/^a-longer-old-value/);
  await forgetOldValue(store, KEY);
  expect(await valuesOf(store, KEY)).toEqual({ current: staged });
});

test('a switch that was cut short in the middle of a file is made good', async () => {
  const store = new FileValues(folder);
  await stageValue(store, KEY);
  const staged = readFileSync(`${file}.next`, 'utf8');
  const old = readFileSync(file, 'utf8');
  writeFileSync(`${file}.previous`, old);
  writeFileSync(file, `${staged.slice(0, 10)}${old.slice(10)}`);
  await switchValue(store, KEY);
  expect(await valuesOf(store, KEY)).toEqual({ current: staged, previous: old });
});

test('nothing is written through a symbolic link', async () => {
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'kept');
  rmSync(file);
  symlinkSync(elsewhere, file);
  const write = new FileValues(folder).write('db', new Map([['password', 'new']]));
  await expect(write).rejects.toThrow('is a symbolic link');
  expect(readFileSync(elsewhere, 'utf8')).toBe('kept');
});
