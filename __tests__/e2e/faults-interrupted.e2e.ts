import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliOptions, type CliResult, type ProjectCopy, smallProject } from './support/cli-run';
import { deployed } from './support/cluster-state';
import { type FaultProxy, faultyKubeconfig, startFaultProxy } from './support/fault-proxy';
import { deleteNamespace, kubectl } from './support/kubectl';
import { type Provisioner, startProvisioner } from './support/volumes';

const namespace = 'interrupted-e2e';
let project: ProjectCopy;
let provisioner: Provisioner;
let proxy: FaultProxy;
let faulty: CliOptions;

function deploy(behaviour: string, options: CliOptions = {}): Promise<CliResult> {
  const context = options.env === undefined ? [] : ['--set', 'deploy.context=faulty'];
  return project.run('deploy', ['--yes', '--set', `config.BEHAVIOUR=${behaviour}`, ...context], options);
}

/** The state that an undisturbed run ends in. */
async function stateOf(behaviour: string): Promise<Record<string, unknown>> {
  expect(await deploy(behaviour)).toSucceed();
  return deployed(namespace);
}

async function leases(): Promise<string> {
  return kubectl(['get', 'leases', '-n', namespace, '-o', 'name']);
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  project = await smallProject('kubernetes', 'interrupted');
  provisioner = startProvisioner(namespace);
  proxy = await startFaultProxy();
  const { path, content } = faultyKubeconfig(proxy.url);
  writeFileSync(path(project.folder), content);
  faulty = { env: { KUBECONFIG: path(project.folder) } };
  expect(await deploy('well')).toSucceed();
});

afterEach(() => {
  proxy.fault = () => undefined;
});

afterAll(async () => {
  await proxy.stop();
  await provisioner.stop();
  await deleteNamespace(namespace);
  project.remove();
});

describe('killed with SIGKILL', () => {
  const wanted: Record<string, unknown> = {};

  beforeAll(async () => {
    for (const behaviour of ['other', 'well']) wanted[behaviour] = await stateOf(behaviour);
  });

  // To and fro: each starts where the one before it ended, so that the deployment it starts with finds nothing to do.
  test.each([
    ['before the first step', /release \d+: pending/, 'other'],
    ['after the namespace', /ok Namespace/, 'well'],
    ['after Secrets and configuration', /ok Secrets/, 'other'],
    ['after the databases', /ok Databases/, 'well'],
    ['after the jobs', /ok Jobs/, 'other'],
    ['after the components', /ok Components/, 'well'],
    ['before pruning', /ok Everything ready/, 'other'],
    ['after pruning', /ok What is no longer wanted/, 'well'],
  ])('%s: the next run ends in the state of an undisturbed one', async (_title, killAt, behaviour) => {
    expect(await deploy(behaviour === 'well' ? 'other' : 'well')).toSucceed();
    expect((await deploy(behaviour, { killAt })).code).toBeNull();
    expect(await deploy(behaviour)).toSucceed();
    expect(await deployed(namespace)).toEqual(wanted[behaviour]);
    expect(await leases()).toBe('');
  });
});

describe('two at once', () => {
  test('one wins, and the other is told who it is', async () => {
    const results = await Promise.all([deploy('one'), deploy('two')]);
    expect(results.map(({ code }) => code).sort()).toEqual([0, 4]);
    expect(results.find(({ code }) => code === 4)?.stderr).toContain('is working on this environment');
  });

  test('Ctrl-C ends after the step, gives the lock up, and the next run goes on', async () => {
    const { code, stderr } = await deploy('three', { killAt: /ok Databases/, signal: 'SIGINT' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('interrupted') });
    expect(await leases()).toBe('');
    expect(await deploy('three')).toSucceed();
  });
});

describe('an API server', () => {
  test.each([
    ['that answers 503 three times', { status: 503 }],
    ['that answers 500 three times', { status: 500 }],
    ['that has too many requests', { status: 429 }],
    ['that breaks three connections', 'reset'],
  ] as const)('%s', async (title, fault) => {
    let left = 3;
    proxy.fault = ({ method }) => {
      if (method === 'GET' || left === 0) return undefined;
      left -= 1;
      return fault;
    };
    const { code, stderr } = await deploy(title.replace(/\W+/g, '-'), faulty);
    expect({ code, stderr }).toSucceed();
    expect(left).toBe(0);
  });

  test('that is slow', async () => {
    proxy.fault = async () => {
      await sleep(150);
      return undefined;
    };
    expect(await deploy('slow', faulty)).toSucceed();
  });

  test('that is gone for five seconds in the middle', async () => {
    let goneUntil = 0;
    proxy.fault = ({ method }) => {
      if (goneUntil === 0 && method === 'PATCH') goneUntil = Date.now() + 5000;
      return Date.now() < goneUntil ? 'reset' : undefined;
    };
    expect(await deploy('gone-for-a-while', faulty)).toSucceed();
  });

  test('that is gone for good in the middle: the run ends with its reason, and a later one mends it', async () => {
    let isGone = false;
    proxy.fault = ({ method, path }) => {
      isGone ||= method === 'PATCH' && path.includes('/deployments/') && !path.includes('dryRun');
      return isGone ? 'reset' : undefined;
    };
    const { code, stderr } = await deploy('gone', faulty);
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringMatching(/EOF|connection|reset|refused|did not answer/),
    });
    proxy.fault = () => undefined;
    const wanted = await stateOf('gone');
    expect(Object.keys(wanted).filter((name) => name.startsWith('ConfigMap/web-env'))).toHaveLength(1);
  });

  test('that forbids a write in the middle: nothing is pruned, and a later run mends it', async () => {
    proxy.fault = ({ method, path }) =>
      method === 'PATCH' && path.includes('/deployments/') && !path.includes('dryRun') ? { status: 403 } : undefined;
    const before = Object.keys(await deployed(namespace)).filter((name) => name.startsWith('ConfigMap/web-env'));
    const { code, stderr } = await deploy('forbidden', faulty);
    expect(code).toBe(6);
    expect(stderr).toMatch(/orbidden|fault 403/);
    expect(Object.keys(await deployed(namespace))).toEqual(expect.arrayContaining(before));
    proxy.fault = () => undefined;
    expect(await deploy('forbidden')).toSucceed();
  });
});
