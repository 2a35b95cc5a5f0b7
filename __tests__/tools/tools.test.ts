import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findTestTool, findTool } from '../../tools/find';

const schemaLocation = join(__dirname, 'schemas', 'v1.33', '{{.ResourceKind}}{{.KindSuffix}}.json');

const oracle = findTestTool('yaml-oracle') ?? '';
const kubeconform = findTestTool('kubeconform') ?? '';
const testOracle = oracle === '' ? test.skip : test;
const testKubeconform = kubeconform === '' ? test.skip : test;

function run(program: string, args: readonly string[], input: string) {
  return spawnSync(program, [...args], { input, encoding: 'utf8' });
}

const quota = (hard: object, extra: object = {}) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota' }, spec: { hard, ...extra } });

test('a tool that nobody has is not found', () => {
  expect(findTool('no-such-tool-anywhere')).toBeUndefined();
});

testOracle('the YAML oracle reads a stream as Kubernetes does', () => {
  const result = run(oracle, [], '---\na: 0o14\n---\n# nothing\n--- # next\nb: ["no", no, 1e3]\n');
  expect(result.stdout).toBe('{"a":12}\n{"b":["no",false,1000]}\n');
  expect(result.status).toBe(0);
});

testOracle.each([
  ['a duplicate key', 'a: 1\na: 2\n'],
  ['broken flow', 'a: [1\n'],
  ['text after a separator', 'a: 1\n---b\n'],
])('the YAML oracle refuses %s', (_, stream) => {
  const result = run(oracle, [], stream);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/^yaml-oracle: /);
});

testKubeconform.each([
  ['accepts a good object', quota({ 'requests.cpu': '1500m', pods: 3 }), 0],
  ['refuses an unknown field', quota({ pods: 3 }, { hrad: {} }), 1],
  ['refuses a wrong unit', quota({ 'requests.memory': '1GB' }), 1],
  ['refuses a kind without a schema', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }), 1],
])('kubeconform with the committed schemas %s', (_, manifest, status) => {
  const result = run(kubeconform, ['-strict', '-schema-location', schemaLocation], manifest);
  expect({ status: result.status, said: result.status === status ? '' : result.stdout }).toEqual({ status, said: '' });
});
