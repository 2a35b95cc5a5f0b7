import { expect, test } from '@jest/globals';
import { recoveryOf } from '../../../deploy/helm/recover';

function history(...statuses: readonly string[]) {
  return statuses.map((status, index) => ({ revision: index + 1, status }));
}

test.each([
  ['no release', [], { kind: 'none' }],
  ['one that stands', ['superseded', 'deployed'], { kind: 'none' }],
  ['one that failed, which helm upgrades by itself', ['deployed', 'failed'], { kind: 'none' }],
  ['a first install that was killed', ['pending-install'], { kind: 'uninstall', from: 'pending-install' }],
  [
    'an upgrade that was killed',
    ['superseded', 'deployed', 'pending-upgrade'],
    { kind: 'rollback', revision: 2, from: 'pending-upgrade' },
  ],
  [
    'a rollback that was killed',
    ['superseded', 'failed', 'pending-rollback'],
    { kind: 'rollback', revision: 1, from: 'pending-rollback' },
  ],
] as const)('%s', (_title, statuses, recovery) => {
  expect(recoveryOf(history(...statuses))).toEqual(recovery);
});
