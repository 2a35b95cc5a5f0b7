import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { whatNow } from '../../cli/commands/migrate';
import { exampleModel } from '../deploy/secrets/models';
import { copyProject, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project.remove());

test.each([
  [['--to', 'compose'], '--from METHOD and --to METHOD'],
  [['--from', 'compose'], '--from METHOD and --to METHOD'],
  [['--from', 'compose', '--to', 'compose'], 'both compose'],
  [['--from', 'paper', '--to', 'compose'], 'paper'],
])('%j is a mistake of usage, and nothing is written', async (words, message) => {
  const { code, stdout, stderr } = await runIn(project.folder, ['migrate', 'staging', ...words, '--yes']);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  expect(existsSync(join(project.folder, '.manifold'))).toBe(false);
});

test('an environment whose data are all outside has nothing to move, and says why', async () => {
  const outside = ['postgres', 'redis'].flatMap((name) => [
    ...['--set', `backingServices.${name}.mode=external`],
    ...['--set', `backingServices.${name}.host=${name}.example.com`],
    ...['--set', `backingServices.${name}.secret={name: ${name}, passwordKey: password}`],
    ...['--set', `backingServices.${name}.cidrs=["10.0.0.0/8"]`],
  ]);
  const words = ['migrate', 'staging', '--from', 'compose', '--to', 'kubernetes', ...outside];
  const { code, stderr } = await runIn(project.folder, words);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('postgres runs outside') });
});

test('--abort with nothing to give up says so', async () => {
  const { code, stdout } = await runIn(project.folder, ['migrate', 'staging', '--abort', '--output', 'json']);
  expect({ code, answer: JSON.parse(stdout) }).toEqual({ code: 0, answer: { environment: 'staging', aborted: false } });
});

test('a database of CloudNativePG does not move, and says what to use', async () => {
  const words = [
    'migrate',
    'staging',
    '--from',
    'kubernetes',
    '--to',
    'compose',
    '--set',
    'backingServices.postgres.cnpg={}',
    '--set',
    'quota.persistentVolumeClaims=10',
  ];
  const { code, stderr } = await runIn(project.folder, words);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('postgres is kept by CloudNativePG') });
  expect(stderr).toContain('object store');
});

test('the last line says what to change, and what is refused until then', () => {
  const model = exampleModel();
  expect(whatNow(model, { from: 'compose', to: 'kubernetes' })).toContain('development: by compose, deploy, rollback');
  expect(whatNow(model, { from: 'kubernetes', to: 'compose' })).toBe(
    'Set deploy.method to compose in envs/development.yaml: by kubernetes, deploy, rollback, backup, restore and secrets rotate ' +
      'are refused from now on.',
  );
});
