import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../../checks/live/check';
import { lossesCurrent } from '../../../checks/live/documentation/losses-current';
import { readme } from '../../../checks/live/documentation/readme';
import { distCurrent } from '../../../checks/live/syntax/dist-current';
import { drift } from '../../../checks/live/syntax/drift';
import { modelRules } from '../../../checks/live/syntax/model-rules';
import { programVersions } from '../../../checks/live/tools/program-versions';
import { METHODS, type Method } from '../../../deploy/method';
import { synthesize } from '../../../emit/synth';
import { writeArtifacts } from '../../../emit/write';
import { contextWith, failure, MODELS, resultsOf, statuses } from './support/context';

const artifacts = synthesize(MODELS);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-checks-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('dist-current', () => {
  const FILES: Readonly<Record<Method, string>> = {
    kubernetes: 'pfm-staging.k8s.yaml',
    helm: 'helm/pfm/values.yaml',
    compose: 'compose/staging/compose.yaml',
    terraform: 'terraform/staging.tfvars.json',
    argocd: 'argocd/pfm.yaml',
  };

  async function judged(method: Method): Promise<readonly CheckResult[]> {
    return resultsOf(distCurrent, contextWith({ method, artifacts, distFolder: join(folder, 'dist') }));
  }

  test.each(METHODS)('%s: current, stale, missing, and no longer made', async (method) => {
    const dist = join(folder, 'dist');
    const file = FILES[method];
    writeArtifacts(dist, artifacts);
    expect(statuses(await judged(method))).toEqual({ passed: 1 });
    writeFileSync(join(dist, file), 'changed by hand\n');
    expect(failure(await judged(method)).details).toEqual([`stale: ${file}`]);
    rmSync(join(dist, file));
    expect(failure(await judged(method)).details).toEqual([`missing: ${file}`]);
  });

  test('what is no longer made', async () => {
    const old = { path: 'compose/staging/old.conf', content: 'old\n' };
    writeArtifacts(join(folder, 'dist'), [...artifacts, old]);
    expect(failure(await judged('compose')).details).toEqual(['no longer made: compose/staging/old.conf']);
    expect(statuses(await judged('kubernetes'))).toEqual({ passed: 1 });
  });

  test('a folder that is not there has nothing that is current', async () => {
    expect(failure(await judged('kubernetes')).details).toEqual(['missing: pfm-staging.k8s.yaml']);
  });

  test('another environment may be stale', async () => {
    writeArtifacts(join(folder, 'dist'), artifacts);
    writeFileSync(join(folder, 'dist', 'pfm-production.k8s.yaml'), '');
    expect(statuses(await judged('kubernetes'))).toEqual({ passed: 1 });
  });

  test('a method without files does not pass', async () => {
    const context = contextWith({ method: 'argocd', artifacts: [], distFolder: join(folder, 'dist') });
    expect(failure(await resultsOf(distCurrent, context)).message).toBe('synth makes nothing for the method argocd');
  });
});

test('losses-current', async () => {
  const dist = join(folder, 'dist');
  const judged = () => resultsOf(lossesCurrent, contextWith({ artifacts, distFolder: dist }));
  expect(failure(await judged()).message).toBe('LOSSES.md is missing: run manifold synth');
  writeArtifacts(dist, artifacts);
  expect(statuses(await judged())).toEqual({ passed: 1 });
  writeFileSync(join(dist, 'LOSSES.md'), '# nothing is lost\n');
  expect(failure(await judged()).message).toBe('LOSSES.md is stale: run manifold synth');
});

test('readme', async () => {
  const judged = () => resultsOf(readme, contextWith({ projectFolder: folder }));
  expect(failure(await judged()).message).toBe('README.md is missing in the project folder');
  writeFileSync(join(folder, 'README.md'), '');
  expect(failure(await judged()).message).toBe('README.md is empty');
  writeFileSync(join(folder, 'README.md'), '# It\n');
  expect(statuses(await judged())).toEqual({ passed: 1 });
});

describe('program-versions', () => {
  /** A program that answers command lines; every other one fails. */
  function program(name: string, answers: Readonly<Record<string, string>>): void {
    const script = `const answers = ${JSON.stringify(answers)};
const text = answers[process.argv.slice(2).join(' ')];
if (text === undefined) process.exit(1);
console.log(text);
`;
    writeFileSync(join(folder, name), `#!${execPath}\n${script}`, { mode: 0o755 });
  }

  async function judged(method: Method, isOffline = false): Promise<readonly CheckResult[]> {
    const { running, ...context } = contextWith({ method, env: { PATH: folder } });
    return resultsOf(programVersions, { ...context, ...(isOffline ? {} : { running }) });
  }

  const messages = (results: readonly CheckResult[]): string[] =>
    results.map(({ status, message }) => `${status}: ${message}`);

  test('what the programs really print', async () => {
    program('kubectl', { 'version --client': 'Client Version: v1.33.13\nKustomize Version: v5.6.0' });
    program('helm', { 'version --short': 'v3.18.4+gd80839c' });
    program('terraform', { version: 'Terraform v1.11.4\non linux_amd64' });
    program('docker', {
      '--version': 'Docker version 28.2.2, build e6534b4',
      'compose version': 'Docker Compose version v2.39.4',
      'version --format {{.Server.Version}}': '20.10.27',
    });
    expect(messages(await judged('kubernetes'))).toEqual(['passed: kubectl v1.33.13']);
    expect(messages(await judged('argocd'))).toEqual(['passed: kubectl v1.33.13']);
    expect(messages(await judged('helm'))).toEqual(['passed: kubectl v1.33.13', 'passed: helm v3.18.4']);
    expect(messages(await judged('terraform'))).toEqual(['passed: terraform v1.11.4']);
    expect(messages(await judged('compose'))).toEqual([
      'passed: docker 28.2.2',
      'passed: Docker Compose v2.39.4',
      'passed: Docker Engine 20.10.27',
    ]);
    expect(await judged('compose', true)).toHaveLength(2);
  });

  test('too old', async () => {
    program('terraform', { version: 'Terraform v1.9.8' });
    program('docker', {
      '--version': 'Docker version 20.10.27, build 1',
      'compose version': 'Docker Compose version v2.29.7',
      'version --format {{.Server.Version}}': '19.03.15',
    });
    expect(messages(await judged('terraform'))).toEqual(['failed: terraform is v1.9.8, it has to be 1.11 or newer']);
    expect(messages(await judged('compose'))).toEqual([
      'passed: docker 20.10.27',
      'failed: Docker Compose is v2.29.7, it has to be 2.30 or newer',
      'failed: Docker Engine is 19.03.15, it has to be 20.10 or newer',
    ]);
  });

  test('missing, without a version, and the plugin as a program of its own', async () => {
    expect(messages(await judged('helm'))).toEqual([
      'failed: kubectl 1.28 or newer is not there, or does not start',
      'failed: helm 3.8 or newer is not there, or does not start',
    ]);
    program('kubectl', { 'version --client': 'hello' });
    expect(messages(await judged('kubernetes'))).toEqual(['failed: kubectl does not say its version']);
    program('docker', { '--version': 'Docker version 28.2.2' });
    program('docker-compose', { version: 'Docker Compose version v2.30.0' });
    expect(messages(await judged('compose', true))).toEqual([
      'passed: docker 28.2.2',
      'passed: Docker Compose v2.30.0',
    ]);
  });
});

describe('drift', () => {
  test('nothing to change, something to change, and nothing to ask', async () => {
    const one = { action: 'change', what: 'Deployment/backend', fields: ['spec.replicas'] } as const;
    expect(statuses(await resultsOf(drift, contextWith({ changes: async () => [] })))).toEqual({ passed: 1 });
    const [found] = await resultsOf(drift, contextWith({ changes: async () => [one] }));
    expect(found).toMatchObject({ status: 'failed', details: ['change Deployment/backend: spec.replicas'] });
    expect(statuses(await resultsOf(drift, contextWith({})))).toEqual({ skipped: 1 });
  });
});

describe('model-rules', () => {
  test('no warning, a warning, and no files', async () => {
    const warning = { code: 'unused', path: 'config.A', message: 'nobody reads it', severity: 'warning' } as const;
    expect(statuses(await resultsOf(modelRules, contextWith({ issues: [] })))).toEqual({ passed: 1 });
    const [found] = await resultsOf(modelRules, contextWith({ issues: [warning] }));
    expect(found).toMatchObject({ status: 'failed', details: ['unused: config.A: nobody reads it'] });
    expect(statuses(await resultsOf(modelRules, contextWith({})))).toEqual({ skipped: 1 });
  });
});
