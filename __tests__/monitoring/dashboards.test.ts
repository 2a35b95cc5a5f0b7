import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { toYaml } from '../../emit/yaml';
import { isCnpg } from '../../model/derive/hosting';
import type { Model } from '../../model/model';
import type { Place } from '../../monitoring/alert';
import { dashboards } from '../../monitoring/dashboards/dashboards';
import { findTestTool } from '../../tools/find';
import { dashboardQueries, metricsOf } from './metric-names';
import { watchedModel } from './watched-model';

const run = promisify(execFile);
const promtool = findTestTool('promtool');
const model = watchedModel();
const folder = mkdtempSync(join(tmpdir(), 'manifold-dashboards-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly { readonly refId: string }[];
  }[];
}

describe.each(['cluster', 'compose'] as const)('dashboards of a %s', (place) => {
  const all = dashboards(model, place);
  const parsed = [...all.values()].map((json) => JSON.parse(json) as Dashboard);

  test('are there for the whole, each part and what is left', () => {
    const names = [
      'overview',
      'api',
      'cache',
      'db',
      ...(place === 'cluster' ? ['cache-replica', 'capacity', 'ledger'] : []),
    ];
    expect([...all.keys()].sort()).toEqual(names.sort());
  });

  test('have an identity that Grafana takes, and that stays', () => {
    const uids = parsed.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids.filter((uid) => !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))).toEqual([]);
    expect(uids).toContain('shop-test-overview');
  });

  test('have panels that do not lie over each other, each with a query', () => {
    for (const { panels } of parsed) {
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(panels.every(({ targets }) => targets.length > 0)).toBe(true);
    }
  });

  (promtool === undefined ? test.skip : test)('have queries that Prometheus can read', async () => {
    const queries = [...all.values()].flatMap(dashboardQueries);
    const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
    const file = join(folder, `${place}.yml`);
    writeFileSync(file, toYaml({ groups: [{ name: 'queries', rules }] }));
    const { stdout } = await run(promtool ?? '', ['check', 'rules', file]);
    expect(stdout).toContain(`SUCCESS: ${queries.length} rules found`);
  });
});

describe('an objective that is measured at the edge', () => {
  const atEdge: Model = {
    ...model,
    components: model.components.map((component) =>
      component.slo === undefined ? component : { ...component, slo: { ...component.slo, measuredAt: 'edge' } },
    ),
  };
  const queriesOf = (place: Place, name: string) =>
    dashboardQueries(dashboards(atEdge, place).get(name) ?? '{"panels":[]}');

  test('has the times of answers that the controller counts', () => {
    const times = queriesOf('cluster', 'api').filter((expr) => expr.startsWith('histogram_quantile'));
    expect(times).toHaveLength(3);
    expect(new Set(times.flatMap(metricsOf))).toEqual(new Set(['traefik_service_request_duration_seconds_bucket']));
    expect(times[0]).toContain('{service="shop-test-api-http@kubernetes"');
    expect(times[0]).toContain('{exported_service="shop-test-api-http@kubernetes"');
  });

  test('has no panels where nothing measures it', () => {
    expect([...dashboards(atEdge, 'compose').keys()]).not.toContain('api');
    expect(queriesOf('compose', 'overview').filter((expr) => expr.startsWith('component:'))).toEqual([]);
    expect(queriesOf('cluster', 'overview').filter((expr) => expr.startsWith('component:'))).not.toEqual([]);
  });
});

test('a database of CloudNativePG without backups has no panels about them', () => {
  const metrics = (of: Model) =>
    new Set(dashboardQueries(dashboards(of, 'cluster').get('ledger') ?? '').flatMap(metricsOf));
  const backingServices = model.backingServices.map((service) => {
    if (!isCnpg(service)) return service;
    const { backup: _, ...hosting } = service.hosting;
    return { ...service, hosting };
  });
  const without = metrics({ ...model, backingServices });
  const gone = [...metrics(model)].filter((name) => !without.has(name));
  expect(without).toContain('cnpg_pg_replication_lag');
  expect(gone.sort()).toEqual([
    'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp',
    'cnpg_pg_stat_archiver_last_archived_time',
    'cnpg_pg_stat_archiver_last_failed_time',
  ]);
});

test('two long names stay two', () => {
  const [component] = model.components;
  const long = (end: string) => ({
    ...model,
    components: component ? [{ ...component, name: `${'a'.repeat(45)}${end}` }] : [],
  });
  const uids = ['x', 'y'].map(
    (end) => [...dashboards(long(end), 'cluster').values()].map((json) => (JSON.parse(json) as Dashboard).uid)[1],
  );
  expect(uids[0]?.length).toBe(40);
  expect(uids[0]).not.toBe(uids[1]);
});
