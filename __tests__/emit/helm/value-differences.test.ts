import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Value, ValueMap } from '../../../emit/helm/value';
import { differences, merge } from '../../../emit/helm/value-differences';

/** What Helm makes of values.yaml and one more file (Helm, `chartutil.CoalesceTables`): null takes a key away. */
function helmMerge(base: ValueMap, over: ValueMap): ValueMap {
  const merged = Object.entries(merge(base, over)).filter(([, value]) => value !== null);
  return Object.fromEntries(
    merged.map(([key, value]) => [key, isMap(value) ? helmMerge(value, {}) : value] as const),
  ) as ValueMap;
}

function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const values = fc.letrec<{ map: ValueMap; value: Value }>((tie) => ({
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>('', 'x', 0, 1, true, false),
    fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    tie('map'),
  ),
})).map;

test('values.yaml with the differences on top gives the wanted values', () => {
  fc.assert(
    fc.property(values, values, (base, wanted) => {
      expect(helmMerge(base, differences(base, wanted))).toEqual(wanted);
    }),
  );
});

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(values, (both) => {
      expect(differences(both, both)).toEqual({});
    }),
  );
});
