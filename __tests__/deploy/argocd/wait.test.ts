import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ApplicationState, waitForApplication } from '../../../deploy/argocd/application';
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

function wait(states: readonly ApplicationState[], seconds = 30) {
  const place = {
    kubectl: kubectlWith(states),
    name: 'shop-live',
    namespace: 'argocd',
    commit: COMMIT,
    now: () => new Date(),
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
    failure: { message: expect.stringContaining('not in time') },
  });
});
