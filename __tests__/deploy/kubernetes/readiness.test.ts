import { describe, expect, test } from '@jest/globals';
import { changesBetween } from '../../../deploy/kubernetes/differences';
import { type ClusterObject, DATA_KINDS, KEPT_KINDS, objectsOf, phaseOf } from '../../../deploy/kubernetes/objects';
import { notWanted } from '../../../deploy/kubernetes/prune';
import { readinessOf } from '../../../deploy/kubernetes/readiness';
import { releaseProblem } from '../../../deploy/kubernetes/release-secrets';
import type { Observed, Snapshot } from '../../../deploy/kubernetes/snapshot';
import { restartsOf, troublesOf } from '../../../deploy/kubernetes/troubles';

const SINCE = { since: '2026-01-01T00:00:00.000Z', restarts: new Map<string, number>() };

function deployment(status: object, spec: object = { replicas: 2 }): Observed {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', generation: 3 }, spec, status };
}

function detail(object: Observed): string | undefined {
  return readinessOf({ objects: [object], warnings: [] }, [`${object.kind}/${object.metadata.name}`])[0]?.detail;
}

describe('readiness', () => {
  const full = { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  test.each([
    ['ready', full],
    ['the controller has not seen the change yet', { ...full, observedGeneration: 2 }],
    ['1 of 2 pods are of the new version', { ...full, updatedReplicas: 1 }],
    ['1 pods of the old version still run', { ...full, replicas: 3 }],
    ['1 of 2 pods are available', { ...full, availableReplicas: 1 }],
  ])('a Deployment: %s', (wanted, status) => {
    expect(detail(deployment(status))).toBe(wanted);
  });

  test('what is not there is not ready', () => {
    expect(readinessOf({ objects: [], warnings: [] }, ['Job/a'])).toEqual([
      { what: 'Job/a', isReady: false, detail: 'is not there' },
    ]);
  });

  test('a Job is ready when it has completed', () => {
    const job = (type: string): Observed => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'a' },
      status: { conditions: [{ type, status: 'True' }] },
    });
    expect(detail(job('Complete'))).toBe('ready');
    expect(detail(job('Suspended'))).toBe('has not completed');
  });
});

describe('a Cluster of CloudNativePG', () => {
  const cluster = (status: object): Observed => ({
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'db', generation: 2 },
    spec: { instances: 2 },
    status,
  });
  const ready = {
    phase: 'Cluster in healthy state',
    readyInstances: 2,
    conditions: [{ type: 'Ready', status: 'True' }],
  };
  test.each([
    ['0 of 2 instances are ready: the operator has not seen it yet', {}],
    ['1 of 2 instances are ready: Creating a new replica', { phase: 'Creating a new replica', readyInstances: 1 }],
    ['Upgrading cluster', { ...ready, phase: 'Upgrading cluster', conditions: [{ type: 'Ready', status: 'False' }] }],
    ['ready', ready],
  ])('%s', (wanted, status) => {
    expect(detail(cluster(status))).toBe(wanted);
  });

  test('comes with the data, and what it needs before it', () => {
    const phase = (kind: string) => phaseOf({ apiVersion: 'x/v1', kind, metadata: { name: 'db' } }, new Set());
    expect(['ObjectStore', 'Cluster', 'ScheduledBackup'].map(phase)).toEqual(['foundation', 'data', 'data']);
  });

  test('is never pruned, nor what it archives to', () => {
    const kinds = ['Cluster', 'ObjectStore', 'ScheduledBackup'];
    const inventory = kinds.map((kind) => ({ apiVersion: 'x/v1', kind, name: 'db', uid: kind }));
    expect(notWanted(inventory, [], KEPT_KINDS)).toEqual([]);
    expect(DATA_KINDS).toEqual(expect.arrayContaining(kinds));
  });
});

const OWNERS = (kind: string, name: string) => [{ kind, name }];

/** A Deployment in the middle of a rollout: an old ReplicaSet whose pod runs, and a new one with this pod. */
function rollout(container: object, warnings: Snapshot['warnings'] = [], replicas = 1): Snapshot {
  const set = (name: string, revision: string, count: number): Observed => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      ownerReferences: OWNERS('Deployment', 'web'),
      annotations: { 'deployment.kubernetes.io/revision': revision },
    },
    spec: { replicas: 1 },
    status: { replicas: count },
  });
  const pod = (name: string, owner: string, status: object): Observed => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ownerReferences: OWNERS('ReplicaSet', owner) },
    status: { containerStatuses: [{ name: 'web', ready: false, restartCount: 0, image: 'a', ...status }] },
  });
  const broken = { state: { waiting: { reason: 'ImagePullBackOff' } } };
  return {
    objects: [
      deployment({}, { replicas: 1 }),
      set('web-9', '9', 1),
      set('web-10', '10', replicas),
      pod('web-9-a', 'web-9', broken),
      pod('web-10-a', 'web-10', container),
    ],
    warnings,
  };
}

describe('troubles', () => {
  test.each<[string, object, RegExp]>([
    ['an image', { state: { waiting: { reason: 'ImagePullBackOff', message: 'gone' } } }, /^ImagePullBackOff: gone$/],
    ['its name', { state: { waiting: { reason: 'InvalidImageName' } } }, /^InvalidImageName$/],
    [
      'a configuration',
      { state: { waiting: { reason: 'CreateContainerConfigError' } } },
      /^CreateContainerConfigError$/,
    ],
    ['crashes', { restartCount: 3, lastState: { terminated: { exitCode: 7 } } }, /ended 3 times \(exit code 7\)/],
    ['memory', { restartCount: 4, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }, /more memory/],
  ])('%s', (_title, container, message) => {
    const found = troublesOf(rollout(container), ['Deployment/web'], SINCE);
    expect(found).toEqual([expect.objectContaining({ pod: 'web-10-a', message: expect.stringMatching(message) })]);
  });

  test('a pod of the version before says nothing of this one, and neither do two crashes', () => {
    const well = { ready: true, restartCount: 2, lastState: { terminated: { exitCode: 1 } } };
    expect(troublesOf(rollout(well), ['Deployment/web'], SINCE)).toEqual([]);
  });

  const crashed = { restartCount: 3, lastState: { terminated: { exitCode: 1 } } };

  test('neither does a container that runs and is not ready, however often it once restarted', () => {
    expect(troublesOf(rollout({ ...crashed, state: { running: {} } }), ['Deployment/web'], SINCE)).toEqual([]);
  });

  test('crashes count from the first look on, unless it was down then', () => {
    const before = { ...SINCE, restarts: restartsOf(rollout({ ...crashed, state: { running: {} } })) };
    const down = (restartCount: number) => rollout({ ...crashed, restartCount, state: { waiting: { reason: 'x' } } });
    expect(troublesOf(down(5), ['Deployment/web'], before)).toEqual([]);
    expect(troublesOf(down(6), ['Deployment/web'], before)).toMatchObject([{ message: 'ended 3 times (exit code 1)' }]);
    expect(troublesOf(down(3), ['Deployment/web'], { ...SINCE, restarts: restartsOf(down(3)) })).toHaveLength(1);
  });

  test('a quota tells by an event of the ReplicaSet; an event from before does not count', () => {
    const event = (lastTimestamp: string) => ({
      involvedObject: { kind: 'ReplicaSet', name: 'web-10' },
      reason: 'FailedCreate',
      message: 'exceeded quota',
      lastTimestamp,
    });
    const judged = (time: string) => troublesOf(rollout({}, [event(time)], 0), ['Deployment/web'], SINCE);
    expect(judged('2026-01-01T00:00:00Z')).toEqual([
      expect.objectContaining({ message: 'no pod can be made: exceeded quota' }),
    ]);
    expect(judged('2025-12-31T23:59:59Z')).toEqual([]);
  });
});

describe('changes', () => {
  const object = (spec: object, metadata: object = {}): ClusterObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', ...metadata },
    spec,
  });

  test('are paths of fields, without those that the server keeps', () => {
    const live = object({ a: 1, b: [{ c: 1 }] }, { resourceVersion: '1', uid: 'x', generation: 1, managedFields: [] });
    expect(changesBetween([live], [object({ a: 1, b: [{ c: 1 }] })])).toEqual([]);
    expect(changesBetween([live], [object({ a: 2, b: [{ c: 2 }] })])).toEqual([
      { action: 'change', what: 'Service/web', fields: ['spec.a', 'spec.b[0].c'] },
    ]);
    expect(changesBetween([], [object({})])).toEqual([{ action: 'create', what: 'Service/web', fields: [] }]);
  });

  test('of a Secret hold no value', () => {
    const secret = (value: string): ClusterObject => ({ ...object({}), kind: 'Secret', data: { password: value } });
    expect(JSON.stringify(changesBetween([secret('b2xk')], [secret('bmV3')]))).not.toMatch(/b2xk|bmV3/);
  });

  test('a frozen Deployment is one', () => {
    const frozen = object({}, { annotations: { 'manifold.dev/frozen-replicas': '2' } });
    expect(changesBetween([frozen], [frozen])).toEqual([expect.objectContaining({ action: 'change' })]);
  });
});

describe('prune', () => {
  const entry = (kind: string, name: string, apiVersion = 'v1') => ({ apiVersion, kind, name, uid: `${kind}-${name}` });
  test('takes what is not wanted, whatever the version of its group, and never what holds data', () => {
    const kept = new Set(['PersistentVolumeClaim', 'Secret']);
    const inventory = [
      entry('ConfigMap', 'old'),
      entry('ConfigMap', 'new'),
      entry('Secret', 'old'),
      entry('PersistentVolumeClaim', 'old'),
      entry('Deployment', 'web', 'apps/v1beta1'),
    ];
    const wanted: ClusterObject[] = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
    ];
    expect(notWanted(inventory, wanted, kept)).toEqual([entry('ConfigMap', 'old')]);
  });
});

test('objects are read from the manifests, and something else is refused', () => {
  const artifact = (content: string) => [{ path: 'a.yaml', content }];
  expect(objectsOf(artifact('kind: A\napiVersion: v1\nmetadata:\n  name: x\n---\n'))).toHaveLength(1);
  expect(() => objectsOf(artifact('a: 1\n'))).toThrow('no Kubernetes object');
});

test('parts: namespace, foundation, data, jobs, workloads', () => {
  const of = (kind: string, labels: Record<string, string> = {}) =>
    phaseOf({ apiVersion: 'v1', kind, metadata: { name: 'x', labels } }, new Set(['prepare']));
  expect(of('ResourceQuota')).toBe('namespace');
  expect(of('ConfigMap')).toBe('foundation');
  expect(of('StatefulSet', { 'app.kubernetes.io/component': 'database' })).toBe('data');
  expect(of('Job', { 'app.kubernetes.io/name': 'prepare' })).toBe('jobs');
  expect(of('Job', { 'app.kubernetes.io/name': 'after' })).toBe('workloads');
  expect(of('HorizontalPodAutoscaler')).toBe('workloads');
});

test('a release that fits into no Secret is refused', () => {
  const noise = Array.from({ length: 400_000 }, (_, index) => ((index * 2654435761) % 2 ** 32).toString(36)).join('');
  expect(releaseProblem([{ path: 'a', content: 'small' }])).toBeUndefined();
  expect(releaseProblem([{ path: 'a', content: noise }])).toContain('a Secret holds 1048576');
});
