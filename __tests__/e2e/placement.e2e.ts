import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CliResult, type ProjectCopy, smallProject } from './support/cli-run';
import { docker, loadImages } from './support/docker';
import { deleteNamespace, kubectl } from './support/kubectl';
import { type Provisioner, startProvisioner } from './support/volumes';

const namespace = 'small-e2e';
const PLACED = ['components.aside.enabled=true', 'placement.aside=compose', 'compose.ports.components.aside=18082'];
const METHODS = ['kubernetes', 'compose'];
let project: ProjectCopy;
let provisioner: Provisioner;

function run(command: string, ...words: readonly string[]): Promise<CliResult> {
  return project.run(command, [...PLACED.flatMap((set) => ['--set', set]), ...words]);
}

function aside(): Promise<string> {
  return fetch('http://127.0.0.1:18082/', { signal: AbortSignal.timeout(5000) }).then((answer) => answer.text());
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  await loadImages();
  provisioner = startProvisioner(namespace);
  project = await smallProject();
}, 180_000);

afterAll(async () => {
  await provisioner.stop();
  await run('teardown', '--delete-data', '--no-backup', '--confirm', 'e2e');
  await deleteNamespace(namespace);
  project.remove();
});

test('one command deploys each part by its own method, and a second one does nothing', async () => {
  const { code, stderr } = await run('deploy', '--yes');
  expect({ code, stderr }).toSucceed();
  expect(await kubectl(['get', 'deployments', '-n', namespace, '-o', 'name'])).toBe('deployment.apps/web\n');
  expect(await docker('ps', '--filter', 'label=com.docker.compose.project=small-e2e', '--format', '{{.Names}}')).toBe(
    'small-e2e-aside-1\n',
  );
  expect(await aside()).toBe('aside');
  const again = await run('deploy', '--yes');
  expect(again).toSucceed();
  expect(again.stderr.match(/unchanged \(release 1\)/g)).toHaveLength(2);
});

test('status, checks and history tell the parts apart', async () => {
  const status = await run('status', '--exit-code', '--output', 'json');
  const { methods } = JSON.parse(status.stdout);
  expect(status.code).toBe(0);
  expect(methods).toMatchObject({
    kubernetes: { isReady: true, release: { number: 1, method: 'kubernetes' } },
    compose: { isReady: true, workloads: [{ name: 'aside', isReady: true }] },
  });
  const history = await run('history', '--output', 'json');
  expect(Object.keys(JSON.parse(history.stdout).methods)).toEqual(METHODS);
  const checks = await run('checks', '--category', 'integration', '--category', 'networking');
  expect({ code: checks.code, text: checks.stdout }).toSucceed();
});

test('what stands in the way of one part keeps both as they are', async () => {
  const before = await run('history', '--output', 'json');
  const taken = ['--set', 'compose.ports.components.aside=18083', '--set', 'config.BEHAVIOUR=other'];
  const server = createServer();
  await new Promise<void>((settle) => server.listen(18083, '127.0.0.1', settle));
  try {
    expect(await run('deploy', '--yes', ...taken)).toMatchObject({ code: 1, stderr: expect.stringContaining('18083') });
  } finally {
    server.close();
  }
  expect((await run('history', '--output', 'json')).stdout).toBe(before.stdout);
});

test('a rollback is of one part', async () => {
  expect(await run('deploy', '--yes', '--set', 'config.BEHAVIOUR=other')).toSucceed();
  expect(await run('rollback', '--yes')).toMatchObject({ code: 2 });
  expect(await run('rollback', '--yes', '--method', 'kubernetes')).toSucceed();
  expect(await aside()).toBe('aside');
});

test('a teardown removes both parts', async () => {
  expect(await run('teardown', '--yes')).toSucceed();
  expect(await kubectl(['get', 'deployments', '-n', namespace, '-o', 'name'])).toBe('');
  expect(await docker('ps', '--all', '--filter', 'label=com.docker.compose.project=small-e2e', '--quiet')).toBe('');
});
