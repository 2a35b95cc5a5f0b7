import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { buildEnvironment } from '../../../emit/built';
import { emitKubernetes } from '../../../emit/kubernetes/kubernetes';
import { synthesize } from '../../../emit/synth';
import { REPOSITORY } from '../../support/command-line';
import { type AnyObject, modelsOf } from '../../support/projects';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-'));
const models = modelsOf(REPOSITORY);
const artifacts = synthesize(models);
const objects = parseAllDocuments(artifacts.find(({ path }) => path === 'argocd/pfm.yaml')?.content ?? '').map(
  (document) => document.toJS() as AnyObject,
);
const applications = objects.filter(({ kind }) => kind === 'Application');
const project = objects.find(({ kind }) => kind === 'AppProject');

afterAll(() => rmSync(scratch, { recursive: true }));

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

/** Files that a directory source takes: YAML and JSON right in the path, by the pattern of `include`. */
function taken(checkout: string, { path, directory }: AnyObject): string[] {
  expect(directory.include).not.toMatch(/[*?[\]{}\\!]/);
  return readdirSync(join(checkout, path), { recursive: directory.recurse, encoding: 'utf8' })
    .filter((name) => statSync(join(checkout, path, name)).isFile())
    .filter((name) => /\.(?:ya?ml|json|jsonnet)$/.test(name) && name === directory.include);
}

describe('the output in a Git repository', () => {
  const bare = join(scratch, 'deploy.git');

  beforeAll(() => {
    const work = join(scratch, 'work');
    for (const { path, content } of artifacts) {
      mkdirSync(dirname(join(work, 'dist', path)), { recursive: true });
      writeFileSync(join(work, 'dist', path), content);
    }
    git(scratch, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
    git(work, 'init', '--quiet', '--initial-branch=main');
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '--message', 'Output');
    git(work, 'push', '--quiet', bare, 'main');
  });

  test.each(models.map((model) => [model.environment.name, model] as const))(
    'gives the Application of %s its manifests, byte for byte, and nothing else',
    (name, model) => {
      const application = applications.find(({ metadata }) => metadata.name === `pfm-${name}`);
      const { source } = application.spec;
      const checkout = join(scratch, `checkout-${name}`);
      git(scratch, 'clone', '--quiet', '--branch', source.targetRevision, bare, checkout);
      const files = taken(checkout, source);
      expect(files).toEqual([`pfm-${name}.k8s.yaml`]);
      expect(readFileSync(join(checkout, source.path, files[0] ?? ''), 'utf8')).toBe(
        emitKubernetes(buildEnvironment(model)).content,
      );
    },
  );
});

test('there is an Application for each environment', () => {
  expect(applications.map(({ metadata }) => metadata.name)).toEqual(
    models.map(({ environment }) => `pfm-${environment.name}`),
  );
});

test.each(models.map((model) => [model.environment.name, model] as const))(
  'the AppProject allows all that %s has, and its Application',
  (name, model) => {
    const { spec } = applications.find(({ metadata }) => metadata.name === `pfm-${name}`);
    expect(project.spec.sourceRepos).toEqual([spec.source.repoURL]);
    expect(project.spec.destinations).toContainEqual(spec.destination);
    expect(project.spec.clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace' }]);
    for (const { apiVersion, kind, metadata } of buildEnvironment(model).objects) {
      const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
      const list = metadata.namespace === undefined ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
      expect(project.spec[list]).toContainEqual({ group, kind });
      expect(metadata.namespace ?? metadata.name).toBe(spec.destination.namespace);
    }
  },
);

test('a project without a gitops section has no Argo CD objects', () => {
  const paths = synthesize(models.map(({ gitops: _gitops, ...model }) => model)).map(({ path }) => path);
  expect(paths.filter((path) => path.startsWith('argocd/'))).toEqual([]);
});
