import { expect, test } from '@jest/globals';
import { type ApplicationState, progressOf } from '../../../deploy/argocd/application';

const COMMIT = 'a'.repeat(40);

function state(sync: string, health: string, more: object = {}): ApplicationState {
  return { status: { sync: { status: sync, revision: COMMIT }, health: { status: health }, ...more } };
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
    state('OutOfSync', 'Missing', { operationState: { phase: 'Failed', message: 'no' } }),
    'failed',
  ],
  [
    'a failure of the commit before',
    { status: { sync: { revision: 'b' }, operationState: { phase: 'Failed' } } },
    'waiting',
  ],
])('%s', (_title, application, kind) => {
  expect(progressOf(application, COMMIT).kind).toBe(kind);
});
