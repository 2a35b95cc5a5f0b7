import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { variablesIn } from '../support/clouds';
import { hasPlugin, terraformIn } from '../support/terraform-plugins';
import { copyModule, INFRA } from '../support/terraform-roots';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-terraform-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const terraform = terraformIn(scratch);

/** The roots whose providers can be had; the others are held to the schemas of theirs. */
const ROOTS = [
  { root: 'local', plugins: ['kreuzwerker/docker', 'hashicorp/random'] },
  { root: 'aws', plugins: ['hashicorp/aws', 'hashicorp/random'] },
] as const;

describe.each(ROOTS)('$root', ({ root, plugins }) => {
  const isReady = terraform !== undefined && plugins.every(hasPlugin);
  const check = isReady ? test : test.skip;

  check(
    'is valid, and passes its own tests with the emitted variables (terraform and its providers; npm run tools)',
    () => {
      const folder = join(scratch, root);
      copyModule(root, folder);
      writeFileSync(join(folder, 'values.tfvars.json'), variablesIn(root));
      const run = (...args: readonly string[]) => terraform?.(folder, [...args, '-no-color']);
      expect(run('init', '-backend=false')).toMatchObject({ status: 0 });
      expect(run('validate')).toMatchObject({ status: 0, stderr: '' });
      const tested = run('test', '-var-file=values.tfvars.json');
      expect(tested).toMatchObject({ status: 0, stderr: '' });
      expect(tested?.stdout).toMatch(/Success! ([5-9]|\d\d+) passed, 0 failed\./);
    },
    180_000,
  );
});

test('every module is formatted', () => {
  if (terraform === undefined) return;
  expect(readdirSync(INFRA)).toContain('aws');
  expect(terraform(INFRA, ['fmt', '-check', '-recursive'])).toMatchObject({ status: 0, stdout: '' });
});
