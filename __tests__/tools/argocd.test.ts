import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findTestTool } from '../../tools/find';
import { REPOSITORY } from '../support/command-line';

const tool = findTestTool('kubeconform');
const golden = join(REPOSITORY, '__tests__', 'golden');
/** Made by tools/export-argocd-schemas.mjs from the CRDs of Argo CD 3.1. */
const schemas = join(REPOSITORY, '__tests__', 'tools', 'schemas', 'argocd', '{{.ResourceKind}}{{.KindSuffix}}.json');
const files = readdirSync(golden)
  .filter((project) => existsSync(join(golden, project, 'argocd')))
  .flatMap((project) => readdirSync(join(golden, project, 'argocd')).map((name) => join(project, 'argocd', name)));

const withTool = tool === undefined ? describe.skip : describe;

withTool(tool === undefined ? 'kubeconform (skipped: not installed, run npm run tools)' : 'kubeconform', () => {
  const check = (input: string) =>
    spawnSync(tool ?? '', ['-strict', '-summary', '-schema-location', schemas], { encoding: 'utf8', input });

  test.each(files)('accepts %s by the CRDs of Argo CD, strictly', (file) => {
    const { status, stdout } = check(readFileSync(join(golden, file), 'utf8'));
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toMatch(/Invalid: 0, Errors: 0, Skipped: 0/);
  });

  test('there are Applications and an ApplicationSet among them', () => {
    const text = files.map((file) => readFileSync(join(golden, file), 'utf8')).join('');
    for (const kind of ['AppProject', 'Application', 'ApplicationSet']) expect(text).toContain(`\nkind: ${kind}\n`);
  });

  test.each([
    ['repoURL', 'repoUrl'],
    ['selfHeal', 'selfheal'],
    ['releaseName', 'release'],
    ['namespaceResourceWhitelist', 'namespacedResourceWhitelist'],
    ['templatePatch', 'patch'],
    ['elements', 'items'],
  ])('refuses %s misspelt as %s, so that its silence means something', (right, wrong) => {
    const text = files.map((file) => readFileSync(join(golden, file), 'utf8')).join('---\n');
    expect(text).toContain(`${right}:`);
    const { status, stdout } = check(text.replaceAll(`${right}:`, `${wrong}:`));
    expect(status).not.toBe(0);
    expect(stdout).toContain(wrong);
  });
});
