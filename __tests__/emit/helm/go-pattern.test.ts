import { expect, test } from '@jest/globals';
import { goPattern, withGoPatterns } from '../../../emit/helm/go-pattern';

test.each([
  ['^[a-z]+$', '^[a-z]+$'],
  ['^(?!-)[a-z]+$', '^[a-z]+$'],
  ['^(?=.{1,5}$)a(?<!b)c$', '^ac$'],
  ['^(?:a|b)$', '^(?:a|b)$'],
  ['^(?!a[)(]\\))b$', '^b$'],
  ['^a\\/b\\\\\\(?=$', '^a/b\\\\\\(?=$'],
  ['^(?!(a|(b)))c', '^c'],
])('%s becomes %s', (pattern, wanted) => {
  expect(goPattern(pattern)).toBe(wanted);
});

test('only patterns of a schema change', () => {
  const schema = { properties: { name: { description: '(?!a)', pattern: '(?!a)b', examples: ['(?!a)'] } } };
  expect(withGoPatterns(schema)).toEqual({
    properties: { name: { description: '(?!a)', pattern: 'b', examples: ['(?!a)'] } },
  });
});
