import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { REPOSITORY } from '../support/command-line';

let folder: string;
let bundle: string;
let code: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'));
  bundle = join(folder, 'program.cjs');
  code = join(folder, 'program.code');
});

afterEach(() => rmSync(folder, { recursive: true }));

function runs(text: string): string {
  writeFileSync(bundle, text);
  const program = join(REPOSITORY, 'tools', 'compile.cjs');
  return execFileSync(execPath, [program, bundle, code, 'word'], { encoding: 'utf8' });
}

test('a program sees the arguments, the name and the folder it would see without kept code', () => {
  const text =
    '//1\nconsole.log(JSON.stringify([process.argv.slice(1), __filename, __dirname, typeof require("fs").read]));';
  expect(JSON.parse(runs(text))).toEqual([[bundle, 'word'], bundle, folder, 'function']);
});

test('what is compiled in the first run is used in the second', () => {
  const text = '//1\nfunction f() { return "one"; }\nconsole.log(f());';
  expect(runs(text)).toBe('one\n');
  const kept = statSync(code);
  expect(runs(text)).toBe('one\n');
  expect(statSync(code).ino).toBe(kept.ino);
});

test('code of another text of the same length is made anew', () => {
  expect(runs('//1\nconsole.log("one");')).toBe('one\n');
  expect(runs('//2\nconsole.log("two");')).toBe('two\n');
  expect(readFileSync(code, 'latin1').slice(0, 4)).toBe('//2\n');
});

test('code that is broken, or cannot be written, changes nothing but the time', () => {
  const text = '//1\nconsole.log("one");';
  writeFileSync(code, '//1\nno code');
  expect(runs(text)).toBe('one\n');
  expect(statSync(code).size).toBeGreaterThan(100);
  code = join(folder, 'nowhere', 'program.code');
  expect(runs(text)).toBe('one\n');
});
