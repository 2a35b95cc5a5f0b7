import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadAll, YAML11_SCHEMA } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { toYaml, toYamlDocuments } from '../../emit/yaml';
import { UserError } from '../../lib/errors';
import { findTestTool } from '../../tools/find';
import { hostileStrings, impossibleStrings } from '../support/hostile-strings';

type Reader = (stream: string) => unknown[];

const oracle = findTestTool('yaml-oracle');
const testOracle = oracle === undefined ? test.skip : test;
const reason = oracle === undefined ? ' (skipped: yaml-oracle is not installed, run "npm run tools")' : '';

const yamlPackage =
  (version: '1.1' | '1.2'): Reader =>
  (stream) =>
    parseAllDocuments(stream, { version }).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    });

const readByKubernetes: Reader = (stream) => {
  const result = spawnSync(oracle ?? '', { input: stream, encoding: 'utf8', maxBuffer: 1 << 28 });
  expect(result.stderr).toBe('');
  return result.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

const readers: [string, Reader][] = [
  ['yaml 1.2', yamlPackage('1.2')],
  ['yaml 1.1', yamlPackage('1.1')],
  ['js-yaml 1.2', (stream) => loadAll(stream)],
  ['js-yaml 1.1', (stream) => loadAll(stream, { schema: YAML11_SCHEMA })],
];

/** Every place that a text can take: a value, an item, at two depths, a key of a scalar, of a map and of a list. */
function everyPlace(text: string): unknown[] {
  const key = Object.fromEntries([[text, 'x']]);
  return [
    { deep: { deeper: [{ a: text, b: text }] }, list: [text, [text]], value: text },
    { keys: [key, Object.fromEntries([[text, { a: text }]]), Object.fromEntries([[text, [text]]])] },
    [text, text],
  ];
}

/** As JSON, because Jest's comparison stumbles over keys such as `constructor`, and does not look at the order of keys. */
const asJson = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value));

const hostileDocuments = hostileStrings.flatMap(everyPlace);

describe('every hostile string comes back byte for byte', () => {
  const stream = toYamlDocuments(hostileDocuments);

  test('there are at least 82 of them, each once', () => {
    expect(hostileStrings.length).toBeGreaterThanOrEqual(82);
    expect(new Set(hostileStrings).size).toBe(hostileStrings.length);
  });

  test.each(readers)('through %s', (_name, read) => {
    expect(asJson(read(stream))).toEqual(asJson(hostileDocuments));
  });

  test.each(readers)('alone in a document through %s', (_name, read) => {
    expect(read(toYamlDocuments(hostileStrings))).toEqual(hostileStrings);
  });

  testOracle(`through the parser of Kubernetes${reason}`, () => {
    expect(asJson(readByKubernetes(stream))).toEqual(asJson(hostileDocuments));
    expect(readByKubernetes(toYamlDocuments(hostileStrings))).toEqual(hostileStrings);
  });
});

describe('arbitrary values', () => {
  const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isWritable));
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0')),
    fc.string({ unit: fc.constantFrom(...' \t\n-:#|>\'"\\a0{}[],&*!?%@`~'), maxLength: 12 }),
    fc.constantFrom(...hostileStrings.filter((value) => value !== '__proto__')),
  );
  const value = fc.letrec((tie) => ({
    leaf: fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    list: fc.array(tie('node'), { maxLength: 4 }),
    map: fc.dictionary(text, tie('node'), { maxKeys: 4 }),
    node: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('map')),
  })).node;

  test.each(readers)('come back through %s', (_name, read) => {
    fc.assert(
      fc.property(value, (given) => {
        expect(read(toYaml(given))).toEqual([JSON.parse(JSON.stringify(given))]);
      }),
      { numRuns: 500 },
    );
  });

  // `null` alone is left out, because kubectl skips an empty document.
  const values = fc.array(
    value.filter((given) => given !== null),
    { minLength: 100, maxLength: 200 },
  );
  testOracle(`come back through the parser of Kubernetes${reason}`, () => {
    fc.assert(
      fc.property(values, (given) => {
        expect(readByKubernetes(toYamlDocuments(given))).toEqual(JSON.parse(JSON.stringify(given)));
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

/** The numbers that the function takes: no integer that a reader could round. */
function isWritable(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

describe('form', () => {
  test('block style, two spaces, keys as given, plain only where it is plainly safe', () => {
    const value = {
      b: { list: [{ name: 'a', ports: [80] }, [1, 'x'], []], empty: {} },
      a: 'no',
      image: 'example.com/a/b:1.2',
      text: 'one\n\ntwo\n',
      cut: 'one\ntwo',
      cpu: '500m',
    };
    expect(toYaml(value)).toBe(`b:
  list:
    - name: a
      ports:
        - 80
    - - 1
      - x
    - []
  empty: {}
a: "no"
image: example.com/a/b:1.2
text: |
  one

  two
cut: |-
  one
  two
cpu: 500m
`);
  });

  test('no reference for an object that stands in two places, and no folding', () => {
    const shared = { a: 'long '.repeat(100).trim() };
    expect(toYaml([shared, shared])).toBe(`- a: ${shared.a}\n- a: ${shared.a}\n`);
  });

  test('documents are joined with ---', () => {
    expect(toYamlDocuments([{ a: 1 }, 'b', []])).toBe('a: 1\n---\nb\n---\n[]\n');
    expect(toYamlDocuments([])).toBe('');
  });

  test.each([
    [1e-7, '1.0e-7\n'],
    [-2.5e-9, '-2.5e-9\n'],
    [0.1, '0.1\n'],
    [-0, '0\n'],
  ])('the number %p is written %j', (value, written) => {
    expect(toYaml(value)).toBe(written);
  });
});

describe('refusals', () => {
  test.each(impossibleStrings.map((text) => [JSON.stringify(text), text]))('the text %s', (_name, text) => {
    expect(() => toYaml({ data: { 'a b': [text] } })).toThrow(UserError);
    expect(() => toYaml({ data: { 'a b': [text] } })).toThrow(/^data\."a b"\.0 holds .*U\+(0000|D...)/);
    expect(() => toYaml({ [text]: 1 })).toThrow(UserError);
  });

  const circle: Record<string, unknown> = {};
  circle.again = circle;
  test.each<[string, unknown]>([
    ['undefined', { a: { b: undefined } }],
    ['a missing item', [1, undefined]],
    ['a hole', new Array(2)],
    ['not a number', { a: Number.NaN }],
    ['infinity', { a: Number.POSITIVE_INFINITY }],
    ['an integer that was rounded', { a: 2 ** 53 }],
    ['a function', { a: () => 1 }],
    ['a bigint', { a: 1n }],
    ['a date', { a: new Date(0) }],
    ['a map', { a: new Map([[1, 2]]) }],
    ['an empty set', { a: new Set() }],
    ['a circle', circle],
  ])('%s', (_name, value) => {
    expect(() => toYaml(value)).toThrow(TypeError);
  });
});
