import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Method } from '../../../deploy/method';
import { type Journal, migrationFolder } from '../../../deploy/migrate/journal';
import { abortMigration, migrate } from '../../../deploy/migrate/migrate';
import { migrationIssues } from '../../../deploy/migrate/moved';
import type { EnvironmentModel } from '../../../model/model';
import { exampleModel } from '../secrets/models';
import { createWorld, Killed, type World } from './world';

let project: string;
let world: World;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'manifold-moved-'));
  world = createWorld();
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function issuesOf(method: Method, change: Partial<EnvironmentModel> = {}) {
  const model = exampleModel();
  const environment = { ...model.environment, ...change };
  return migrationIssues({ method, model: { ...model, environment }, projectFolder: project });
}

const codesOf = (...given: Parameters<typeof issuesOf>) => issuesOf(...given).map(({ code }) => code);

test('an environment that never moved is changed by every method', () => {
  for (const method of ['compose', 'kubernetes', 'terraform'] as const) expect(issuesOf(method)).toEqual([]);
});

test('one that has moved is changed by the old method no more, with the journal, what to change and the way back', async () => {
  await migrate(world.request(project));
  expect(issuesOf('compose')).toEqual([
    {
      code: 'moved',
      path: 'deploy.method',
      message:
        `development has moved from compose to kubernetes (${join(project, '.manifold', 'development', 'migration.json')}): ` +
        'set deploy.method to kubernetes in envs/development.yaml, ' +
        'or go back with manifold migrate development --from kubernetes --to compose --yes',
      severity: 'error',
    },
  ]);
  for (const method of ['kubernetes', 'helm', 'argocd', 'terraform'] as const) expect(issuesOf(method)).toEqual([]);
});

test('moving back lets the old method in again, and keeps every method of the cluster out', async () => {
  await migrate(world.request(project));
  await migrate(world.request(project, 'kubernetes', 'compose'));
  expect(issuesOf('compose')).toEqual([]);
  for (const method of ['kubernetes', 'helm', 'argocd'] as const) expect(codesOf(method)).toEqual(['moved']);
});

test('while a migration is unfinished nothing is changed by either, and giving it up ends that', async () => {
  world.killAt = 10;
  await expect(migrate(world.request(project))).rejects.toThrow(Killed);
  world.killAt = 0;
  for (const method of ['compose', 'kubernetes'] as const) {
    expect(codesOf(method)).toEqual(['migrating']);
    expect(issuesOf(method)[0]?.message).toContain('--from compose --to kubernetes --yes, or give it up with --abort');
  }
  await abortMigration(world.request(project));
  expect(issuesOf('compose')).toEqual([]);
});

test('once the switch has begun there is another way than giving it up', () => {
  const journal: Journal = {
    version: 1,
    environment: 'development',
    from: 'compose',
    to: 'kubernetes',
    startedAt: '2026-01-02T03:04:05.000Z',
    done: [],
    dumps: {},
    touched: [],
    state: 'switching',
    left: {},
  };
  migrationFolder(project, 'development').write(journal);
  expect(issuesOf('compose')[0]?.message).toContain(
    'or migrate back with manifold migrate development --from kubernetes',
  );
});

test('what is placed on the old method later has not moved', async () => {
  await migrate(world.request(project));
  const placement = { backend: 'compose' } as const;
  const { deploy } = exampleModel().environment;
  expect(codesOf('compose', { placement, deploy: { ...deploy, method: 'kubernetes' } })).toEqual([]);
  expect(codesOf('compose', { placement, deploy: { ...deploy, method: 'compose' } })).toEqual(['moved']);
});
