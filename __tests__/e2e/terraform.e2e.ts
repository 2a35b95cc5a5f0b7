import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { terraformIn } from '../support/terraform-plugins';
import { copyModule } from '../support/terraform-roots';
import { docker, loadImages } from './support/docker';
import { createProject } from './support/project';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-terraform-'));
const root = join(scratch, 'local');
const project = createProject();
const terraform = terraformIn(scratch);
const values = `-var-file=${join(project.dist, 'terraform', 'e2e.tfvars.json')}`;

function run(...args: readonly string[]) {
  if (terraform === undefined) throw new Error('terraform is not on PATH');
  return terraform(root, [...args, '-no-color']);
}

function apply(...args: readonly string[]) {
  const { status, stdout, stderr } = run('apply', '-auto-approve', values, ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What the engine has of this environment: containers, volumes and networks. */
async function left(): Promise<string[]> {
  const lists = [
    ['ps', '--all', '--format', '{{.Names}}'],
    ['volume', 'ls', '--format', '{{.Name}}'],
    ['network', 'ls', '--format', '{{.Name}}'],
  ];
  const names = await Promise.all(lists.map((args) => docker(...args)));
  return names.flatMap((text) => text.split('\n')).filter((name) => name.startsWith('pfm-e2e'));
}

beforeAll(async () => {
  await loadImages();
  copyModule('local', root);
  const { code, stderr } = await project.manifold(['synth']);
  expect({ code, stderr }).toSucceed();
});

afterAll(() => {
  if (terraform !== undefined) terraform(root, ['destroy', '-auto-approve', values]);
  project.remove();
  rmSync(scratch, { recursive: true, force: true });
});

test('init takes the emitted backend, and validate finds nothing', () => {
  const backend = `-backend-config=${join(project.dist, 'terraform', 'e2e.backend.json')}`;
  expect(run('init', backend)).toMatchObject({ status: 0 });
  expect(run('validate')).toMatchObject({ status: 0, stderr: '' });
});

test('apply makes the whole environment from the emitted variables', async () => {
  apply();
  expect(await left()).toContain('pfm-e2e-backend');
});

test('the service reaches postgres and redis with the passwords that Terraform made', async () => {
  const endpoints = JSON.parse(run('output', '-json', 'service_endpoints').stdout) as Record<string, string>;
  const answer = await fetch(`${endpoints.backend}/health`);
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 200,
    body: { ok: true, postgres: { ok: true }, redis: { ok: true } },
  });
});

test('a password shows in no output but the sensitive one', () => {
  const { secret_values: secret, ...others } = JSON.parse(run('output', '-json').stdout) as {
    readonly secret_values: { readonly sensitive: boolean; readonly value: Record<string, Record<string, string>> };
  };
  expect(secret.sensitive).toBe(true);
  const password = secret.value.postgres?.password ?? '';
  expect(password).toMatch(/^[A-Za-z0-9]{43}$/);
  expect(JSON.stringify(others)).not.toContain(password);
});

test('a second plan is empty', () => {
  const { status, stdout } = run('plan', '-detailed-exitcode', values);
  expect({ status, stdout }).toMatchObject({ status: 0 });
});

test('another root refuses these variables, and this one those of another', () => {
  const { status, stderr } = run('plan', values, '-var=cloud_provider=aws');
  expect(status).toBe(1);
  expect(stderr).toContain('These variables are for the root aws, this one is local.');
});

test('destroy leaves nothing', async () => {
  expect(run('destroy', '-auto-approve', values)).toMatchObject({ status: 0 });
  expect(await left()).toEqual([]);
});
