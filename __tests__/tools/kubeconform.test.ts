import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { findTestTool } from '../../tools/find';
import { REPOSITORY } from '../support/command-line';
import { writeCrdSchemas } from '../support/crd-schemas';

const tool = findTestTool('kubeconform');
const golden = join(REPOSITORY, '__tests__', 'golden');
/** Exported from a real API server by tools/export-schemas.mjs. */
const schemas = join(REPOSITORY, '__tests__', 'tools', 'schemas', 'v1.33', '{{.ResourceKind}}{{.KindSuffix}}.json');
/** Custom resources, whose schemas the API server of the export did not have: those of imports/crds. */
const scratch = mkdtempSync(join(tmpdir(), 'manifold-crds-'));
writeCrdSchemas(scratch);
const custom = join(scratch, '{{.ResourceKind}}{{.KindSuffix}}.json');
afterAll(() => rmSync(scratch, { recursive: true }));

const withTool = tool === undefined ? describe.skip : describe;

withTool(tool === undefined ? 'kubeconform (skipped: not installed, run npm run tools)' : 'kubeconform', () => {
  const check = (input: string | undefined, paths: readonly string[]) =>
    spawnSync(tool ?? '', ['-strict', '-summary', '-schema-location', schemas, '-schema-location', custom, ...paths], {
      encoding: 'utf8',
      input,
    });

  test.each(readdirSync(golden))('accepts the manifests of %s, strictly', (project) => {
    const files = readdirSync(join(golden, project)).filter((name) => name.endsWith('.k8s.yaml'));
    const { status, stdout } = check(
      undefined,
      files.map((name) => join(golden, project, name)),
    );
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toMatch(/Invalid: 0, Errors: 0/);
    expect(stdout).not.toMatch(/Valid: 0,/);
  });

  test('refuses a misspelt field, so that its silence means something', () => {
    const { status, stdout } = check('apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { selectr: {} }\n', [
      '-',
    ]);
    expect(status).not.toBe(0);
    expect(stdout).toContain('selectr');
  });

  test('refuses a misspelt field of a custom resource too', () => {
    const { status, stdout } = check(
      'apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: { name: a }\nspec: { rateLimit: { avrage: 1 } }\n',
      ['-'],
    );
    expect(status).not.toBe(0);
    expect(stdout).toContain('avrage');
  });
});
