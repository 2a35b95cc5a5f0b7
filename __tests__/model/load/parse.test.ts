import { performance } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../../model/load/parse';
import { keyPosition, nodeAt, toPlain, valuePosition } from '../../../model/load/tree';

function plain(source: string): unknown {
  const { root, issues } = parseYaml(source, 'a.yaml');
  expect(issues).toEqual([]);
  return toPlain(root);
}

function codes(source: string): [string, number | undefined, number | undefined][] {
  return parseYaml(source, 'a.yaml').issues.map(({ code, position }) => [code, position?.line, position?.column]);
}

describe('a plain scalar is a number or a boolean only when it prints back as it was written', () => {
  test.each([
    ['3000', 3000],
    ['-1', -1],
    ['0.5', 0.5],
    ['true', true],
    ['false', false],
    ['~', null],
    ['null', null],
    ['0755', '0755'],
    ['0o14', '0o14'],
    ['0x1F', '0x1F'],
    ['1e3', '1e3'],
    ['1_000', '1_000'],
    ['1.30', '1.30'],
    ['1.0', '1.0'],
    ['+1', '+1'],
    ['.5', '.5'],
    ['.inf', '.inf'],
    ['12345678901234567890', '12345678901234567890'],
    ['1234567890123', 1234567890123],
    ['no', 'no'],
    ['on', 'on'],
    ['True', 'True'],
    ['2026-01-01', '2026-01-01'],
    ['12:30:45', '12:30:45'],
    ["'3000'", '3000'],
    ['"true"', 'true'],
  ])('%s', (written, value) => {
    expect(plain(`a: ${written}\n`)).toEqual({ a: value });
  });
});

describe('places', () => {
  const { root } = parseYaml('# head\na:\n  b: "x"\n  c: [1, two]\n  d: |\n    text\ne: {f: 1}\n', 'a.yaml');
  test.each([
    [['a'], 'key', 2, 1],
    [['a', 'b'], 'key', 3, 3],
    [['a', 'b'], 'value', 3, 6],
    [['a', 'c', 1], 'value', 4, 10],
    [['e', 'f'], 'key', 7, 5],
    [['e', 'f'], 'value', 7, 8],
    [['a', 'gone', 'deeper'], 'value', 2, 1],
  ] as const)('%j, its %s', (path, of, line, column) => {
    const position = of === 'key' ? keyPosition(root, path) : valuePosition(root, path);
    expect(position).toEqual({ file: 'a.yaml', line, column });
  });

  test('are those of the file, with Windows line ends and a byte order mark too', () => {
    const windows = parseYaml('\ufeffa: 1\r\nb: 2\r\n', 'a.yaml').root;
    expect(valuePosition(windows, ['b'])).toEqual({ file: 'a.yaml', line: 2, column: 4 });
  });
});

describe('what is refused, and where', () => {
  test.each([
    ['a: 1\na: 2\n', 'duplicate-key', 2, 1],
    ['a: {b: 1, b: 2}\n', 'duplicate-key', 1, 11],
    ['__proto__: {x: 1}\n', 'reserved-key', 1, 1],
    ['a:\n  constructor: 1\n', 'reserved-key', 2, 3],
    ['a: !!binary aGk=\n', 'yaml-tag', 1, 4],
    ['a: !!set [b]\n', 'yaml-tag', 1, 4],
    ['a: !!map {b: 1}\n', 'yaml-tag', 1, 4],
    ['!own\na: 1\n', 'yaml-tag', 1, 1],
    ['%TAG !e! tag:e.test,2026:\n---\na: !e!x 1\n', 'yaml-tag', 3, 4],
    ['a: &a [*a]\n', 'yaml-alias', 1, 9],
    ['a: \tb\n\tc: 1\n', 'yaml-syntax', 2, 1],
    ['a: *nowhere\n', 'yaml-alias', 1, 5],
    ['a: 1\n---\nb: 2\n', 'yaml-documents', 1, 1],
    ['? [a, b]\n: 1\n', 'yaml-key', 1, 3],
    ['a: "\\0"\n', 'text-nul', 1, 4],
    ['a: "\\ud800"\n', 'text-surrogate', 1, 4],
    ['a: [1\nb: 2\n', 'yaml-syntax', 2, 1],
  ])('%j', (source, code, line, column) => {
    expect(codes(source)).toContainEqual([code, line, column]);
  });

  test('a key never reaches a prototype', () => {
    parseYaml('__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}\n', 'a.yaml');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('anchors', () => {
  test('are the value they stand for', () => {
    expect(plain('a: &x {n: 1}\nb: *x\n')).toEqual({ a: { n: 1 }, b: { n: 1 } });
  });

  test('cannot blow a small file up', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 60; i++)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
    const source = `${lines.join('\n')}\n`;
    const before = { heap: memoryUsage().heapUsed, time: performance.now() };
    const { root, isReadable, issues } = parseYaml(source, 'a.yaml');
    // Of the 10^60 values that the file stands for, none is made; the bounds leave room for a slow machine.
    expect(performance.now() - before.time).toBeLessThan(1000);
    expect(memoryUsage().heapUsed - before.heap).toBeLessThan(50 * 2 ** 20);
    expect(issues.map(({ code }) => code)).toEqual(['yaml-size']);
    expect({ isReadable, root: toPlain(root) }).toEqual({ isReadable: false, root: {} });
  });

  test('cannot blow it up by layers of maps either', () => {
    const lines = ['a0: &a0 {x: 1}'];
    for (let i = 1; i < 40; i++) lines.push(`a${i}: &a${i} {l: *a${i - 1}, r: *a${i - 1}}`);
    expect(parseYaml(`${lines.join('\n')}\n`, 'a.yaml').issues.map(({ code }) => code)).toEqual(['yaml-size']);
  });
});

test.each([
  ['lists', '['],
  ['maps', '{a: '],
  ['blocks', '- '],
])('a hundred thousand %s inside each other are a syntax error, not an overflow', (_what, open) => {
  expect(parseYaml(`a: ${open.repeat(100_000)}`, 'a.yaml').issues.map(({ code }) => code)).toEqual(['yaml-syntax']);
});

test.each(['', '\n', '# only a comment\n', '---\n'])('an empty file %j is an empty map', (source) => {
  expect(plain(source)).toEqual({});
});

test('an empty value is null, at the end of its key', () => {
  const { root } = parseYaml('a:\nb: 1\n', 'a.yaml');
  expect(nodeAt(root, ['a'])).toMatchObject({ value: null, position: { line: 1, column: 2 } });
});
