import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findTestTool, findTool } from '../../tools/find';

const schemaLocation = join(__dirname, 'schemas', 'v1.33', '{{.ResourceKind}}{{.KindSuffix}}.json');

function run(name: string, args: readonly string[], input: string) {
  const program = findTestTool(name);
  return program === undefined ? undefined : spawnSync(program, [...args], { input, encoding: 'utf8' });
}

const quota = (hard: object, extra: object = {}) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota' }, spec: { hard, ...extra } });

test('a tool that nobody has is not found', () => {
  expect(findTool('no-such-tool-anywhere')).toBeUndefined();
});

test('the YAML oracle reads a stream as Kubernetes does', () => {
  const result = run('yaml-oracle', [], '---\na: 0o14\n---\n# nothing\n--- # next\nb: ["no", no, 1e3]\n');
  if (result === undefined) return;
  expect(result.stdout).toBe('{"a":12}\n{"b":["no",false,1000]}\n');
  expect(result.status).toBe(0);
});

test.each([
  ['a duplicate key', 'a: 1\na: 2\n'],
  ['broken flow', 'a: [1\n'],
  ['text after a separator', 'a: 1\n---b\n'],
])('the YAML oracle refuses %s', (_, stream) => {
  const result = run('yaml-oracle', [], stream);
  if (result === undefined) return;
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/^yaml-oracle: /);
});

test.each([
  ['accepts a good object', quota({ 'requests.cpu': '1500m', pods: 3 }), 0],
  ['refuses an unknown field', quota({ pods: 3 }, { hrad: {} }), 1],
  ['refuses a wrong unit', quota({ 'requests.memory': '1GB' }), 1],
  ['refuses a kind without a schema', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }), 1],
])('kubeconform with the committed schemas %s', (_, manifest, status) => {
  const result = run('kubeconform', ['-strict', '-schema-location', schemaLocation], manifest);
  if (result === undefined) return;
  expect({ status: result.status, said: result.status === status ? '' : result.stdout }).toEqual({ status, said: '' });
});
