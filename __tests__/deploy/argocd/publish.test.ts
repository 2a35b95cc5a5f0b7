import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { REPOSITORY, runIn } from '../../support/command-line';
import { ArgocdWorld } from './world';

let world: ArgocdWorld;

beforeEach(() => {
  world = new ArgocdWorld();
});

afterEach(() => world.remove());

test('the first release begins the branch of an empty repository, and the second run makes no commit', async () => {
  const project = world.project('one');
  expect(await world.manifold(project, 'deploy', '--yes')).toMatchObject({ code: 0 });
  expect(world.published('small-e2e.k8s.yaml')).toContain('kind: Deployment');
  expect(world.git(world.bare, 'ls-tree', '-r', '--name-only', 'main').trim()).toBe('dist/small-e2e.k8s.yaml');
  expect(await world.manifold(project, 'deploy', '--yes')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('unchanged'),
  });
  expect(world.log()).toEqual(['Deploy small to e2e: release 1']);
});

test('a change is a commit, and a rollback is one more that brings the old files back', async () => {
  const project = world.project('one');
  await world.manifold(project, 'deploy', '--yes');
  const before = world.published('small-e2e.k8s.yaml');
  await world.manifold(project, 'deploy', '--yes', '--set', 'config.BEHAVIOUR=other');
  expect(world.published('small-e2e.k8s.yaml')).not.toBe(before);
  expect(await world.manifold(project, 'rollback', '--yes')).toMatchObject({ code: 0 });
  expect(world.published('small-e2e.k8s.yaml')).toBe(before);
  expect(world.log()).toEqual([3, 2, 1].map((number) => `Deploy small to e2e: release ${number}`));
});

test('everybody who clones the repository sees the same releases', async () => {
  await world.manifold(world.project('one'), 'deploy', '--yes');
  const { stdout } = await world.manifold(world.project('two'), 'history', '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject([{ number: 1, status: 'deployed', method: 'argocd' }]);
});

test('files of others stay, and files that another commit changed meanwhile too', async () => {
  const work = join(world.scratch, 'work');
  world.git(world.scratch, 'clone', '--quiet', world.bare, work);
  mkdirSync(join(work, 'dist'));
  writeFileSync(join(work, 'dist', 'other-live.k8s.yaml'), 'kind: Other\n');
  world.git(work, 'add', '--all');
  world.git(work, 'commit', '--quiet', '-m', 'by hand');
  world.git(work, 'push', '--quiet', 'origin', 'HEAD:main');
  await world.manifold(world.project('one'), 'deploy', '--yes');
  expect(world.published('other-live.k8s.yaml')).toBe('kind: Other\n');
});

test('of five that publish at once all land, and none is lost', async () => {
  await world.manifold(world.project('first'), 'deploy', '--yes');
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) {
    const project = world.project(name);
    cpSync(join(project, 'envs', 'e2e.yaml'), join(project, 'envs', `${name}.yaml`));
    const file = join(project, 'envs', `${name}.yaml`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('small-e2e', `small-${name}`).replace('172.24', '172.30'));
    rmSync(join(project, 'envs', 'e2e.yaml'));
  }
  const cli = join(REPOSITORY, 'build', 'manifold.cjs');
  const { spawn } = await import('node:child_process');
  const ends = names.map(
    (name) =>
      new Promise<number | null>((settle) => {
        const words = [cli, 'deploy', name, '--method', 'argocd', '--repository', world.bare, '--yes'];
        const child = spawn(process.execPath, words, {
          cwd: join(world.scratch, name),
          env: world.variables(),
          stdio: 'ignore',
        });
        child.once('close', settle);
      }),
  );
  expect(await Promise.all(ends)).toEqual(names.map(() => 0));
  for (const name of names) expect(world.published(`small-${name}.k8s.yaml`)).toContain(`small-${name}`);
});

test('a branch that a repository with others lacks is not begun by itself', async () => {
  await world.manifold(world.project('one'), 'deploy', '--yes');
  const { code, stderr } = await world.manifold(
    world.project('two'),
    'deploy',
    '--yes',
    '--set',
    'gitops.revision=live',
  );
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('has no branch live') });
});

test('a repository that refuses the push ends the run with its words', async () => {
  const hook = join(world.bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho frozen until monday >&2\nexit 1\n', { mode: 0o755 });
  const { code, stderr } = await world.manifold(world.project('one'), 'deploy', '--yes');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('frozen until monday') });
});

test('hooks and settings of the repository run nothing here', async () => {
  const project = world.project('one');
  const canary = join(world.scratch, 'canary');
  const template = join(world.scratch, 'template', 'hooks');
  mkdirSync(template, { recursive: true });
  writeFileSync(join(template, 'pre-commit'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  writeFileSync(join(world.scratch, '.gitconfig'), `[init]\n\ttemplateDir = ${join(world.scratch, 'template')}\n`);
  expect(await world.manifold(project, 'deploy', '--yes')).toMatchObject({ code: 0 });
  expect(() => readFileSync(canary)).toThrow('ENOENT');
});

describe('a repository that is not there', () => {
  test.each(['/nowhere/at-all.git', '--upload-pack=touch canary', 'https://ann:hunter2@127.0.0.1:9/x.git'])(
    '%s',
    async (url) => {
      const words = ['deploy', 'e2e', '--method', 'argocd', `--repository=${url}`, '--yes'];
      const { code, stderr, stdout } = await runIn(world.project('one'), words, world.variables());
      expect(code).toBe(1);
      expect(stderr + stdout).not.toContain('hunter2');
    },
  );
});

test('an application without a gitops section says so', async () => {
  const project = world.project('one');
  const app = join(project, 'app.yaml');
  writeFileSync(app, readFileSync(app, 'utf8').replace(/^gitops.*$/m, ''));
  expect(await world.manifold(project, 'deploy', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('gitops'),
  });
});

test('a git that speaks another language is understood', async () => {
  world.translateGit();
  expect(await world.manifold(world.project('one'), 'deploy', '--yes')).toMatchObject({ code: 0 });
});
