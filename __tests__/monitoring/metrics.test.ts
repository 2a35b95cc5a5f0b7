import { expect, test } from '@jest/globals';
import { metricNames, metricsOf } from './metric-names';
import { RECORDED } from './recorded';

/** Given by Prometheus itself, by the components of the test, and by `manifold backup` and `drill`. */
const OTHERS = new Set([
  'ALERTS',
  'up',
  'http_request_duration_seconds_bucket',
  'http_request_duration_seconds_count',
  'orders_waiting',
  'backup_last_size_bytes',
  'restore_drill_last_success_timestamp_seconds',
  // CloudNativePG 1.27: pg_collector.go and default-monitoring.yaml of its sources.
  'cnpg_collector_up',
  'cnpg_pg_replication_lag',
  'cnpg_pg_stat_archiver_last_archived_time',
  'cnpg_pg_stat_archiver_last_failed_time',
  // Barman Cloud plugin 0.15: metrics.go of its sources.
  'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp',
]);

test('every metric of a rule or dashboard is one that a real program gives', () => {
  const known = new Set([...OTHERS, ...Object.values(RECORDED).flatMap((names) => [...names])]);
  const names = metricNames('cluster');
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test('in Compose nothing asks for metrics of a cluster', () => {
  const cluster = ['kube-state-metrics', 'kubelet', 'cert-manager'].flatMap((name) => [...(RECORDED[name] ?? [])]);
  expect(metricNames('compose').filter((name) => cluster.includes(name))).toEqual([]);
});

test('names are found wherever they stand in a query', () => {
  expect(metricsOf('a{x="y"} / on (z) max by (q) (b_total{} offset 5m > 0)')).toEqual(['a', 'b_total']);
});
