import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CLOUD_DEFAULTS } from '../../model/derive/clouds';
import { findTestTool } from '../../tools/find';
import { findingsOf, INFRA, ROOTS, readRoot } from '../support/terraform-roots';

const CLOUDS = ROOTS.filter((root) => !root.includes('/'));

test('there is a root for every provider, and a place for the state of every cloud', () => {
  const clouds = Object.keys(CLOUD_DEFAULTS);
  expect([...CLOUDS].sort()).toEqual([...clouds].sort());
  expect(ROOTS).toEqual(
    expect.arrayContaining(clouds.filter((cloud) => cloud !== 'local').map((cloud) => `bootstrap/${cloud}`)),
  );
});

const OUTPUTS = [
  'cache',
  'cluster',
  'container_names',
  'database_info',
  'dns_name_servers',
  'environment_info',
  'secret_values',
  'service_endpoints',
];

describe.each(ROOTS)('%s', (root) => {
  test('is what its providers take', async () => {
    expect(await findingsOf(root)).toEqual([]);
  });
});

const tflint = findTestTool('tflint');
const lint = tflint === undefined ? test.skip : test;

/** What tflint says of a folder; the contract has variables for every root, of which each uses its own. */
function linted(folder: string) {
  const args = [`--chdir=${folder}`, '--disable-rule=terraform_unused_declarations', '--format=compact'];
  const { status, stdout, stderr } = spawnSync(tflint ?? '', args, { encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr };
}

describe.each(ROOTS)('%s', (root) => {
  test('an argument that its provider does not have is found', async () => {
    const edit = (source: string): string =>
      source.replace(/^(resource "\w+" "\w+" \{\n)/m, '$1  no_such_argument = 1\n');
    const messages = (await findingsOf(root, edit)).map(({ message }) => message);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toContain('no_such_argument is unknown');
  });

  test('a reference to what nobody declares is found', async () => {
    const edit = (source: string): string =>
      source.replace(/\bvar\.(name_prefix|bucket|name|storage_account)\b/, 'var.nothing');
    const messages = (await findingsOf(root, edit)).map(({ message }) => message);
    expect(new Set(messages)).toEqual(new Set(['var.nothing is not declared']));
  });

  lint('has nothing that tflint finds (npm run tools)', () => {
    expect(linted(join(INFRA, root))).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

lint('tflint finds a provider without a version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tflint-'));
  try {
    writeFileSync(join(folder, 'main.tf'), 'resource "aws_vpc" "main" {}\n');
    expect(linted(folder)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('terraform_required_providers'),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.each(CLOUDS)('%s', (root) => {
  test('has the contract as it is', () => {
    const read = (folder: string) => readFileSync(join(INFRA, folder, 'variables.tf'), 'utf8');
    expect(read(root)).toBe(read('_shared'));
  });

  test('has the same outputs as all others, and hides the secret ones', async () => {
    const { module } = await readRoot(root);
    const outputs = module.blocks.filter(({ kind }) => kind === 'output');
    expect(outputs.map(({ name }) => name).sort()).toEqual(OUTPUTS);
    const sensitive = outputs.filter(({ body }) => body.sensitive === true).map(({ name }) => name);
    expect(sensitive).toEqual(['secret_values']);
  });
});
