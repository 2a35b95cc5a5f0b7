import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ApplicationState } from '../../../deploy/argocd/application';
import { waitForApplication } from '../../../deploy/argocd/wait';
import { Kubectl } from '../../../deploy/kubernetes/kubectl';

const COMMIT = 'a'.repeat(40);
const LATER = 'b'.repeat(40);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-application-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A kubectl that shows these states of an Application one after the other, and then the last for good. */
function kubectlWith(states: readonly ApplicationState[]): Kubectl {
  states.forEach((state, index) => {
    writeFileSync(join(folder, `state-${index}`), JSON.stringify(state));
  });
  const script = `#!/bin/sh
cd ${folder}
echo "$*" >> calls
case "$*" in
  *" get applications"*) ;;
  *" get "*) echo '{"items":[]}'; exit ;;
  *) exit ;;
esac
n=$(cat count 2>/dev/null || echo 0)
echo $((n + 1)) > count
[ "$n" -lt ${states.length} ] || n=${states.length - 1}
exec cat "state-$n"
`;
  writeFileSync(join(folder, 'kubectl'), script, { mode: 0o755 });
  return new Kubectl({ env: { PATH: `${folder}:${env.PATH}` }, context: 'any', namespace: 'shop' });
}

function state(revision: string, sync: string, health: string): ApplicationState {
  return { status: { sync: { status: sync, revision }, health: { status: health } } };
}

function calls(): string {
  return readFileSync(join(folder, 'calls'), 'utf8');
}

function wait(states: readonly ApplicationState[], seconds = 30, isRollback = false) {
  const place = {
    kubectl: kubectlWith(states),
    name: 'shop-live',
    namespace: 'argocd',
    commit: COMMIT,
    now: () => new Date(),
    isHere: true,
    isAutomated: false,
    isRollback,
  };
  const context = {
    signal: new AbortController().signal,
    deadline: Date.now() + seconds * 1000,
    say: () => {},
    made: async () => {},
  };
  return waitForApplication({ ...place, contains: async (revision) => revision === LATER }, context);
}

test('waits until the commit is synced and healthy', async () => {
  const outcome = await wait([state('old', 'Synced', 'Healthy'), state(COMMIT, 'Synced', 'Healthy')]);
  expect(outcome).toMatchObject({ ok: true });
});

test('a commit that somebody pushed after ours holds ours as well', async () => {
  expect(await wait([state(LATER, 'Synced', 'Healthy')])).toMatchObject({ ok: true });
});

test('ends as soon as it is degraded, and when the time is over', async () => {
  expect(await wait([state(COMMIT, 'Synced', 'Degraded')])).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining('Degraded') },
  });
  expect(await wait([state('old', 'Synced', 'Healthy')], 0)).toMatchObject({
    ok: false,
    failure: {
      message: expect.stringContaining('not in time'),
      details: [expect.stringContaining('gitops.automated is false')],
    },
  });
});

test('asks Argo CD to look at the repository now', async () => {
  await wait([state('old', 'Synced', 'Healthy'), state(COMMIT, 'Synced', 'Healthy')]);
  expect(calls()).toMatch(/annotate .*argocd\.argoproj\.io\/refresh=normal/);
});

describe('a sync of an earlier commit that still runs', () => {
  function busy(automated: boolean, retryCount: number): ApplicationState {
    const operation = { sync: { revision: 'old' }, initiatedBy: { automated } };
    const operationState = { phase: 'Running', startedAt: '2026-01-01T00:00:00Z', retryCount, operation };
    return { status: { sync: { status: 'OutOfSync', revision: 'old' }, operationState } };
  }

  test.each([
    ['is ended once it is tried again', true, 1, false, true],
    ['is left to end at its first attempt', true, 0, false, false],
    ['is ended when a release is rolled back', true, 0, true, true],
    ['is left alone when a person started it', false, 1, true, false],
  ])('%s', async (_title, automated, retries, isRollback, isEnded) => {
    const states = [busy(automated, retries), state(COMMIT, 'Synced', 'Healthy')];
    expect(await wait(states, 30, isRollback)).toMatchObject({ ok: true });
    expect(calls().includes('Terminating')).toBe(isEnded);
  });
});
