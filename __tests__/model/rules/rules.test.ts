import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadProject } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import { ACROSS_ENVIRONMENTS } from '../../../model/rules/across-environments';
import { RULES } from '../../../model/rules/rules';
import { REPOSITORY } from '../../support/command-line';
import { loadTexts, memoryProject } from '../../support/project';
import { CASES } from './cases';
import type { RuleCase } from './rule-case';

function findings({ rule, app, environment }: Pick<RuleCase, 'rule' | 'app' | 'environment'>) {
  const { issues } = loadTexts(app, environment);
  // A small application may well have a database that nothing needs: that warning has a case of its own.
  const others = issues.filter(({ code }) => code !== rule && code !== 'unused');
  return { found: issues.filter((issue) => issue.code === rule), others };
}

describe.each(CASES.map((each) => [`${each.rule}: ${each.name}`, each] as const))('%s', (_title, each) => {
  test('is found at its place, and nothing else is', () => {
    const { found, others } = findings(each);
    const places = found.map(({ position: at }) => `${at?.file}:${at?.line}:${at?.column}`);
    expect({ places, paths: found.map(({ path }) => path) }).toEqual({ places: [each.at], paths: [each.path] });
    expect(found[0]?.message).toContain(each.message);
    expect(others).toEqual([]);
  });

  test('is gone once mended', () => {
    const { file, from, to } = each.mend;
    const text = each[file];
    expect(text).toContain(from);
    const { found, others } = findings({ ...each, [file]: text.replace(from, to) });
    expect([...found, ...others]).toEqual([]);
  });
});

test('every rule has a case', () => {
  expect([...new Set(CASES.map(({ rule }) => rule))].sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test('a finding about a secret never shows its value', () => {
  for (const each of CASES.filter(({ rule }) => rule === 'secret-literal'))
    expect(JSON.stringify(findings(each).found)).not.toContain('hunter2');
});

test('two environments cannot share a namespace or a public domain', () => {
  const app = CASES[0]?.app ?? '';
  const environment = 'edge: { kind: ingress }\ndomain: shop.test\nnamespace: shop\n';
  const files = { 'app.yaml': app, 'envs/blue.yaml': environment, 'envs/green.yaml': environment };
  const { issues } = loadProject(memoryProject(files));
  expect(issues.map(({ code, path, position }) => [code, path, position?.file])).toEqual([
    [ACROSS_ENVIRONMENTS.id, 'domain', 'envs/green.yaml'],
    [ACROSS_ENVIRONMENTS.id, 'namespace', 'envs/green.yaml'],
  ]);
});

describe('the quotas that were first asked for', () => {
  const fixture = join(REPOSITORY, '__tests__', 'fixtures', 'pfm-first-quotas');
  const { issues } = loadProject(openProject(fixture, fixture));
  const message = (environment: string, path: string): string | undefined =>
    issues.find((issue) => issue.path === path && issue.position?.file === `envs/${environment}.yaml`)?.message;

  test('are refused, every amount of them, and for nothing else', () => {
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['quota']));
    const paths = ['limits.cpu', 'limits.memory', 'pods', 'requests.cpu', 'requests.memory'].map(
      (path) => `quota.${path}`,
    );
    for (const environment of ['staging', 'production'])
      expect(
        issues
          .filter(({ position }) => position?.file === `envs/${environment}.yaml`)
          .map(({ path }) => path)
          .sort(),
      ).toEqual(paths);
  });

  test.each([
    [
      'staging',
      'quota.pods',
      'backend (3 + 1 surge); frontend-admin (3 + 1 surge); frontend-member (3 + 1 surge); postgres-backup 1; redis-backup 1; postgres 1; redis 1; together 16 > 10',
    ],
    [
      'staging',
      'quota.requests.cpu',
      'backend (3 + 1 surge) x 250m = 1; frontend-admin (3 + 1 surge) x 100m = 400m; frontend-member (3 + 1 surge) x 100m = 400m; postgres-backup 1 x 100m = 100m; redis-backup 1 x 100m = 100m; postgres 1 x 250m = 250m; redis 1 x 100m = 100m; together 2350m > 2',
    ],
    [
      'production',
      'quota.pods',
      'backend (10 + 1 surge); frontend-admin (5 + 1 surge); frontend-member (5 + 1 surge); postgres-backup 1; redis-backup 1; postgres 1; redis 1; together 27 > 20',
    ],
    ['production', 'quota.limits.memory', 'together 38400Mi > 16Gi'],
  ])('%s %s shows the sum', (environment, path, sum) => {
    expect(message(environment, path)).toContain(sum);
  });
});
