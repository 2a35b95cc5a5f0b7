import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { REPOSITORY, runIn } from '../../support/command-line';

let scratch: string;
let bare: string;

function git(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A copy of the small project of the end-to-end tests, which Argo CD follows. */
function projectIn(name: string): string {
  const folder = join(scratch, name);
  cpSync(join(REPOSITORY, '__tests__', 'e2e', 'project', 'small'), folder, { recursive: true });
  const app = join(folder, 'app.yaml');
  const section = 'gitops: { repository: "https://git.example.org/team/deploy.git" }\n';
  writeFileSync(app, `${readFileSync(app, 'utf8')}\n${section}`);
  return folder;
}

function manifold(folder: string, command: string, ...words: readonly string[]) {
  const all = [...command.split(' '), 'e2e', '--method', 'argocd', '--repository', bare, ...words];
  return runIn(folder, all, { PATH: env.PATH, HOME: scratch });
}

function log(): string[] {
  return git(bare, 'log', '--format=%s', 'main').trim().split('\n');
}

function published(path: string): string {
  return git(bare, 'show', `main:dist/${path}`);
}

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'manifold-argocd-'));
  bare = join(scratch, 'deploy.git');
  git(scratch, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

test('the first release begins the branch of an empty repository, and the second run makes no commit', async () => {
  const project = projectIn('one');
  expect(await manifold(project, 'deploy', '--yes')).toMatchObject({ code: 0 });
  expect(published('small-e2e.k8s.yaml')).toContain('kind: Deployment');
  expect(git(bare, 'ls-tree', '-r', '--name-only', 'main').trim()).toBe('dist/small-e2e.k8s.yaml');
  expect(await manifold(project, 'deploy', '--yes')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('unchanged'),
  });
  expect(log()).toEqual(['Deploy small to e2e: release 1']);
});

test('a change is a commit, and a rollback is one more that brings the old files back', async () => {
  const project = projectIn('one');
  await manifold(project, 'deploy', '--yes');
  const before = published('small-e2e.k8s.yaml');
  await manifold(project, 'deploy', '--yes', '--set', 'config.BEHAVIOUR=other');
  expect(published('small-e2e.k8s.yaml')).not.toBe(before);
  expect(await manifold(project, 'rollback', '--yes')).toMatchObject({ code: 0 });
  expect(published('small-e2e.k8s.yaml')).toBe(before);
  expect(log()).toEqual([3, 2, 1].map((number) => `Deploy small to e2e: release ${number}`));
});

test('everybody who clones the repository sees the same releases', async () => {
  await manifold(projectIn('one'), 'deploy', '--yes');
  const { stdout } = await manifold(projectIn('two'), 'history', '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject([{ number: 1, status: 'deployed', method: 'argocd' }]);
});

test('files of others stay, and files that another commit changed meanwhile too', async () => {
  const work = join(scratch, 'work');
  git(scratch, 'clone', '--quiet', bare, work);
  mkdirSync(join(work, 'dist'));
  writeFileSync(join(work, 'dist', 'other-live.k8s.yaml'), 'kind: Other\n');
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '-m', 'by hand');
  git(work, 'push', '--quiet', 'origin', 'HEAD:main');
  await manifold(projectIn('one'), 'deploy', '--yes');
  expect(published('other-live.k8s.yaml')).toBe('kind: Other\n');
});

test('of five that publish at once all land, and none is lost', async () => {
  await manifold(projectIn('first'), 'deploy', '--yes');
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) {
    const project = projectIn(name);
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
        const words = [cli, 'deploy', name, '--method', 'argocd', '--repository', bare, '--yes'];
        const child = spawn(process.execPath, words, {
          cwd: join(scratch, name),
          env: { PATH: env.PATH, HOME: scratch },
          stdio: 'ignore',
        });
        child.once('close', settle);
      }),
  );
  expect(await Promise.all(ends)).toEqual(names.map(() => 0));
  for (const name of names) expect(published(`small-${name}.k8s.yaml`)).toContain(`small-${name}`);
});

test('a branch that a repository with others lacks is not begun by itself', async () => {
  await manifold(projectIn('one'), 'deploy', '--yes');
  const { code, stderr } = await manifold(projectIn('two'), 'deploy', '--yes', '--set', 'gitops.revision=live');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('has no branch live') });
});

test('a repository that refuses the push ends the run with its words', async () => {
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho frozen until monday >&2\nexit 1\n', { mode: 0o755 });
  const { code, stderr } = await manifold(projectIn('one'), 'deploy', '--yes');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('frozen until monday') });
});

test('hooks and settings of the repository run nothing here', async () => {
  const project = projectIn('one');
  const canary = join(scratch, 'canary');
  const template = join(scratch, 'template', 'hooks');
  mkdirSync(template, { recursive: true });
  writeFileSync(join(template, 'pre-commit'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  writeFileSync(join(scratch, '.gitconfig'), `[init]\n\ttemplateDir = ${join(scratch, 'template')}\n`);
  expect(await manifold(project, 'deploy', '--yes')).toMatchObject({ code: 0 });
  expect(() => readFileSync(canary)).toThrow('ENOENT');
});

describe('a repository that is not there', () => {
  test.each(['/nowhere/at-all.git', '--upload-pack=touch canary', 'https://ann:hunter2@127.0.0.1:9/x.git'])(
    '%s',
    async (url) => {
      const words = ['deploy', 'e2e', '--method', 'argocd', `--repository=${url}`, '--yes'];
      const { code, stderr, stdout } = await runIn(projectIn('one'), words, { PATH: env.PATH, HOME: scratch });
      expect(code).toBe(1);
      expect(stderr + stdout).not.toContain('hunter2');
    },
  );
});

test('an application without a gitops section says so', async () => {
  const project = projectIn('one');
  const app = join(project, 'app.yaml');
  writeFileSync(app, readFileSync(app, 'utf8').replace(/^gitops.*$/m, ''));
  expect(await manifold(project, 'deploy', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('gitops'),
  });
});
