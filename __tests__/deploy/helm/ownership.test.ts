import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { objectsOfOthers } from '../../../deploy/helm/ownership';
import { Kubectl } from '../../../deploy/kubernetes/kubectl';
import type { ClusterObject } from '../../../deploy/kubernetes/objects';
import { ARGOCD_TRACKING, untrack } from '../../../deploy/kubernetes/untrack';
import { HelmWorld, object } from './world';

const PART_OF = 'app.kubernetes.io/part-of';
const MANAGED_BY = 'app.kubernetes.io/managed-by';
const MADE = { labels: { [PART_OF]: 'small', [MANAGED_BY]: 'manifold' } };
const TRACKED = { 'argocd.argoproj.io/tracking-id': 'small-e2e:apps/Deployment:small-e2e/web' };

function ofRelease(name: string, namespace = 'small-e2e'): Readonly<Record<string, string>> {
  return { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace };
}

const OURS: readonly [string, ClusterObject][] = [
  ['of our own release', object('Deployment/web', { annotations: ofRelease('small-e2e') })],
  ['a Secret that secrets ensure made, or a teardown has kept', object('Secret/cache', MADE)],
  ['a claim that a teardown has kept', object('PersistentVolumeClaim/data', MADE)],
  ['a Namespace, which the chart never has', object('Namespace/small-e2e', { labels: { [PART_OF]: 'other' } })],
];

const OTHERS: readonly [string, ClusterObject, string][] = [
  ['made by hand', object('Deployment/web'), 'was not made by manifold for small'],
  [
    'a Secret of another application',
    object('Secret/cache', { labels: { ...MADE.labels, [PART_OF]: 'other' } }),
    'for small',
  ],
  ['of another release', object('Secret/cache', { ...MADE, annotations: ofRelease('blue') }), 'the release blue'],
  [
    'of a release of that name somewhere else',
    object('Deployment/web', { annotations: ofRelease('small-e2e', 'elsewhere') }),
    'in the namespace elsewhere',
  ],
  ['that runs by manifests', object('Deployment/web', MADE), 'was made by another method'],
  [
    'that Argo CD took from our release',
    object('Deployment/web', { annotations: { ...TRACKED, ...ofRelease('small-e2e') } }),
    'was made by argocd',
  ],
];

let world: HelmWorld;

beforeEach(() => {
  world = new HelmWorld();
});

afterEach(() => world.remove());

describe('an object that is there already', () => {
  const owner = { release: 'small-e2e', namespace: 'small-e2e', application: 'small' };

  test.each(OURS)('%s is ours', (_title, live) => {
    expect(objectsOfOthers([live], owner)).toEqual([]);
  });

  test.each(OTHERS)('%s is not', (_title, live, says) => {
    expect(objectsOfOthers([live], owner)).toMatchObject([
      { code: 'other-owner', severity: 'error', message: expect.stringContaining(says) },
    ]);
  });
});

test('objects of others are refused before anything is written, until they are taken over', async () => {
  world.renders([object('Deployment/web'), object('Secret/cache')]);
  world.isThere([object('Deployment/web'), object('Secret/cache', MADE)]);
  expect(await world.manifold('deploy', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Deployment\/web is there already.*--take-over takes it \[other-owner\]/),
  });
  expect(world.written('helm.log')).not.toContain('upgrade');
  expect(await world.manifold('diff', '--take-over')).toMatchObject({ code: 0 });
});

test('what was taken from Argo CD is not refused again', async () => {
  const kubectl = new Kubectl({ env: world.env, context: 'lab', namespace: 'small-e2e' });
  const live = [object('Deployment/web', { annotations: TRACKED }), object('Secret/cache', MADE)];
  await untrack(kubectl, live, [ARGOCD_TRACKING]);
  expect(world.written('kubectl.log')).toContain('annotate -f - argocd.argoproj.io/tracking-id-');
  const { items } = JSON.parse(world.written('annotated.json'));
  expect(items).toEqual([{ apiVersion: 'v1', kind: 'Deployment', metadata: { name: 'web' } }]);
});
