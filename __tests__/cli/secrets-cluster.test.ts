import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyProject, runIn } from '../support/command-line';

const UID = '11111111-1111-4111-8111-111111111111';
const bound = ['--set', 'deploy.context=here', '--set', `deploy.clusterUid=${UID}`];
let project: ReturnType<typeof copyProject>;
let bin = '';

beforeAll(() => {
  project = copyProject();
  bin = mkdtempSync(join(tmpdir(), 'manifold-kubectl-'));
  // It answers which cluster it leads to, and nothing else.
  const program = `#!${execPath}\nprocess.stdout.write(process.argv.includes('kube-system') ? process.env.CLUSTER : '');\n`;
  writeFileSync(join(bin, 'kubectl'), program);
  chmodSync(join(bin, 'kubectl'), 0o755);
});

afterAll(() => {
  project.remove();
  rmSync(bin, { recursive: true });
});

test.each([
  ['no cluster is named', [], 'names no cluster, and no command takes the current one'],
  ['another context is named', [...bound, '--context', 'there'], 'wrong-context'],
  ['the context leads to another cluster', bound, 'wrong-cluster'],
])('secrets ensure writes nothing where %s', async (_title, words, message) => {
  const env = { PATH: bin, CLUSTER: '22222222-2222-4222-8222-222222222222' };
  const { code, stdout, stderr } = await runIn(project.folder, ['secrets', 'ensure', 'staging', ...words], env);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(code).not.toBe(0);
});

test('secrets ensure goes on in the cluster of the environment', async () => {
  const words = ['secrets', 'ensure', 'staging', ...bound];
  const { stderr } = await runIn(project.folder, words, { PATH: bin, CLUSTER: UID });
  expect(stderr).toContain('the namespace pfm-staging does not exist');
});
