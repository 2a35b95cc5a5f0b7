import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTool } from '../../tools/find';
import { type CliResult, cli, type ProjectCopy, smallProject } from './support/cli-run';
import { deployed } from './support/cluster-state';
import { deleteNamespace, kubectl } from './support/kubectl';
import { kubeconfig } from './support/lab';
import { type Provisioner, startProvisioner } from './support/volumes';
import { waitFor } from './support/wait';

const namespace = 'chart-e2e';
let project: ProjectCopy;
let provisioner: Provisioner;

function deploy(...sets: readonly string[]): Promise<CliResult> {
  return project.run('deploy', ['--yes', ...sets.flatMap((set) => ['--set', set])]);
}

function helmStatus(): Promise<string> {
  return kubectl([
    'get',
    'secrets',
    '-n',
    namespace,
    '-l',
    'owner=helm',
    '-o',
    'jsonpath={.items[*].metadata.labels.status}',
  ]);
}

/** Starts helm by hand on the chart and kills it as soon as its release is pending: what a laptop that is closed leaves. */
async function killHelm(...words: readonly string[]): Promise<void> {
  const dist = join(project.folder, 'scratch');
  const sets = ['--set', 'components.web.image=lab.local/none:1'];
  expect(await cli(['synth', '--project', project.folder, '--dir', dist, ...sets])).toSucceed();
  const chart = join(dist, 'helm', 'chart');
  const args = [
    ...words,
    'chart-e2e',
    chart,
    '-f',
    join(chart, 'values-e2e.yaml'),
    '-n',
    namespace,
    '--wait',
    '--take-ownership',
  ];
  const child = spawn(findTool('helm') ?? 'helm', args, { env: { ...env, KUBECONFIG: kubeconfig }, stdio: 'ignore' });
  await waitFor(async () => (await helmStatus()).includes('pending'), {
    what: 'a pending release',
    timeoutSeconds: 60,
  });
  child.kill('SIGKILL');
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  project = await smallProject('helm', 'chart');
});

afterAll(async () => {
  await provisioner?.stop();
  await deleteNamespace(namespace);
  project.remove();
});

test('a first install that was killed is removed without its data, and made anew', async () => {
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['label', 'namespace', namespace, 'app.kubernetes.io/part-of=chart']);
  provisioner = startProvisioner(namespace);
  await killHelm('install');
  expect(await deploy()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('the release was left pending-install'),
  });
});

test('an upgrade that was killed is taken back before the next one', async () => {
  const before = await deployed(namespace);
  await killHelm('upgrade');
  expect(await deploy()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('the release was left pending-upgrade'),
  });
  expect(await deployed(namespace)).toEqual(before);
});

test('a release that does not come up is rolled back, and helm agrees', async () => {
  const before = await deployed(namespace);
  expect(await deploy('components.web.image=lab.local/none:1')).toMatchObject({
    code: 5,
    stderr: expect.stringMatching(/Deployment\/web: ImagePullBackOff/),
  });
  expect(await deployed(namespace)).toEqual(before);
  expect(await helmStatus()).toMatch(/deployed$/);
});

test('another method is refused while this one has the environment', async () => {
  const words = ['deploy', 'e2e', '--project', project.folder, '--method', 'kubernetes', '--yes'];
  const place = (await kubectl(['config', 'current-context'])).trim();
  expect(await cli([...words, '--context', place])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('other-method'),
  });
});

test('an object of somebody else under our name is refused until it is taken over', async () => {
  await kubectl(['delete', 'serviceaccount', 'web', '-n', namespace]);
  await kubectl(['create', 'serviceaccount', 'web', '-n', namespace]);
  expect(await deploy()).toMatchObject({ code: 1, stderr: expect.stringContaining('other-owner') });
  expect(await project.run('deploy', ['--yes', '--take-over'])).toSucceed();
  expect(await deploy()).toSucceed();
});

test('where somebody deleted what helm knew, the next run makes a release of what is there', async () => {
  await kubectl(['delete', 'secrets', '-n', namespace, '-l', 'owner=helm']);
  expect(await deploy('config.BEHAVIOUR=other')).toSucceed();
  expect(await helmStatus()).toBe('deployed');
});

test('a teardown keeps claims and Secrets; with the name typed the namespace goes', async () => {
  expect(await project.run('teardown', ['--yes'])).toSucceed();
  const left = await kubectl(['get', 'pvc,secret', '-n', namespace, '-o', 'name']);
  expect(left).toContain('persistentvolumeclaim/data-cache-0');
  expect(left).toContain('secret/cache');
  await provisioner.stop();
  const words = ['--delete-data', '--confirm', 'e2e'];
  // Nothing runs that a last backup could be taken from.
  expect(await project.run('teardown', words)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--no-backup'),
  });
  expect(await kubectl(['get', 'pvc', '-n', namespace, '-o', 'name'])).toContain('persistentvolumeclaim/data-cache-0');
  expect(await project.run('teardown', [...words, '--no-backup'])).toSucceed();
  expect(await kubectl(['get', 'namespace', namespace, '--ignore-not-found'])).toBe('');
});
