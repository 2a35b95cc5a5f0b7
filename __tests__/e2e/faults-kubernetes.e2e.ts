import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliOptions, type CliResult, cli, type ProjectCopy, smallProject } from './support/cli-run';
import { deployed, versions } from './support/cluster-state';
import { applyCrds, deleteCrds } from './support/crds';
import { deleteNamespace, getObject, kubectl } from './support/kubectl';
import { type Provisioner, startProvisioner } from './support/volumes';

const namespace = 'small-e2e';
let project: ProjectCopy;
let provisioner: Provisioner | undefined;

function deploy(
  sets: readonly string[] = [],
  words: readonly string[] = [],
  options: CliOptions = {},
): Promise<CliResult> {
  return project.run('deploy', ['--yes', ...sets.flatMap((set) => ['--set', set]), ...words], options);
}

async function mustDeploy(...sets: readonly string[]): Promise<CliResult> {
  const result = await deploy(sets);
  expect(result).toSucceed();
  return result;
}

async function newest(): Promise<{ status: string; reason?: string; number: number }> {
  const { stdout } = await project.run('history', ['--output', 'json']);
  return (JSON.parse(stdout) as [{ status: string; number: number }])[0];
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  project = await smallProject('kubernetes');
});

afterAll(async () => {
  await provisioner?.stop();
  await deleteNamespace(namespace);
  project.remove();
});

describe('the first release', () => {
  test('a claim that nobody binds is named when the time is over; the next run goes on from there', async () => {
    const { code, stderr } = await deploy([], ['--timeout', '8s']);
    expect(code).toBe(1);
    expect(stderr).toContain('not ready in time: StatefulSet/cache');
    expect(stderr).toMatch(/unbound|PersistentVolumeClaim/i);
    provisioner = startProvisioner(namespace);
    const second = await mustDeploy();
    expect(second.stderr).toContain('release 2: deployed');
  });

  test('a second run writes nothing at all', async () => {
    const before = await versions(namespace);
    expect((await deploy()).stderr).toContain('unchanged (release 2)');
    expect(await versions(namespace)).toEqual(before);
  });

  test('the value of a secret stands in no output and in no release', async () => {
    const secret = await getObject<{ data: { password: string } }>(['secret', 'cache', '-n', namespace]);
    const value = Buffer.from(secret.data.password, 'base64').toString();
    expect(value.length).toBeGreaterThan(20);
    const told = [await project.run('diff'), await project.run('status'), await project.run('history', ['-o', 'json'])];
    const releases = await kubectl([
      'get',
      'secrets',
      '-n',
      namespace,
      '-l',
      'manifold.dev/releases-of=small',
      '-o',
      'json',
    ]);
    expect(JSON.stringify(told) + releases).not.toContain(value);
    expect(releases).not.toContain(secret.data.password);
  });
});

describe('a release that does not come up is rolled back, with its cause', () => {
  test.each<[string, readonly string[], readonly string[], RegExp]>([
    ['an image that is not there', ['components.web.image=lab.local/none:1'], [], /Deployment\/web: ImagePullBackOff/],
    ['a crash loop', ['config.BEHAVIOUR=crash'], [], /ended 3 times \(exit code 3\)[\s\S]*the last words of web/],
    ['more memory than the limit', ['config.BEHAVIOUR=hoard'], [], /ended 3 times \(more memory than its limit\)/],
    ['never ready', ['config.BEHAVIOUR=unready'], ['--timeout', '15s'], /not ready in time: Deployment\/web/],
    ['a job that fails', ['config.JOB=fail'], [], /Job\/prepare-\w+: failed/],
    [
      'a pod that fits on no node',
      ['components.web.resources.requests.cpu=60', 'components.web.resources.limits.cpu=60'],
      ['--timeout', '12s'],
      /Insufficient cpu/,
    ],
  ])('%s', async (_title, sets, words, cause) => {
    const before = await deployed(namespace);
    const { code, stderr } = await deploy(sets, words);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(cause) });
    expect(await newest()).toMatchObject({ status: 'rolled-back' });
    expect(await deployed(namespace)).toEqual(before);
    expect(await project.run('status', ['--exit-code'])).toSucceed();
  });

  test.each([
    ['a quota', ['create', 'quota', 'tight', '--hard=pods=1'], 'resourcequota/tight', /exceeded quota: tight/],
    ['a LimitRange', ['apply', '-f', '-'], 'limitrange/tight', /maximum memory usage per Container is 32Mi/],
  ] as const)('%s that refuses the pod and not the Deployment', async (_title, make, object, cause) => {
    const tight = {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'tight', namespace },
      spec: { limits: [{ type: 'Container', max: { memory: '32Mi' } }] },
    };
    await kubectl([...make, '-n', namespace], { input: JSON.stringify(tight) });
    try {
      const { code, stderr, seconds } = await deploy(['config.BEHAVIOUR=other']);
      expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(cause) });
      expect(seconds).toBeLessThan(60);
    } finally {
      await kubectl(['delete', object, '-n', namespace]);
    }
  });

  test('without rollback it stays as it is, and the next deployment mends it', async () => {
    const { code } = await deploy(['components.web.image=lab.local/none:1'], ['--no-rollback']);
    expect(code).toBe(1);
    expect((await project.run('status', ['--exit-code'])).code).toBe(3);
    await mustDeploy();
    expect(await project.run('status', ['--exit-code'])).toSucceed();
  });
});

describe('nothing is written when it is known before', () => {
  async function refused(result: Promise<CliResult>, wanted: { code: number; says: string }): Promise<void> {
    const before = await versions(namespace);
    const { code, stderr } = await result;
    expect({ code, stderr }).toEqual({ code: wanted.code, stderr: expect.stringContaining(wanted.says) });
    expect(await versions(namespace)).toEqual(before);
  }

  test('a volume that would shrink', () =>
    refused(deploy(['backingServices.cache.storage.size=32Mi']), { code: 1, says: 'immutable-field' }));

  test('another cluster under the right name', () =>
    refused(deploy([], ['--set', 'deploy.clusterUid=00000000-0000-4000-8000-000000000000']), {
      code: 1,
      says: 'wrong-cluster',
    }));

  test('a context that is not that of the environment', () =>
    refused(deploy([], ['--context', 'elsewhere']), { code: 2, says: 'wrong-context' }));

  test.each(['-f', '; touch canary', '$(touch canary)', '--kubeconfig=x'])(
    'a context called %j is a name and nothing more',
    (name) => refused(deploy([], ['--set', `deploy.context=${name}`]), { code: 1, says: 'no-cluster' }),
  );

  test('nobody there to say yes', () =>
    refused(project.run('deploy', ['--set', 'config.BEHAVIOUR=other']), { code: 2, says: 'pass --yes' }));

  test('a kind that the cluster does not know', () =>
    refused(deploy(['secrets.provider=external', 'secrets.store.name=vault']), { code: 1, says: 'missing-crd' }));

  test('a kind that the cluster knew a moment ago', async () => {
    await applyCrds();
    await kubectl(['get', 'externalsecrets', '-n', namespace]);
    await deleteCrds();
    await refused(deploy(['secrets.provider=external', 'secrets.store.name=vault']), { code: 1, says: 'missing-crd' });
  });

  test('dist is not what would be deployed', async () => {
    expect(await cli(['synth', '--project', project.folder])).toSucceed();
    const dist = join(project.folder, 'dist');
    appendFileSync(join(dist, 'small-e2e.k8s.yaml'), '# reviewed\n');
    await refused(deploy(), { code: 1, says: 'stale-dist' });
    rmSync(dist, { recursive: true });
  });

  test('kubectl is not there', () =>
    refused(deploy([], [], { env: { PATH: '/nowhere' } }), { code: 1, says: 'kubectl is not on PATH' }));

  test('kubectl is too old', async () => {
    const folder = project.folder;
    const script = '#!/bin/sh\necho \'{"clientVersion":{"major":"1","minor":"20"}}\'\n';
    writeFileSync(join(folder, 'kubectl'), script, { mode: 0o755 });
    await refused(deploy([], [], { env: { PATH: folder } }), { code: 1, says: 'kubectl is 1.20' });
  });

  test('what the account may not do', async () => {
    const config = await limitedKubeconfig();
    await refused(deploy(['config.BEHAVIOUR=other', 'deploy.context=limited'], [], { env: { KUBECONFIG: config } }), {
      code: 1,
      says: 'orbidden',
    });
  });
});

/** A kubeconfig for an account that may look at everything, and change nothing. */
async function limitedKubeconfig(): Promise<string> {
  await kubectl(['delete', 'clusterrolebinding', 'manifold-e2e-limited', '--ignore-not-found']);
  await kubectl(['create', 'serviceaccount', 'limited', '-n', namespace]);
  const binding = ['create', 'clusterrolebinding', 'manifold-e2e-limited', '--clusterrole=view'];
  await kubectl([...binding, `--serviceaccount=${namespace}:limited`]);
  const token = (await kubectl(['create', 'token', 'limited', '-n', namespace])).trim();
  const view = JSON.parse(await kubectl(['config', 'view', '--raw', '-o', 'json'])) as {
    clusters: { name: string; cluster: object }[];
  };
  const [cluster] = view.clusters;
  const file = join(project.folder, 'limited.kubeconfig');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    users: [{ name: 'limited', user: { token } }],
    contexts: [{ name: 'limited', context: { cluster: cluster?.name, user: 'limited' } }],
    'current-context': 'limited',
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}

describe('what others did to the objects', () => {
  test('an edit by hand is shown as drift, and set back', async () => {
    await mustDeploy();
    const patch = '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":99}}}}';
    await kubectl(['patch', 'deployment', 'web', '-n', namespace, '--type=merge', '-p', patch]);
    const diff = await project.run('diff', ['--exit-code']);
    expect(diff).toMatchObject({ code: 3, stdout: expect.stringContaining('terminationGracePeriodSeconds') });
    await mustDeploy();
    expect(await project.run('diff', ['--exit-code'])).toSucceed();
  });

  test('what was deleted by hand is made again', async () => {
    await kubectl(['delete', 'service', 'web', '-n', namespace]);
    expect((await project.run('diff')).stdout).toContain('+ Service/web');
    await mustDeploy();
    await kubectl(['get', 'service', 'web', '-n', namespace]);
  });

  test('an object of somebody else under our name is refused until it is taken over', async () => {
    await kubectl(['delete', 'service', 'web', '-n', namespace]);
    await kubectl(['create', 'service', 'clusterip', 'web', '--tcp=80', '-n', namespace]);
    expect(await deploy()).toMatchObject({ code: 1, stderr: expect.stringContaining('other-owner') });
    expect(await deploy([], ['--take-over'])).toSucceed();
  });

  test('a component that left the model is pruned, and what holds data is not', async () => {
    await mustDeploy('components.prepare.enabled=false');
    expect(await kubectl(['get', 'jobs', '-n', namespace, '-o', 'name'])).toBe('');
    await mustDeploy();
  });

  test('an object that was made again by hand is not pruned: it is no longer ours', async () => {
    const own = (await getObject<{ items: { metadata: { name: string } }[] }>(['configmap', '-n', namespace])).items
      .map(({ metadata }) => metadata.name)
      .find((name) => name.startsWith('web-env-'));
    const config = await getObject<{ metadata: object; data: object }>(['configmap', String(own), '-n', namespace]);
    await kubectl(['delete', 'configmap', String(own), '-n', namespace]);
    const { labels, name } = config.metadata as { labels: object; name: string };
    const again = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data: config.data };
    await kubectl(['create', '-f', '-'], { input: JSON.stringify(again) });
    await mustDeploy('config.BEHAVIOUR=other');
    await kubectl(['get', 'configmap', String(own), '-n', namespace]);
    await kubectl(['delete', 'configmap', String(own), '-n', namespace]);
  });
});

describe('rollback', () => {
  test('brings an earlier release back with its configuration', async () => {
    await mustDeploy();
    const before = await deployed(namespace);
    const { number } = await newest();
    await mustDeploy('config.BEHAVIOUR=other');
    const result = await project.run('rollback', [String(number), '--yes']);
    expect(result).toSucceed();
    expect(await deployed(namespace)).toEqual(before);
  });

  test('to a release that never was is refused', async () => {
    const { code, stderr } = await project.run('rollback', ['9999', '--yes']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('there is no release 9999') });
  });
});

describe('teardown', () => {
  const redis = ['exec', '-n', namespace, 'cache-0', '--', 'sh', '-c'];
  const script = 'REDISCLI_AUTH="$(cat /run/secrets/cache/password)" exec redis-cli -e';

  test('keeps the data, may be repeated, and the next release finds it', async () => {
    await kubectl([...redis, `${script} set kept 42`]);
    expect(await project.run('teardown', ['--yes'])).toSucceed();
    expect(await project.run('teardown', ['--yes'])).toSucceed();
    expect(await kubectl(['get', 'pods', '-n', namespace, '-o', 'name'])).toBe('');
    const { stdout } = await project.run('status');
    expect(stdout).toContain('nothing is deployed');
    await mustDeploy();
    expect((await kubectl([...redis, `${script} get kept`])).trim()).toBe('42');
  });

  test('a password is not invented for data that is there', async () => {
    await project.run('teardown', ['--yes']);
    const secret = await kubectl(['get', 'secret', 'cache', '-n', namespace, '-o', 'json']);
    await kubectl(['delete', 'secret', 'cache', '-n', namespace]);
    expect(await deploy()).toMatchObject({ code: 1, stderr: expect.stringContaining('secret-lost') });
    const { metadata, ...rest } = JSON.parse(secret) as { metadata: { name: string; labels: object } };
    const again = { ...rest, metadata: { name: metadata.name, namespace, labels: metadata.labels } };
    await kubectl(['create', '-f', '-'], { input: JSON.stringify(again) });
    await mustDeploy();
  });

  test('deletes data only when the name was typed', async () => {
    const words = ['--delete-data'];
    expect(await project.run('teardown', words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--confirm e2e'),
    });
    expect(await project.run('teardown', [...words, '--confirm', 'e3e'])).toMatchObject({ code: 1 });
    await kubectl(['get', 'pod', 'cache-0', '-n', namespace]);
    await provisioner?.stop();
    provisioner = undefined;
    expect(await project.run('teardown', [...words, '--confirm', 'e2e'])).toSucceed();
    expect(await kubectl(['get', 'namespace', namespace, '--ignore-not-found'])).toBe('');
    await kubectl(['delete', 'clusterrolebinding', 'manifold-e2e-limited', '--ignore-not-found']);
  });
});
