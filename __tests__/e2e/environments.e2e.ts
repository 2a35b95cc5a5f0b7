import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applyCrds, deleteCrds } from './support/crds';
import { desiredState } from './support/desired-state';
import { deleteNamespace, tryKubectl } from './support/kubectl';
import { runManifold } from './support/project';

const namespaces = ['pfm-development', 'pfm-staging', 'pfm-production'];
const dist = join(mkdtempSync(join(tmpdir(), 'manifold-dist-')), 'dist');

beforeAll(async () => {
  await Promise.all(namespaces.map(deleteNamespace));
  await applyCrds();
  const { code, stderr } = await runManifold(['synth', '--dir', dist]);
  if (code !== 0) throw new Error(stderr);
});

afterAll(async () => {
  await Promise.all(namespaces.map(deleteNamespace));
  await deleteCrds();
  rmSync(join(dist, '..'), { recursive: true });
});

test('the API server accepts every environment, server-side, without a warning', async () => {
  expect(readdirSync(dist).filter((name) => name.endsWith('.yaml'))).toHaveLength(namespaces.length);
  const { code, stdout, stderr } = await tryKubectl(['apply', '--server-side', '-f', dist]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => !line.endsWith('serverside-applied'))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('namespace/'))).toHaveLength(namespaces.length);
});

test('a second server-side apply changes nothing', async () => {
  const before = await Promise.all(namespaces.map(desiredState));
  expect(await tryKubectl(['apply', '--server-side', '-f', dist])).toSucceed();
  expect(await Promise.all(namespaces.map(desiredState))).toEqual(before);
});

test('kubectl sees no difference between the cluster and the manifests', async () => {
  const { code, stdout } = await tryKubectl(['diff', '--server-side', '-f', dist]);
  expect(stdout).toBe('');
  expect(code).toBe(0);
});
