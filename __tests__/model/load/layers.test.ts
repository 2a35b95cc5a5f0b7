import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layersWriting, mergeLayers, parsePath, setLayer } from '../../../model/load/layers';
import { parseYaml } from '../../../model/load/parse';
import { nodeAt, toPlain, valuePosition } from '../../../model/load/tree';

function layer(name: string, value: unknown) {
  const { root, isReadable } = parseYaml(JSON.stringify(value), name);
  return { name, root, isReadable };
}

function merged(...values: unknown[]): unknown {
  return toPlain(mergeLayers(values.map((value, index) => layer(`layer-${index}`, value))));
}

const scalar = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constantFrom('a', 'b', '0755'));
const key = fc.constantFrom('a', 'b', 'c', 'd');
const tree = fc.letrec((tie) => ({
  map: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 3 }), tie('map')),
})).map;

/** Keys that are always maps, and keys that never are: what a schema makes of layers. */
const typed = fc.letrec((tie) => ({
  map: fc.record(
    { a: scalar, b: fc.array(scalar, { maxLength: 3 }), c: tie('map'), d: tie('map') },
    { requiredKeys: [] },
  ),
})).map;

describe('layers', () => {
  test('maps merge, lists and scalars replace', () => {
    expect(merged({ a: { x: 1, y: [1, 2] }, b: 1 }, { a: { y: [3], z: 2 }, b: { c: 1 } })).toEqual({
      a: { x: 1, y: [3], z: 2 },
      b: { c: 1 },
    });
  });

  test('an empty layer changes nothing, a layer over itself neither', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(merged(value, {})).toEqual(merged(value));
        expect(merged({}, value)).toEqual(merged(value));
        expect(merged(value, value)).toEqual(merged(value));
      }),
    );
  });

  test('three layers give the same, whichever two are merged first', () => {
    fc.assert(
      fc.property(typed, typed, typed, (a, b, c) => {
        expect(merged(merged(a, b), c)).toEqual(merged(a, b, c));
        expect(merged(a, merged(b, c))).toEqual(merged(a, b, c));
      }),
    );
  });

  test('whatever the last layer writes is what comes out', () => {
    fc.assert(
      fc.property(tree, tree, (below, above) => {
        expect(merged(merged(below, above), above)).toEqual(merged(below, above));
        for (const [name, value] of Object.entries(above as Record<string, unknown>))
          if (typeof value !== 'object') expect(merged(below, above)).toHaveProperty([name], value);
      }),
    );
  });

  test('a value knows the layer that it came from, and those it won over', () => {
    const layers = [layer('one', { a: { b: 1, c: 1 } }), layer('two', { a: { b: 2 } })];
    const root = mergeLayers(layers);
    expect(valuePosition(root, ['a', 'b']).file).toBe('two');
    expect(valuePosition(root, ['a', 'c']).file).toBe('one');
    expect(layersWriting(layers, ['a', 'b']).map(({ layer: { name } }) => name)).toEqual(['one', 'two']);
  });
});

describe('--set', () => {
  test.each([
    ['a.b=1', { a: { b: 1 } }],
    ['a=', { a: '' }],
    ['a=0755', { a: '0755' }],
    ['a=x=y', { a: 'x=y' }],
    ['a=[1, 2]', { a: [1, 2] }],
    ['a={}', { a: {} }],
    ['a["b.c"].d=true', { a: { 'b.c': { d: true } } }],
  ])('%s', (assignment, value) => {
    const { layer: made, issues } = setLayer(assignment);
    expect(issues).toEqual([]);
    expect(made && toPlain(made.root)).toEqual(value);
  });

  test.each(['a', '=1', 'a..b=1', '.a=1', 'a.=1', 'a b=1', '__proto__.x=1', 'a.constructor=1'])(
    '%s is refused',
    (assignment) => {
      const { layer: made, issues } = setLayer(assignment);
      expect(made).toBeUndefined();
      expect(issues.map(({ code }) => code)).toEqual(['set-syntax']);
    },
  );

  test('a value says where it came from', () => {
    const made = setLayer('a.b=1').layer;
    expect(made && nodeAt(made.root, ['a', 'b'])?.position.file).toBe('--set a.b=1');
  });
});

test('a path that is written can be read', () => {
  expect(parsePath('components.frontend-admin.ports[0]')).toEqual(['components', 'frontend-admin', 'ports', '0']);
});
