import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Journal, migrationFolder } from '../../deploy/migrate/journal';
import { copyProject, runIn } from '../support/command-line';

/** An engine on which nothing runs, and which takes everything but notes what it was asked to start. */
const ENGINE = `#!/bin/sh
case "$*" in
  'version --format {{.Server.Version}}') echo 28.0.1 ;;
  'compose version --short') echo 2.39.1 ;;
  *' up '*) : > "$MARK" ;;
esac
`;

const JOURNAL: Journal = {
  version: 1,
  environment: 'staging',
  from: 'compose',
  to: 'kubernetes',
  startedAt: '2026-01-02T03:04:05.000Z',
  done: [],
  dumps: {},
  touched: [],
  state: 'finished',
  left: {},
};

let project: ReturnType<typeof copyProject>;
const mark = () => join(project.folder, 'started');

beforeEach(() => {
  project = copyProject();
  mkdirSync(join(project.folder, 'bin'));
  writeFileSync(join(project.folder, 'bin', 'docker'), ENGINE);
  chmodSync(join(project.folder, 'bin', 'docker'), 0o755);
});
afterEach(() => project.remove());

function manifold(...words: readonly string[]) {
  const env = { PATH: `${join(project.folder, 'bin')}:/usr/bin:/bin`, MARK: mark() };
  return runIn(project.folder, [...words, '--method', 'compose'], env);
}

const CHANGING = [
  ['deploy', 'staging', '--yes', '--allow-stale'],
  ['deploy', 'staging', '--dry-run', 'server', '--allow-stale'],
  ['rollback', 'staging', '--yes'],
  ['backup', 'staging'],
  ['restore', 'staging'],
  ['secrets', 'rotate', 'staging', '--yes'],
] as const;

describe.each([
  ['has moved away', 'finished', 'staging has moved from compose to kubernetes'],
  ['is about to move', 'moving', 'the migration from compose to kubernetes is not finished'],
] as const)('of an environment that %s', (_title, state, says) => {
  test.each(CHANGING.map((words) => [words.join(' '), words] as const))('%s is refused', async (_words, words) => {
    migrationFolder(project.folder, 'staging').write({ ...JOURNAL, state });
    const { code, stderr } = await manifold(...words);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(says) });
    expect(stderr).toContain(join(project.folder, '.manifold', 'staging', 'migration.json'));
    expect(existsSync(mark())).toBe(false);
  });
});

test('what the old method has left can be looked at, and torn down', async () => {
  migrationFolder(project.folder, 'staging').write(JOURNAL);
  expect(await manifold('backup', 'staging', '--list')).toMatchObject({ code: 0 });
  expect(await manifold('status', 'staging')).toMatchObject({ code: 0 });
  expect(await manifold('teardown', 'staging', '--yes')).toMatchObject({ code: 0 });
});
