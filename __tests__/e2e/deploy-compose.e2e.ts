import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliOptions, type CliResult, type ProjectCopy, smallProject } from './support/cli-run';
import { docker, loadImages } from './support/docker';

const PROJECT = 'small-e2e';
let project: ProjectCopy;

function deploy(
  sets: readonly string[] = [],
  words: readonly string[] = [],
  options: CliOptions = {},
): Promise<CliResult> {
  return project.run('deploy', ['--yes', ...sets.flatMap((set) => ['--set', set]), ...words], options);
}

/** Containers with when they were made and started, and the image of each: what a run that does nothing leaves alone. */
async function containers(): Promise<string> {
  const ids = (
    await docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${PROJECT}`)
  ).trim();
  if (ids === '') return '';
  return docker(
    'inspect',
    '--format',
    '{{.Name}} {{.Created}} {{.State.StartedAt}} {{.Image}}',
    ...ids.split('\n').sort(),
  );
}

async function behaviour(): Promise<string> {
  const answer = await fetch('http://127.0.0.1:18081/', { signal: AbortSignal.timeout(5000) });
  return answer.text();
}

beforeAll(async () => {
  await loadImages();
  project = await smallProject('compose');
});

afterAll(async () => {
  await project.run('teardown', ['--delete-data', '--no-backup', '--confirm', 'e2e']);
  project.remove();
});

test('one command brings it up, and a second one does nothing', async () => {
  expect(await deploy()).toMatchObject({ code: 0, stderr: expect.stringContaining('release 1: deployed') });
  expect(await behaviour()).toBe('well');
  const before = await containers();
  expect(await deploy()).toMatchObject({ code: 0, stderr: expect.stringContaining('unchanged (release 1)') });
  expect(await containers()).toBe(before);
});

test('what runs the new version has started after the job that prepares the data has ended', async () => {
  const times = async (name: string, field: string): Promise<number> =>
    Date.parse((await docker('inspect', '--format', `{{.State.${field}}}`, `${PROJECT}-${name}-1`)).trim());
  expect(await times('web', 'StartedAt')).toBeGreaterThan(await times('prepare', 'FinishedAt'));
});

test('a change makes one container again, and a rollback brings the old configuration back', async () => {
  const { stderr } = await deploy(['config.BEHAVIOUR=other']);
  expect(stderr).toContain('~ Service/web: configuration');
  expect(stderr).not.toContain('Service/cache');
  expect(await behaviour()).toBe('other');
  expect(await project.run('rollback', ['--yes'])).toSucceed();
  expect(await behaviour()).toBe('well');
  const { stdout } = await project.run('history');
  expect(stdout.split('\n').filter((line) => line.includes('deployed'))).toHaveLength(3);
});

describe('a release that does not come up is rolled back, with its cause', () => {
  test('a crash loop', async () => {
    const { code, stderr } = await deploy(['config.BEHAVIOUR=crash']);
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr: expect.stringMatching(/web does not come up: [\s\S]*the last words of web/),
    });
    expect(await behaviour()).toBe('well');
  });

  test('a job that fails', async () => {
    const { code, stderr } = await deploy(['config.JOB=fail']);
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr: expect.stringContaining('prepare does not come up: exited with exit code 1'),
    });
    expect(await behaviour()).toBe('well');
  });

  test('never healthy', async () => {
    const { code, stderr } = await deploy(['config.BEHAVIOUR=unready'], ['--timeout', '20s']);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('web') });
    expect(await behaviour()).toBe('well');
  });
});

describe('nothing is touched when it is known before', () => {
  async function refused(result: Promise<CliResult>, says: string | RegExp, code = 1): Promise<void> {
    const before = await containers();
    const found = await result;
    expect({ code: found.code, stderr: found.stderr }).toEqual({ code, stderr: expect.stringMatching(says) });
    expect(await containers()).toBe(before);
  }

  test('an image that cannot be had', () =>
    refused(deploy(['components.web.image=lab.local/none:1']), 'Compose refuses it'));

  test('the engine does not answer', () =>
    refused(deploy([], [], { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } }), 'no-engine'));

  test('docker is not there', () => refused(deploy([], [], { env: { PATH: '/nowhere' } }), 'docker is not on PATH'));

  test('Compose is too old', async () => {
    const folder = join(project.folder, 'old');
    mkdirSync(folder);
    const script = '#!/bin/sh\ncase "$*" in *compose*) echo v2.5.0;; *) echo 28.0.0;; esac\n';
    writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
    await refused(deploy([], [], { env: { PATH: folder } }), 'Docker Compose is 2.5.0');
  });

  test('a port that something else has', async () => {
    const server = createServer();
    await new Promise<void>((settle) => server.listen(18082, '127.0.0.1', settle));
    try {
      await refused(deploy(['compose.ports.components.web=18082']), 'port 18082 of 127.0.0.1 is taken');
    } finally {
      server.close();
    }
  });

  test('nobody there to say yes', () =>
    refused(project.run('deploy', ['--set', 'config.BEHAVIOUR=other']), 'pass --yes', 2));

  test('a volume that another project has made', async () => {
    await docker('volume', 'create', '--label', 'com.docker.compose.project=elsewhere', `${PROJECT}_stolen`);
    try {
      await refused(
        deploy(['config.BEHAVIOUR=other']),
        `the volume ${PROJECT}_stolen was made by the project elsewhere`,
      );
    } finally {
      await docker('volume', 'rm', `${PROJECT}_stolen`);
    }
  });
});

test('no value of a secret stands in what is said or kept', async () => {
  const value = readFileSync(join(project.folder, '.secrets', 'e2e', 'cache', 'password'), 'utf8');
  const said = [await project.run('diff'), await project.run('status'), await project.run('history', ['-o', 'json'])];
  const state = join(project.folder, '.manifold');
  const kept = readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(JSON.stringify(said) + kept.join('')).not.toContain(value);
});

test('what was stopped and removed by hand is seen, and put right', async () => {
  await docker('stop', `${PROJECT}-web-1`);
  expect((await project.run('status', ['--exit-code'])).code).toBe(3);
  expect((await project.run('diff', ['--exit-code'])).stdout).toContain('~ Service/web: state: exited');
  expect(await deploy()).toSucceed();
  await docker('rm', '--force', `${PROJECT}-web-1`);
  expect((await project.run('diff')).stdout).toContain('+ Service/web');
  expect(await deploy()).toSucceed();
  expect(await behaviour()).toBe('well');
});

test.each([
  ['before the first step', /release \d+: pending/],
  ['after the secrets', /ok Secrets/],
  ['after the services', /ok Services/],
])('killed %s: the next run ends in the same state', async (_title, killAt) => {
  const killed = await deploy(['config.BEHAVIOUR=other'], [], { killAt });
  expect(killed.code).toBeNull();
  const next = await deploy(['config.BEHAVIOUR=other']);
  expect(next).toMatchObject({ code: 0, stderr: expect.stringContaining('taking over the lock') });
  expect(await behaviour()).toBe('other');
  expect(await deploy()).toSucceed();
});

test('of two that start at once one wins, and the other names it', async () => {
  const results = await Promise.all([deploy(['config.BEHAVIOUR=one']), deploy(['config.BEHAVIOUR=two'])]);
  const codes = results.map(({ code }) => code).sort();
  expect(codes).toEqual([0, 4]);
  expect(results.find(({ code }) => code === 4)?.stderr).toContain('is working on this environment');
});

test('a full disk ends it without a change, says so, and the next run goes on', async () => {
  const before = await containers();
  const state = join(project.folder, '.manifold');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', state]);
  try {
    expect(await deploy(['config.BEHAVIOUR=full'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOSPC'),
    });
    expect(await containers()).toBe(before);
  } finally {
    execFileSync('umount', [state]);
  }
  expect(await deploy()).toSucceed();
});

test('a teardown keeps the data, and may be repeated; with the name typed it goes', async () => {
  const script = 'REDISCLI_AUTH="$(cat /run/secrets/cache/password)" exec redis-cli -e ';
  const redis = (words: string) => docker('exec', `${PROJECT}-cache-1`, 'sh', '-c', script + words);
  await redis('set kept 42');
  expect(await project.run('teardown', ['--yes'])).toSucceed();
  expect(await project.run('teardown', ['--yes'])).toSucceed();
  expect(await containers()).toBe('');
  const words = ['--delete-data', '--confirm', 'e2e'];
  const refused = await project.run('teardown', words);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('cache is not ready') });
  expect(await deploy()).toSucceed();
  expect((await redis('get kept')).trim()).toBe('42');
  expect(await project.run('teardown', ['--delete-data', '--confirm', 'e3e'])).toMatchObject({ code: 1 });
  const gone = await project.run('teardown', ['--delete-data', '--confirm', 'e2e']);
  expect(gone).toMatchObject({ code: 0, stderr: expect.stringMatching(/cache: \d+ bytes in .*cache\.dump/) });
  expect(
    (await docker('volume', 'ls', '--quiet')).split('\n').filter((name) => name.startsWith(`${PROJECT}_`)),
  ).toEqual([]);
});
