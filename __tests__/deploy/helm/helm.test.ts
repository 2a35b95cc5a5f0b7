import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Helm } from '../../../deploy/helm/helm';
import { HelmWorld, object } from './world';

const REFUSED = 'Kubernetes cluster unreachable: Get "https://lab/version": dial tcp 10.0.0.1:6443: connection refused';
let world: HelmWorld;
let helm: Helm;

beforeEach(() => {
  world = new HelmWorld();
  const access = { env: world.env, context: 'lab', namespace: 'small-e2e' };
  helm = new Helm({ access, name: 'small-e2e', environment: 'e2e' });
  world.deployed([object('Deployment/web')]);
});

afterEach(() => world.remove());

describe('what a release holds', () => {
  test('is nothing where there is no release', async () => {
    world.fails('release: not found');
    expect(await helm.manifest()).toEqual([]);
  });

  test('is asked again while the API server is away', async () => {
    world.fails(REFUSED, REFUSED);
    expect(await helm.manifest()).toMatchObject([{ kind: 'Deployment' }]);
  });

  test('is not nothing because helm cannot say it', async () => {
    world.fails('query: failed to query with labels: secrets is forbidden');
    await expect(helm.manifest()).rejects.toThrow('helm get failed: Error: query: failed to query');
  });
});

test.each([
  ['no release is none', 'release: not found', []],
  ['something else that is not found is told', 'plugin "kubeconfig" not found', 'plugin "kubeconfig" not found'],
])('of the history: %s', async (_title, said, expected) => {
  world.fails(said);
  const history = helm.history();
  if (typeof expected === 'string') await expect(history).rejects.toThrow(expected);
  else expect(await history).toEqual(expected);
});

describe('what leaves the chart', () => {
  const STATEFUL_SET = object('StatefulSet/old');
  const KEPT = object('PersistentVolumeClaim/old', { annotations: { 'helm.sh/resource-policy': 'keep' } });

  function configMaps(count: number) {
    return Array.from({ length: count }, (_, index) => object(`ConfigMap/c${index}`));
  }

  test('is deleted, a StatefulSet too, but for what helm is told to keep', async () => {
    world.deployed([STATEFUL_SET, KEPT]);
    const { stdout } = await world.manifold('diff', '--output', 'json');
    expect(JSON.parse(stdout).changes).toEqual([{ action: 'delete', what: 'StatefulSet/old', fields: [] }]);
  });

  test('is held against what helm has deployed, not against an inventory that is empty', async () => {
    world.deployed(configMaps(40));
    world.renders(configMaps(26));
    expect(await world.manifold('deploy', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('14 of 40 objects would be deleted'),
    });
    world.renders(configMaps(30));
    // Nobody answers the question that comes after it.
    expect(await world.manifold('deploy')).toMatchObject({ code: 2, stderr: expect.stringContaining('pass --yes') });
  });
});
