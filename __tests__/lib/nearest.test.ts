import { expect, test } from '@jest/globals';
import { nearest } from '../../lib/nearest';

test.each<[string, string[], string | undefined]>([
  ['replica', ['replicas', 'image', 'port'], 'replicas'],
  ['enviroment', ['environment', 'components'], 'environment'],
  ['recieve', ['receive', 'relieve'], 'receive'],
  ['prot', ['port', 'host'], 'port'],
  ['IMAGE', ['images', 'image'], 'image'],
  ['port', ['ports', 'Port', 'port'], 'Port'],
  ['ports', ['port', 'sorts'], 'port'],
  ['memoryy', ['memory'], 'memory'],
  ['mem', ['memory', 'cpu'], undefined],
  ['gpu', ['cpu', 'memory'], 'cpu'],
  ['a', ['b', 'c'], undefined],
  ['', ['a', 'ab'], undefined],
  ['x', [], undefined],
  ['completely', ['different', 'words'], undefined],
  ['kubernetesVersoin', ['kubernetesVersion', 'kubernetes'], 'kubernetesVersion'],
  ['__proto__', ['constructor'], undefined],
])('%j among %j is %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test('long words that are far apart cost little', () => {
  const candidates = Array.from({ length: 300 }, (_, index) => `${'key'.repeat(20)}${index}`);
  const start = performance.now();
  expect(nearest('z'.repeat(62), candidates)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(1000);
});
