import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { checkArtifacts, writeArtifacts } from '../../emit/write';
import { UserError } from '../../lib/errors';
import { generationOf } from '../support/write-child';
import { leftovers, makeWorkshop, readTree, treeOf } from '../support/write-runs';

let workshop: ReturnType<typeof makeWorkshop>;
let dist: string;
let count = 0;

beforeAll(() => {
  workshop = makeWorkshop();
});
afterAll(() => workshop.remove());
beforeEach(() => {
  count += 1;
  dist = join(workshop.folder, `case-${count}`, 'dist');
});

const file = (path: string, content = path) => ({ path, content });

describe('writing', () => {
  test('makes the folder and those above it, and says what it did', () => {
    const result = writeArtifacts(dist, [file('b/c.yaml'), file('a.yaml')]);
    expect(result).toEqual({ written: ['a.yaml', 'b/c.yaml'], unchanged: [], removed: [] });
    expect(readTree(dist)).toEqual({
      '.manifold-files': 'a.yaml\nb/c.yaml\n',
      'a.yaml': 'a.yaml',
      'b/c.yaml': 'b/c.yaml',
    });
    expect(leftovers(dist)).toEqual([]);
  });

  test('touches nothing when nothing differs', () => {
    writeArtifacts(dist, [file('a'), file('b')]);
    const before = fs.statSync(dist).ino;
    expect(writeArtifacts(dist, [file('b'), file('a')])).toEqual({ written: [], unchanged: ['a', 'b'], removed: [] });
    expect(fs.statSync(dist).ino).toBe(before);
  });

  test('leaves an unchanged file as it is beside a changed one', () => {
    writeArtifacts(dist, [file('a'), file('b')]);
    const before = fs.statSync(join(dist, 'a'));
    expect(writeArtifacts(dist, [file('a'), file('b', 'new')])).toEqual({
      written: ['b'],
      unchanged: ['a'],
      removed: [],
    });
    const after = fs.statSync(join(dist, 'a'));
    expect([after.ino, after.mtimeMs, after.nlink]).toEqual([before.ino, before.mtimeMs, 1]);
  });

  test('removes files of its own that are no longer wanted, with the folders that held nothing else', () => {
    writeArtifacts(dist, [file('a'), file('old/deep/b'), file('mixed/c')]);
    fs.writeFileSync(join(dist, 'mixed', 'mine'), 'mine');
    expect(writeArtifacts(dist, [file('a')]).removed).toEqual(['mixed/c', 'old/deep/b']);
    expect(fs.readdirSync(dist).sort()).toEqual(['.manifold-files', 'a', 'mixed']);
    expect(fs.readdirSync(join(dist, 'mixed'))).toEqual(['mine']);
  });

  test('a file may become a folder, and a folder a file', () => {
    writeArtifacts(dist, [file('a'), file('b/c')]);
    writeArtifacts(dist, [file('a/d'), file('b')]);
    expect(readTree(dist)).toEqual({ '.manifold-files': 'a/d\nb\n', 'a/d': 'a/d', b: 'b' });
  });

  test('works in a folder that another program emptied or removed', () => {
    writeArtifacts(dist, [file('a')]);
    fs.rmSync(dist, { recursive: true });
    expect(writeArtifacts(dist, [file('a')]).written).toEqual(['a']);
    fs.rmSync(dist, { recursive: true });
    fs.mkdirSync(dist);
    expect(writeArtifacts(dist, [file('a')]).written).toEqual(['a']);
  });

  test('the list of files is nothing that kubectl reads', () => {
    writeArtifacts(dist, [file('a.yaml')]);
    expect(fs.readdirSync(dist).filter((name) => /\.(ya?ml|json)$/.test(name))).toEqual(['a.yaml']);
  });

  test('a list of files that somebody changed cannot reach outside', () => {
    writeArtifacts(dist, [file('a')]);
    const outside = join(dist, '..', 'outside');
    fs.writeFileSync(outside, 'x');
    fs.writeFileSync(join(dist, '.manifold-files'), '../outside\n/etc/hostname\na\n');
    expect(writeArtifacts(dist, [file('b')]).removed).toEqual(['a']);
    expect(fs.readFileSync(outside, 'utf8')).toBe('x');
  });
});

describe('what others put into the folder', () => {
  test('survives with its mode, its time and its links', () => {
    writeArtifacts(dist, [file('a'), file('sub/b')]);
    fs.mkdirSync(join(dist, 'empty'));
    fs.mkdirSync(join(dist, 'sub', 'mine'));
    fs.writeFileSync(join(dist, 'sub', 'mine', 'run.sh'), '#!/bin/sh\n', { mode: 0o750 });
    fs.symlinkSync('/nonexistent', join(dist, 'link'));
    fs.chmodSync(join(dist, 'sub', 'mine'), 0o555);
    writeArtifacts(dist, [file('a', 'new')]);
    expect(fs.readdirSync(dist).sort()).toEqual(['.manifold-files', 'a', 'empty', 'link', 'sub']);
    expect(fs.readlinkSync(join(dist, 'link'))).toBe('/nonexistent');
    expect(fs.statSync(join(dist, 'sub', 'mine')).mode & 0o777).toBe(0o555);
    expect(fs.statSync(join(dist, 'sub', 'mine', 'run.sh')).mode & 0o777).toBe(0o750);
    expect(leftovers(dist)).toEqual([]);
  });

  test('is refused where an artifact must go, and nothing is changed', () => {
    fs.mkdirSync(join(dist, 'folder'), { recursive: true });
    fs.writeFileSync(join(dist, 'folder', 'x'), 'mine');
    fs.writeFileSync(join(dist, 'file'), 'mine');
    const before = readTree(dist);
    const artifacts = [file('folder'), file('file/x'), file('folder/x'), file('other')];
    expect(() => writeArtifacts(dist, artifacts.slice(0, 2))).toThrow(UserError);
    expect(() => writeArtifacts(dist, artifacts.slice(2))).toThrow(/folder\/x was not written by this tool/);
    expect(readTree(dist)).toEqual(before);
    expect(leftovers(dist)).toEqual([]);
  });

  test('is taken over when it is what would be written', () => {
    fs.mkdirSync(dist, { recursive: true });
    fs.writeFileSync(join(dist, 'a'), 'a');
    expect(writeArtifacts(dist, [file('a')]).unchanged).toEqual(['a']);
    expect(writeArtifacts(dist, []).removed).toEqual(['a']);
  });
});

describe('links', () => {
  test('an output folder that is a link is refused', () => {
    const elsewhere = join(dist, '..', 'elsewhere');
    fs.mkdirSync(elsewhere, { recursive: true });
    fs.symlinkSync(elsewhere, dist);
    expect(() => writeArtifacts(dist, [file('a')])).toThrow(/is a symbolic link/);
    expect(() => checkArtifacts(dist, [file('a')])).toThrow(/is a symbolic link/);
    expect(fs.readdirSync(elsewhere)).toEqual([]);
  });

  test('a link in the way of an artifact is refused', () => {
    const elsewhere = join(dist, '..', 'elsewhere');
    fs.mkdirSync(elsewhere, { recursive: true });
    fs.mkdirSync(dist);
    fs.symlinkSync(elsewhere, join(dist, 'helm'));
    expect(() => writeArtifacts(dist, [file('helm/a')])).toThrow(UserError);
    expect(fs.readdirSync(elsewhere)).toEqual([]);
  });

  test('one of our files that was replaced by a link is written again, not through the link', () => {
    writeArtifacts(dist, [file('a')]);
    const elsewhere = join(dist, '..', 'elsewhere');
    fs.writeFileSync(elsewhere, 'a');
    fs.rmSync(join(dist, 'a'));
    fs.symlinkSync(elsewhere, join(dist, 'a'));
    expect(checkArtifacts(dist, [file('a')]).stale).toEqual(['a']);
    writeArtifacts(dist, [file('a')]);
    expect(fs.lstatSync(join(dist, 'a')).isFile()).toBe(true);
  });
});

describe('paths', () => {
  const longName = 'x'.repeat(256);
  test.each([
    ...[
      '',
      '/etc/passwd',
      '..',
      '../x',
      'a/../../x',
      'a/..',
      '.',
      './a',
      'a/./b',
      'a//b',
      'a/',
      'a\\b',
      'C:\\x',
      'C:x',
    ],
    ...['con', 'CON.yaml', 'a/nul', 'lpt1.txt', 'a\0b', 'a\nb', 'a\u2028b', 'a\ud800', 'a.', 'a ', 'a*', longName],
    '.manifold-files',
  ])('%j is refused', (path) => {
    expect(() => writeArtifacts(dist, [file('good'), file(path)])).toThrow(UserError);
    expect(fs.existsSync(dist)).toBe(false);
  });

  test.each([[['a', 'a']], [['a/B', 'a/b']], [['a', 'a/b']], [['a/b/c', 'A/b']], [['\u00e9', 'e\u0301']]])(
    '%j cannot stand together',
    (paths) => {
      expect(() =>
        writeArtifacts(
          dist,
          paths.map((path) => file(path)),
        ),
      ).toThrow(UserError);
    },
  );

  test('all bad paths are named at once', () => {
    const attempt = () => writeArtifacts(dist, [file('../x'), file('/y'), file('ok'), file('OK')]);
    expect(attempt).toThrow(/"\.\.\/x".*\n.*"\/y".*\n.*"OK" and "ok"/);
  });

  test.each(['_helpers.tpl', '.helmignore', 'a b', 'content', 'console.yaml', 'über/日本'])('%j is fine', (path) => {
    expect(writeArtifacts(dist, [file(path)]).written).toEqual([path]);
  });

  test('the working folder and those above it are no output folder', () => {
    for (const folder of ['.', '..', '/', process.cwd()]) {
      expect(() => writeArtifacts(folder, [file('a')])).toThrow(/holds the working folder/);
    }
  });
});

describe('checkArtifacts', () => {
  test('names what is stale, missing and extra, and changes nothing', () => {
    writeArtifacts(dist, [file('a'), file('b'), file('c/d')]);
    fs.writeFileSync(join(dist, 'foreign'), 'x');
    const before = readTree(dist);
    const result = checkArtifacts(dist, [file('a', 'other'), file('b'), file('e')]);
    expect(result).toEqual({ stale: ['a'], missing: ['e'], extra: ['c/d'] });
    expect(readTree(dist)).toEqual(before);
  });

  test('is empty after a write, and names everything where there is no output', () => {
    const artifacts = generationOf({ generation: '1' });
    writeArtifacts(dist, artifacts);
    expect(readTree(dist)).toEqual(treeOf({ generation: '1' }));
    expect(checkArtifacts(dist, artifacts)).toEqual({ stale: [], missing: [], extra: [] });
    expect(checkArtifacts(`${dist}-none`, [file('a')])).toEqual({
      stale: [],
      missing: ['.manifold-files', 'a'],
      extra: [],
    });
  });
});
