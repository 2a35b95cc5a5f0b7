import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { toYaml } from '../../emit/yaml';
import { DEFINITIONS } from '../../monitoring/definitions';
import { ruleGroups } from '../../monitoring/groups';
import type { AlertTest } from './alert-case';
import { BACKUP_TESTS } from './backup-tests';
import { CLUSTER_TESTS } from './cluster-tests';
import { CNPG_TESTS } from './cnpg-tests';
import { EXTERNAL_TESTS } from './external-tests';
import { groupsOf, PROMTOOL, promtool, testRules, withPromtool } from './promtool';
import { SERVICE_TESTS } from './service-tests';
import { watchedModel } from './watched-model';

const run = promisify(execFile);
const TESTS: readonly AlertTest[] = [
  ...SERVICE_TESTS,
  ...EXTERNAL_TESTS,
  ...CLUSTER_TESTS,
  ...BACKUP_TESTS,
  ...CNPG_TESTS,
];
const model = watchedModel();
const folder = mkdtempSync(join(tmpdir(), 'manifold-alerts-'));
const rules = join(folder, 'rules.yml');
writeFileSync(rules, toYaml({ groups: ruleGroups(model, 'cluster') }));
afterAll(() => rmSync(folder, { recursive: true }));

/** What promtool says of the tests of an alert. */
function check(alert: string, tests: readonly object[], interval = '1m'): Promise<string> {
  return testRules(groupsOf(ruleGroups(model, 'cluster'), alert), tests, interval);
}

function firing(alert: string, series: readonly string[], expected: { at: string; count: number }): object {
  // Without the namespace no route of an AlertmanagerConfig takes it.
  const route = expected.count === 0 ? '' : ',namespace="shop-test"';
  return {
    interval: '1m',
    input_series: series.map((text) => JSON.parse(text)),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${alert}",alertstate="firing",application="shop",environment="test"${route}})`,
        eval_time: expected.at,
        exp_samples: expected.count === 0 ? [] : [{ labels: '{}', value: expected.count }],
      },
    ],
  };
}

test('every alert has a test, and no other', () => {
  const names = [...Object.values(DEFINITIONS).flat(), ...model.alerts].map(({ name }) => name);
  expect([...new Set(TESTS.map(({ alert }) => alert))].sort()).toEqual([...new Set(names)].sort());
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ['operator', 'cluster'],
  ['annotations', 'cluster'],
  ['operator', 'compose'],
] as const)('with %s in a %s every alert names its namespace, whatever its query leaves of it', (kind, place) => {
  const alerts = ruleGroups(watchedModel(kind), place).flatMap((group) =>
    group.rules.filter((rule) => 'alert' in rule),
  );
  expect(alerts.length).toBeGreaterThan(20);
  expect(alerts.filter(({ labels }) => labels?.namespace !== 'shop-test')).toEqual([]);
});

withPromtool(PROMTOOL, () => {
  test('takes every rule', async () => {
    const { stdout } = await run(promtool ?? '', ['check', 'rules', '--lint=all', '--lint-fatal', rules]);
    const count = ruleGroups(model, 'cluster').flatMap(({ rules: all }) => all).length;
    expect(stdout).toContain(`SUCCESS: ${count} rules found`);
  });

  test.each(TESTS.map((each, index) => [each.alert, index, each] as const))(
    '%s (%i) fires, and stays quiet',
    async (alert, _index, { fires, quiet, at }) => {
      const interval = /^\d{2,}h$/.test(at) ? '10m' : '1m';
      expect(await check(alert, [firing(alert, fires, { at, count: 1 })], interval)).toBe('SUCCESS');
      expect(await check(alert, [firing(alert, quiet, { at, count: 0 })], interval)).toBe('SUCCESS');
    },
    60_000,
  );

  test('an alert says what, how bad, and where to read on', async () => {
    const label = { application: 'shop', environment: 'test', component: 'db-exporter', severity: 'warning' };
    const labels = { ...label, namespace: 'shop-test', job: 'db-exporter' };
    const test = {
      interval: '1m',
      input_series: [
        { series: 'pg_exporter_last_scrape_error{namespace="shop-test",job="db-exporter"}', values: '1x20' },
      ],
      alert_rule_test: [
        {
          alertname: 'PostgresExporterFails',
          eval_time: '16m',
          exp_alerts: [
            {
              exp_labels: labels,
              exp_annotations: {
                summary: 'db-exporter cannot ask the database everything',
                description: 'Some alerts about the database cannot fire.',
                runbook_url: 'docs/runbooks/PostgresExporterFails.md',
              },
            },
          ],
        },
      ],
    };
    expect(await check('PostgresExporterFails', [test])).toBe('SUCCESS');
  });

  test('one of the application says what to do, and where to read on', async () => {
    const labels = { application: 'shop', environment: 'test', component: 'api', severity: 'critical' };
    const test = {
      interval: '1m',
      input_series: [{ series: 'orders_waiting{namespace="shop-test",job="api"}', values: '101x20' }],
      alert_rule_test: [
        {
          alertname: 'OrdersStuck',
          eval_time: '11m',
          exp_alerts: [
            {
              exp_labels: { ...labels, namespace: 'shop-test' },
              exp_annotations: {
                summary: '101 orders wait',
                description: 'Nobody gets what they bought.\n1. Look at the log of the worker.\n2. Start it again.',
                runbook_url: 'https://wiki.example/orders',
              },
            },
          ],
        },
      ],
    };
    expect(await check('OrdersStuck', [test])).toBe('SUCCESS');
  });

  test('a test that expects the wrong thing fails', async () => {
    const series = ['{"series":"pg_up{namespace=\\"shop-test\\",job=\\"db-exporter\\"}","values":"1x5"}'];
    expect(await check('PostgresDown', [firing('PostgresDown', series, { at: '5m', count: 1 })])).toContain('FAILED');
  });
});
