import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CATEGORIES } from '../../checks/live/check';
import { CHECKS } from '../../checks/live/checks';
import type { CheckReport } from '../../checks/live/run-checks';
import { parseXml } from '../checks/live/support/strict-xml';
import { copyProject, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;

beforeEach(async () => {
  project = copyProject();
  await runIn(project.folder, ['synth']);
});

afterEach(() => project.remove());

function checks(...words: readonly string[]): ReturnType<typeof runIn> {
  return runIn(project.folder, ['checks', 'staging', ...words]);
}

describe('exit codes', () => {
  test('0 when nothing failed, 3 when something did, in text and in JSON', async () => {
    const words = ['--offline', '--category', 'syntax', '--category', 'documentation'];
    writeFileSync(join(project.folder, 'README.md'), '# It\n');
    expect(await checks(...words)).toMatchObject({ code: 0, stdout: expect.stringContaining('4 passed, 0 failed') });
    writeFileSync(join(project.folder, 'dist', 'pfm-staging.k8s.yaml'), '');
    const { code, stdout } = await checks(...words);
    expect(code).toBe(3);
    expect(stdout).toContain('          stale: pfm-staging.k8s.yaml\n');
    const json = await checks(...words, '--output', 'json');
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      environment: 'staging',
      counts: { passed: 3, failed: 1, skipped: 1 },
      checks: [
        { id: 'dist-current', results: [{ status: 'failed', details: ['stale: pfm-staging.k8s.yaml'] }] },
        { id: 'model-rules' },
        { id: 'drift' },
        { id: 'losses-current' },
        { id: 'readme' },
      ],
    });
  });

  test.each([
    [['checks', 'stagign', '--offline'], 'unknown environment "stagign"; there are'],
    [['checks', 'staging', '--category', 'sintax'], 'syntax'],
    [['checks', 'staging', '--method', 'nomad'], 'kubernetes'],
    [['checks', 'staging', '--offline', '--load-seconds', '301'], '--load-seconds is a number from 1 to 300'],
    [['checks', 'staging', '--offline', '--load-connections', '0'], '--load-connections is a number from 1 to 200'],
  ])('2 for %j', async (words, message) => {
    const { code, stdout, stderr } = await runIn(project.folder, words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test('a warning is a finding of its own environment alone', async () => {
  const file = join(project.folder, 'envs', 'development.yaml');
  const amount = 'components: { backend: { resources: { limits: { cpu: 20 } } } }\n';
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${amount}`);
  const judged = async (environment: string) => {
    const words = ['checks', environment, '--offline', '--category', 'syntax', '--output', 'json'];
    const { checks: all } = JSON.parse((await runIn(project.folder, words)).stdout) as { checks: CheckReport[] };
    return all.find(({ id }) => id === 'model-rules')?.results.map(({ status }) => status);
  };
  expect(await judged('development')).toEqual(['failed']);
  expect(await judged('staging')).toEqual(['passed']);
});

test('--list names every check, and a category its own', async () => {
  const all = await checks('--list');
  expect(all.stdout.split('\n').slice(0, -1)).toEqual(
    CHECKS.map(({ category, id, title }) => `${category}/${id}: ${title}`),
  );
  const { stdout } = await checks('--list', '--category', 'backup', '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ checks: [{ id: 'recent-backup', category: 'backup' }] });
});

test('--offline asks nothing that runs, and reports every check', async () => {
  const { stdout } = await checks('--offline', '--output', 'json');
  const { checks: reports } = JSON.parse(stdout) as { checks: CheckReport[] };
  expect(reports.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
  const asked = reports.filter(({ results }) => results.some(({ status }) => status !== 'skipped'));
  expect([...new Set(asked.map(({ category }) => category))]).toEqual(['tools', 'syntax', 'documentation']);
});

test('--junit writes the same report as XML, in a folder that it makes', async () => {
  const { code } = await checks('--offline', '--junit', 'reports/checks.xml');
  expect(code).toBe(3);
  const file = join(project.folder, 'reports', 'checks.xml');
  const xml = parseXml(readFileSync(file, 'utf8'));
  expect(xml.name).toBe('testsuites');
  expect(xml.children.map(({ attributes }) => attributes.name)).toEqual(CATEGORIES);
  const failures = xml.children.map(({ attributes }) => Number(attributes.failures)).reduce((a, b) => a + b);
  expect(Number(xml.attributes.failures)).toBe(failures);
  expect(statSync(file).isFile()).toBe(true);
});
