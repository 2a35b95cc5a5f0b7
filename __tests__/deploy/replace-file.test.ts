import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { replaceFile } from '../../deploy/replace-file';

// No process has a number as high as this one.
const ENDED = 2 ** 22 + 1;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-replace-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a file is replaced as a whole, and told when it is as it was', () => {
  const file = join(folder, 'journal.json');
  expect(replaceFile(file, 'one')).toBe(true);
  expect(replaceFile(file, 'one')).toBe(false);
  expect(replaceFile(file, 'two')).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('two');
});

test('what a run that was killed has left goes, and nothing of one that runs or of another file', () => {
  const others = [`journal.json.tmp-${process.ppid}`, `other.json.tmp-${ENDED}`, 'journal.json.tmp-mine'];
  for (const name of [...others, `journal.json.tmp-${ENDED}`]) writeFileSync(join(folder, name), '');
  replaceFile(join(folder, 'journal.json'), 'one');
  expect(readdirSync(folder).sort()).toEqual(['journal.json', ...others].sort());
});
