import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect, test } from '@jest/globals';
import { Kubectl } from '../../../deploy/kubernetes/kubectl';
import type { Observed, Snapshot } from '../../../deploy/kubernetes/snapshot';
import { Unwedger, wedgedPods } from '../../../deploy/kubernetes/unwedge';

const TITLES = ['StatefulSet/db', 'Deployment/web'];

function snapshot(pod: { revision: string; ready: boolean; deletionTimestamp?: string }, observedGeneration = 2) {
  const { revision, ready, ...times } = pod;
  const set: Observed = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', generation: 2 },
    status: { observedGeneration, updateRevision: 'new' },
  };
  const member: Observed = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'db-0',
      labels: { 'controller-revision-hash': revision },
      ownerReferences: [{ kind: 'StatefulSet', name: 'db' }],
      ...times,
    },
    status: { containerStatuses: [{ name: 'db', ready, restartCount: 0, image: 'a' }] },
  };
  return { objects: [set, member], warnings: [] } satisfies Snapshot;
}

test.each([
  ['of the old version, not ready', snapshot({ revision: 'old', ready: false }), TITLES, ['db-0']],
  ['of the old version, ready', snapshot({ revision: 'old', ready: true }), TITLES, []],
  ['of the new version', snapshot({ revision: 'new', ready: false }), TITLES, []],
  ['that ends', snapshot({ revision: 'old', ready: false, deletionTimestamp: 'now' }), TITLES, []],
  ['of a set that the controller has not looked at', snapshot({ revision: 'old', ready: false }, 1), TITLES, []],
  ['of a set of somebody else', snapshot({ revision: 'old', ready: false }), ['Deployment/web'], []],
])('a pod %s', (_title, seen, titles, expected) => {
  expect(wedgedPods(seen, titles).map(({ metadata }) => metadata.name)).toEqual(expected);
});

test('is deleted when it has been in the way for some seconds, and not when it became ready meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-unwedge-'));
  writeFileSync(join(folder, 'calls'), '');
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\necho "$*" >> ${folder}/calls\n`, { mode: 0o755 });
  const kubectl = new Kubectl({ env: { PATH: `${folder}:${env.PATH}` }, context: 'any', namespace: 'shop' });
  let seconds = 0;
  const unwedger = new Unwedger(kubectl, () => new Date(seconds * 1000));
  const lookAt = async (second: number, ready: boolean): Promise<string> => {
    seconds = second;
    await unwedger.look(snapshot({ revision: 'old', ready }), TITLES);
    return readFileSync(join(folder, 'calls'), 'utf8');
  };
  expect(await lookAt(0, false)).toBe('');
  expect(await lookAt(5, true)).toBe('');
  expect(await lookAt(10, false)).toBe('');
  expect(await lookAt(19, false)).toContain('delete pod db-0');
  rmSync(folder, { recursive: true });
});
