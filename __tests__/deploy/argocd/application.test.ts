import { expect, test } from '@jest/globals';
import { type ApplicationState, complaintsOf, type Operation, progressOf } from '../../../deploy/argocd/application';

const COMMIT = 'a'.repeat(40);

function state(sync: string, health: string, more: object = {}): ApplicationState {
  return { status: { sync: { status: sync, revision: COMMIT }, health: { status: health }, ...more } };
}

function syncOf(revision: string, [status, hookPhase]: readonly string[] = []): Operation {
  const resources = status === undefined ? [] : [{ kind: 'Job', name: 'prepare', status, hookPhase, message: 'why' }];
  return { operation: { sync: { revision } }, syncResult: { revision, resources } } as Operation;
}

test.each<[string, ApplicationState, string]>([
  ['nothing yet', {}, 'waiting'],
  [
    'healthy at an earlier commit',
    { status: { sync: { status: 'Synced', revision: 'b' }, health: { status: 'Healthy' } } },
    'waiting',
  ],
  ['out of sync', state('OutOfSync', 'Healthy'), 'waiting'],
  ['progressing', state('Synced', 'Progressing'), 'waiting'],
  ['healthy', state('Synced', 'Healthy'), 'done'],
  ['degraded', state('Synced', 'Degraded'), 'failed'],
  [
    'a sync that failed',
    state('OutOfSync', 'Missing', { operationState: { phase: 'Failed', message: 'no', ...syncOf(COMMIT) } }),
    'failed',
  ],
  [
    'a failure of the commit before',
    state('OutOfSync', 'Degraded', { operationState: { phase: 'Failed', ...syncOf('b') } }),
    'waiting',
  ],
  [
    'a job that failed and is tried again',
    state('OutOfSync', 'Degraded', { operationState: { phase: 'Running', ...syncOf(COMMIT, ['Synced', 'Failed']) } }),
    'failed',
  ],
  [
    'an object that was refused and is tried again',
    state('OutOfSync', 'Missing', {
      operationState: { phase: 'Running', ...syncOf(COMMIT, ['SyncFailed', 'Failed']) },
    }),
    'waiting',
  ],
  [
    'a sync of the commit before that still runs',
    state('Synced', 'Healthy', { operationState: { phase: 'Running', ...syncOf('b', ['Synced', 'Failed']) } }),
    'waiting',
  ],
])('%s', (_title, application, kind) => {
  expect(progressOf(application, new Set([COMMIT])).kind).toBe(kind);
});

test('tells the object that failed, and what Argo CD holds against the Application', () => {
  const operationState = { phase: 'Running', ...syncOf(COMMIT, ['Synced', 'Failed']) };
  const application = state('OutOfSync', 'Degraded', {
    operationState,
    conditions: [{ type: 'ComparisonError', message: 'no such path' }, { type: 'OrphanedResourceWarning' }],
  });
  expect(progressOf(application, new Set([COMMIT]))).toMatchObject({ message: 'sync failed: Job/prepare: why' });
  expect(complaintsOf(application)).toEqual(['ComparisonError: no such path', 'Job/prepare: why']);
});

test('says whose sync is in the way', () => {
  const operation = { sync: { revision: 'b' }, initiatedBy: { username: 'ann' } };
  const application = state('Synced', 'Healthy', { operationState: { phase: 'Running', operation } });
  expect(progressOf(application, new Set([COMMIT]))).toMatchObject({
    message: expect.stringContaining('is still syncing b, started by ann'),
  });
});
