import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ProjectCopy, smallProject } from './support/cli-run';
import { deployed, versions } from './support/cluster-state';
import { deleteNamespace, kubectl } from './support/kubectl';
import { startSilentWebhook, WEBHOOK } from './support/silent-webhook';
import { type Provisioner, startProvisioner } from './support/volumes';
import { waitFor } from './support/wait';

const namespace = 'cluster-e2e';
const change = ['--yes', '--set', 'config.BEHAVIOUR=other'];
let project: ProjectCopy;
let provisioner: Provisioner;

beforeAll(async () => {
  await deleteNamespace(namespace);
  project = await smallProject('kubernetes', 'cluster');
  provisioner = startProvisioner(namespace);
  expect(await project.run('deploy', ['--yes'])).toSucceed();
});

afterAll(async () => {
  await provisioner.stop();
  await deleteNamespace(namespace);
  project.remove();
});

describe('a webhook that does not answer', () => {
  test('for what is deployed: refused by the dry run, by its name, and nothing is written', async () => {
    const webhook = await startSilentWebhook(namespace, { group: 'apps', resource: 'deployments' });
    try {
      const before = await versions(namespace);
      const { code, stderr } = await project.run('deploy', change);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(WEBHOOK) });
      expect(await versions(namespace)).toEqual(before);
    } finally {
      await webhook.stop();
    }
  });

  test('for pods: told by its name, and rolled back', async () => {
    const before = await deployed(namespace);
    const webhook = await startSilentWebhook(namespace, { group: '', resource: 'pods' });
    try {
      const { code, stderr, seconds } = await project.run('deploy', change);
      expect({ code, stderr }).toEqual({
        code: 5,
        stderr: expect.stringMatching(new RegExp(`no pod can be made: .*${WEBHOOK}`)),
      });
      expect(seconds).toBeLessThan(90);
    } finally {
      await webhook.stop();
    }
    expect(await deployed(namespace)).toEqual(before);
  });
});

describe('a StatefulSet whose pod is broken', () => {
  const broken = ['--yes', '--set', 'backingServices.cache.image=lab.local/none:1'];

  test('is rolled back, though its controller waits for that pod for good', async () => {
    const before = await deployed(namespace);
    const { code, stderr } = await project.run('deploy', broken);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('StatefulSet/cache') });
    expect(await deployed(namespace)).toEqual(before);
  });

  test('left as it is, it is mended by the next deployment', async () => {
    expect(await project.run('deploy', [...broken, '--no-rollback'])).toMatchObject({ code: 1 });
    expect(await project.run('deploy', ['--yes'])).toSucceed();
    expect(await project.run('status', ['--exit-code'])).toSucceed();
  });
});

describe('a namespace that does not go', () => {
  const held = ['configmap', 'held', '-n', namespace];
  const removal = ['--delete-data', '--confirm', 'e2e', '--no-backup'];

  test('is told with what holds it, when the time is over', async () => {
    await kubectl(['create', ...held]);
    await kubectl(['patch', ...held, '-p', '{"metadata":{"finalizers":["manifold.test/held"]}}']);
    await provisioner.stop();
    const { code, stderr } = await project.run('teardown', [...removal, '--timeout', '45s']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('ConfigMap/held waits for manifold.test/held'),
    });
  });

  test('is nothing that could be deployed into', async () => {
    const { code, stderr } = await project.run('deploy', ['--yes']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('namespace-ends') });
    expect(stderr).toContain('ConfigMap/held waits for manifold.test/held');
  });

  test('goes once nothing holds it, and the environment can be made anew', async () => {
    await kubectl(['patch', ...held, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
    await waitFor(async () => (await kubectl(['get', 'namespace', namespace, '--ignore-not-found'])) === '', {
      what: 'the end of the namespace',
      timeoutSeconds: 60,
    });
    provisioner = startProvisioner(namespace);
    expect(await project.run('deploy', ['--yes'])).toSucceed();
  });
});
