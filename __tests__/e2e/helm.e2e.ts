import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTool } from '../../tools/find';
import { currentContext } from './support/cli-run';
import { deleteNamespace, kubectl } from './support/kubectl';
import { kubeconfig } from './support/lab';
import { httpFromPod } from './support/pods';
import { createProject } from './support/project';
import { type Provisioner, startProvisioner } from './support/volumes';
import { waitFor } from './support/wait';

const namespace = 'pfm-helm';
const release = 'pfm-e2e';
const project = createProject();
const chart = join(project.dist, 'helm', 'pfm');
const values = join(chart, 'values-e2e.yaml');
// Node in place of a small wget needs more memory than that.
const testImage = [
  ...['--set', 'tests.image.repository=lab.local/manifold-e2e/node', '--set-string', 'tests.image.tag=1'],
  ...['--set', 'tests.resources.memory=256Mi'],
];
let provisioner: Provisioner;

/** Runs the pinned helm against the lab. */
function helm(...args: readonly string[]): Promise<string> {
  const file = findTool('helm');
  if (file === undefined) throw new Error('helm is neither in .tools/bin nor on PATH: run "npm run tools"');
  const options = { env: { ...env, KUBECONFIG: kubeconfig }, maxBuffer: 64 * 2 ** 20 };
  return new Promise((settle, fail) => {
    execFile(file, args, options, (error, stdout, stderr) =>
      error === null ? settle(stdout) : fail(new Error(`helm ${args[0]}: ${stderr}${stdout}`)),
    );
  });
}

async function upgrade(...extra: readonly string[]): Promise<string> {
  const common = ['-f', values, '-n', namespace, '--wait', '--timeout', '150s', ...testImage];
  return helm('upgrade', '--install', release, chart, ...common, '--take-ownership', ...extra);
}

function configOf(deployment: string): Promise<string> {
  const path = 'jsonpath={.spec.template.spec.containers[0].envFrom[0].configMapRef.name}';
  return kubectl(['get', 'deployment', deployment, '-n', namespace, '-o', path]);
}

async function logLevel(): Promise<string> {
  const name = await configOf('backend');
  return kubectl(['get', 'configmap', name, '-n', namespace, '-o', 'jsonpath={.data.LOG_LEVEL}']);
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  const { code, stderr } = await project.manifold(['synth', '--set', `namespace=${namespace}`]);
  if (code !== 0) throw new Error(stderr);
});

afterAll(async () => {
  await helm('uninstall', release, '-n', namespace, '--wait').catch(() => undefined);
  await provisioner?.stop();
  await deleteNamespace(namespace);
  project.remove();
});

test('the Namespace of the chart comes first, with its Pod Security labels', async () => {
  const rendered = await helm(
    ...['template', release, chart, '-f', values, '-n', namespace],
    ...['--show-only', 'templates/namespace.yaml'],
  );
  expect(rendered).toContain('pod-security.kubernetes.io/enforce: restricted');
  await kubectl(['apply', '-f', '-'], { input: rendered });
  provisioner = startProvisioner(namespace);
});

test('secrets ensure makes the Secrets, and helm install --wait takes them over with their data', async () => {
  const ensured = await project.manifold([
    ...['secrets', 'ensure', 'e2e', '--set', `namespace=${namespace}`],
    ...['--context', await currentContext()],
  ]);
  expect({ code: ensured.code, stderr: ensured.stderr }).toSucceed();
  const data = ['get', 'secret', 'postgres', '-n', namespace, '-o', 'jsonpath={.data.password}'];
  const before = await kubectl(data);
  expect(before).not.toBe('');
  expect(await upgrade()).toContain('STATUS: deployed');
  expect(await kubectl(data)).toBe(before);
  const enforce = 'jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}';
  expect(await kubectl(['get', 'namespace', namespace, '-o', enforce])).toBe('restricted');
});

test('the application reaches its database and cache', async () => {
  const portal = { namespace, pod: 'deployment/frontend-admin' };
  await waitFor(async () => (await httpFromPod(portal, 'http://backend:3000/health')).status === 200, {
    what: 'the backend to answer',
    timeoutSeconds: 60,
  });
});

test('helm test asks every component', async () => {
  const said = await helm('test', release, '-n', namespace, '--timeout', '120s');
  expect(said).toMatch(/TEST SUITE:\s+pfm-e2e|TEST SUITE:\s+test/);
  expect(said).toContain('Phase:          Succeeded');
});

test('helm upgrade changes a value and rolls the pods; a second one changes nothing', async () => {
  expect(await logLevel()).toBe('debug');
  await upgrade('--set', 'components.backend.config.LOG_LEVEL=warn');
  expect(await logLevel()).toBe('warn');
  const generation = ['get', 'deployment', 'backend', '-n', namespace, '-o', 'jsonpath={.metadata.generation}'];
  const before = await kubectl(generation);
  await upgrade('--set', 'components.backend.config.LOG_LEVEL=warn');
  expect(await kubectl(generation)).toBe(before);
});

test('helm rollback brings the configuration back, and the secrets keep their values', async () => {
  const data = ['get', 'secret', 'postgres', '-n', namespace, '-o', 'jsonpath={.data.password}'];
  const before = await kubectl(data);
  await helm('rollback', release, '1', '-n', namespace, '--wait', '--timeout', '150s');
  expect(await logLevel()).toBe('debug');
  expect(await kubectl(data)).toBe(before);
});

test('an unknown value is refused before anything is sent', async () => {
  await expect(upgrade('--set', 'replicaCuont=5')).rejects.toThrow('replicaCuont');
});

test('helm uninstall keeps the Secrets and the claims', async () => {
  await helm('uninstall', release, '-n', namespace, '--wait', '--timeout', '120s');
  const left = await kubectl(['get', 'secret,pvc,deployment,statefulset', '-n', namespace, '-o', 'name']);
  expect(
    left
      .trim()
      .split('\n')
      .filter((name) => !name.includes('sh.helm.release'))
      .sort(),
  ).toEqual([
    'persistentvolumeclaim/data-postgres-0',
    'persistentvolumeclaim/data-redis-0',
    'secret/backend',
    'secret/postgres',
    'secret/redis',
  ]);
});
