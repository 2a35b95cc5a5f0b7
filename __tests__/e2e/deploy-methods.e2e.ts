import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { REPOSITORY } from '../support/command-line';
import { terraformSettings } from '../support/terraform-plugins';
import { cli, clusterUid, currentContext } from './support/cli-run';
import { docker, loadImages } from './support/docker';
import { deleteNamespace } from './support/kubectl';
import { createProject } from './support/project';
import { type Provisioner, startProvisioner } from './support/volumes';

const project = createProject();
const times: string[] = [];
let words: readonly string[] = [];
let variables: Readonly<Record<string, string>> = {};

/** Runs a command on the environment, and keeps how long it took. */
async function manifold(command: string, method: string, ...more: readonly string[]) {
  const all = [command, 'e2e', '--project', project.folder, '--method', method, ...words, ...more];
  const result = await cli(all, { env: variables });
  times.push(`${method} ${command}: ${result.seconds.toFixed(1)} s`);
  return result;
}

beforeAll(async () => {
  await loadImages();
  await deleteNamespace('pfm-e2e');
  words = ['--set', `deploy.context=${await currentContext()}`, '--set', `deploy.clusterUid=${await clusterUid()}`];
  cpSync(join(REPOSITORY, 'README.md'), join(project.folder, 'README.md'));
  const root = join(project.folder, 'infra', 'terraform', 'local');
  mkdirSync(join(root, '..'), { recursive: true });
  cpSync(join(REPOSITORY, 'infra', 'terraform', 'local'), root, {
    recursive: true,
    filter: (path) => !/\.terraform|tfstate/.test(path),
  });
  const scratch = join(project.folder, 'scratch');
  mkdirSync(scratch);
  variables = { TF_CLI_CONFIG_FILE: terraformSettings(scratch) };
  expect(await cli(['synth', '--project', project.folder])).toSucceed();
});

afterAll(async () => {
  process.stderr.write(`${times.join('\n')}\n`);
  await deleteNamespace('pfm-e2e');
  project.remove();
});

describe.each(['compose', 'kubernetes', 'helm', 'terraform'])('%s: the whole application', (method) => {
  let provisioner: Provisioner | undefined;

  beforeAll(() => {
    if (method === 'kubernetes' || method === 'helm') provisioner = startProvisioner('pfm-e2e');
  });

  afterAll(async () => {
    await provisioner?.stop();
  });

  test('one command creates it', async () => {
    expect(await manifold('deploy', method, '--yes')).toSucceed();
  });

  test('it passes every check', async () => {
    const junit = join(project.folder, `${method}.xml`);
    const { code, stdout } = await manifold('checks', method, '--load', '--load-seconds', '1', '--junit', junit);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/\d+ passed, 0 failed/) });
    expect(readFileSync(junit, 'utf8')).toContain('failures="0"');
  });

  test('a second run changes nothing', async () => {
    expect((await manifold('deploy', method, '--yes')).stderr).toContain('unchanged');
  });

  test('one command tears it down, with its data when the name is typed', async () => {
    await provisioner?.stop();
    provisioner = undefined;
    const result = await manifold('teardown', method, '--delete-data', '--confirm', 'e2e');
    expect(result).toSucceed();
    const left = await Promise.all([
      docker('ps', '--all', '--format', '{{.Names}}'),
      docker('volume', 'ls', '--quiet'),
    ]);
    expect(
      left
        .join('')
        .split('\n')
        .filter((name) => name.startsWith('pfm-e2e')),
    ).toEqual([]);
  });
});

describe('terraform', () => {
  test('what a run that was killed has made is found again', async () => {
    expect(await manifold('deploy', 'terraform', '--yes')).toSucceed();
    const run = ['deploy', 'e2e', '--project', project.folder, '--method', 'terraform', ...words, '--yes'];
    const changed = [...run, '--allow-stale', '--set', 'config.LOG_LEVEL=warn'];
    expect((await cli(changed, { env: variables, killAt: /ok Providers and state/ })).code).toBeNull();
    expect(await cli(changed, { env: variables })).toSucceed();
    expect(await manifold('rollback', 'terraform', '--yes')).toSucceed();
    expect(await manifold('teardown', 'terraform', '--yes')).toSucceed();
    expect(await docker('volume', 'ls', '--quiet')).toContain('pfm-e2e');
    const all = ['--delete-data', '--no-backup', '--confirm', 'e2e'];
    expect(await manifold('teardown', 'terraform', ...all)).toSucceed();
  });
});
