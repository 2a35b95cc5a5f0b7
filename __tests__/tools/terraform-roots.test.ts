import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findingsOf, INFRA, ROOTS, readRoot } from '../support/terraform-roots';

const CLOUDS = ROOTS.filter((root) => !root.includes('/'));

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

  test('has no lock file, whose hashes would be those of one machine', () => {
    expect(existsSync(join(INFRA, root, '.terraform.lock.hcl'))).toBe(false);
  });
});
