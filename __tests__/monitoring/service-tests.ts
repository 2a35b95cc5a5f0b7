import { type AlertTest, series } from './alert-case';

const DB = 'job="db-exporter"';
const CACHE = 'job="cache-exporter"';
const PROBER = 'job="external-probes"';
const API = 'job="api"';
const LOKI = 'job="loki"';
const REQUESTS = 'http_request_duration_seconds';

/** Requests of four days: `errors` and `slow` of 100 in a minute. */
function requests(errors: string, slow: string): string[] {
  return [
    series(`${REQUESTS}_count`, `${API},status_code="200"`, `0+${100 - Number(errors)}x5760`),
    series(`${REQUESTS}_count`, `${API},status_code="500"`, `0+${errors}x5760`),
    series(`${REQUESTS}_bucket`, `${API},status_code="200",le="0.3"`, `0+${100 - Number(slow)}x5760`),
    series(`${REQUESTS}_bucket`, `${API},status_code="200",le="+Inf"`, '0+100x5760'),
  ];
}

/** It was bad, and is well for 40 minutes: nobody has to be woken up any more. */
const OVER = [
  series(`${REQUESTS}_count`, `${API},status_code="200"`, '0+50x80 4050+100x40'),
  series(`${REQUESTS}_count`, `${API},status_code="500"`, '0+50x80 4000x40'),
];

/** One request in two minutes, and it fails. */
const ALONE = [series(`${REQUESTS}_count`, `${API},status_code="500"`, '0+0.5x240')];

/** Alerts over metrics of components and exporters. */
export const SERVICE_TESTS: readonly AlertTest[] = [
  { alert: 'ErrorBudgetBurnsFast', at: '2h', fires: requests('2', '0'), quiet: requests('0.5', '0') },
  { alert: 'ErrorBudgetBurnsFast', at: '2h', fires: requests('2', '0'), quiet: OVER },
  { alert: 'ErrorBudgetBurnsFast', at: '4h', fires: requests('2', '0'), quiet: ALONE },
  { alert: 'ErrorBudgetBurnsSlowly', at: '80h', fires: requests('0.2', '0'), quiet: requests('0.05', '0') },
  { alert: 'LatencyBudgetBurnsFast', at: '2h', fires: requests('0', '80'), quiet: requests('0', '20') },
  { alert: 'LatencyBudgetBurnsSlowly', at: '80h', fires: requests('0', '6'), quiet: requests('0', '4') },
  // It answers for its metrics, and they have no request; or the last one was on the first day.
  {
    alert: 'ObjectiveNotMeasured',
    at: '90h',
    fires: [series('up', API, '1x5400')],
    quiet: [series(`${REQUESTS}_count`, `${API},status_code="200"`, '5x1440')],
  },
  // One request is enough, for as long as its count is there.
  {
    alert: 'ObjectiveNotMeasured',
    at: '125h',
    fires: [series(`${REQUESTS}_count`, `${API},status_code="200"`, '5x1440')],
    quiet: [series(`${REQUESTS}_count`, `${API},status_code="200"`, '_x1440 1x6060')],
  },
  {
    alert: 'MetricsMissing',
    at: '10m',
    fires: [
      series('up', API, '0x10'),
      series('up', DB, '1x10'),
      series('up', CACHE, '1x10'),
      series('up', PROBER, '1x10'),
    ],
    // One of two containers is enough to be told of the rest.
    quiet: [
      series('up', `${API},instance="a"`, '0x10'),
      series('up', `${API},instance="b"`, '1x10'),
      series('up', DB, '1x10'),
      series('up', CACHE, '1x10'),
      series('up', PROBER, '1x10'),
    ],
  },
  {
    alert: 'MetricsMissing',
    at: '10m',
    fires: [series('up', API, '1x10'), series('up', CACHE, '1x10'), series('up', PROBER, '1x10')],
    quiet: [
      series('up', API, '1x10'),
      series('up', DB, '1x3 _x3 1x4'),
      series('up', CACHE, '1x10'),
      series('up', PROBER, '1x10'),
    ],
  },
  {
    alert: 'LogsNotArriving',
    at: '40m',
    fires: [series('loki_distributor_lines_received_total', `${LOKI},tenant="fake"`, '500x40')],
    quiet: [series('loki_distributor_lines_received_total', `${LOKI},tenant="fake"`, '500+1x40')],
  },
  // Nothing at all was ever received, or nobody answers.
  {
    alert: 'LogsNotArriving',
    at: '40m',
    fires: [],
    quiet: [series('loki_distributor_lines_received_total', LOKI, '0+9x40')],
  },
  {
    alert: 'LogRetentionStopped',
    at: '9h',
    fires: [series('loki_compactor_apply_retention_last_successful_run_timestamp_seconds', LOKI, '0x540')],
    quiet: [series('loki_compactor_apply_retention_last_successful_run_timestamp_seconds', LOKI, '0+60x540')],
  },
  { alert: 'PostgresDown', at: '5m', fires: [series('pg_up', DB, '0x5')], quiet: [series('pg_up', DB, '1x5')] },
  {
    alert: 'PostgresConnectionsHigh',
    at: '15m',
    fires: [
      series('pg_stat_activity_count', `${DB},state="idle",datname="shop"`, '50x15'),
      series('pg_stat_activity_count', `${DB},state="active",datname="shop"`, '40x15'),
      series('pg_settings_max_connections', DB, '100x15'),
    ],
    quiet: [
      series('pg_stat_activity_count', `${DB},state="idle",datname="shop"`, '30x15'),
      series('pg_stat_activity_count', `${DB},state="active",datname="shop"`, '40x15'),
      series('pg_settings_max_connections', DB, '100x15'),
    ],
  },
  {
    alert: 'PostgresLongTransaction',
    at: '10m',
    fires: [series('pg_stat_activity_max_tx_duration', `${DB},state="active"`, '4000+60x10')],
    quiet: [series('pg_stat_activity_max_tx_duration', `${DB},state="active"`, '600+60x10')],
  },
  {
    alert: 'PostgresDeadlocks',
    at: '30m',
    fires: [series('pg_stat_database_deadlocks', `${DB},datname="shop"`, '0+1x30')],
    // The counter begins anew with the server.
    quiet: [series('pg_stat_database_deadlocks', `${DB},datname="shop"`, '500x10 0x20')],
  },
  {
    alert: 'PostgresRollbacksHigh',
    at: '20m',
    fires: [
      series('pg_stat_database_xact_rollback', `${DB},datname="shop"`, '0+60x20'),
      series('pg_stat_database_xact_commit', `${DB},datname="shop"`, '0+300x20'),
    ],
    // As large a share, of next to nothing.
    quiet: [
      series('pg_stat_database_xact_rollback', `${DB},datname="shop"`, '0+6x20'),
      series('pg_stat_database_xact_commit', `${DB},datname="shop"`, '0+30x20'),
    ],
  },
  {
    alert: 'PostgresCacheHitLow',
    at: '60m',
    fires: [
      series('pg_stat_database_blks_hit', `${DB},datname="shop"`, '0+10000x60'),
      series('pg_stat_database_blks_read', `${DB},datname="shop"`, '0+6000x60'),
    ],
    quiet: [
      series('pg_stat_database_blks_hit', `${DB},datname="shop"`, '0+100000x60'),
      series('pg_stat_database_blks_read', `${DB},datname="shop"`, '0+6000x60'),
    ],
  },
  {
    alert: 'PostgresExporterFails',
    at: '20m',
    fires: [series('pg_exporter_last_scrape_error', DB, '1x20')],
    quiet: [series('pg_exporter_last_scrape_error', DB, '1x10 0x10')],
  },
  {
    alert: 'RedisDown',
    at: '5m',
    fires: [series('redis_up', CACHE, '0x5')],
    quiet: [series('redis_up', CACHE, '1x5')],
  },
  {
    alert: 'RedisMemoryHigh',
    at: '20m',
    fires: [series('redis_memory_used_bytes', CACHE, '95x20'), series('redis_memory_max_bytes', CACHE, '100x20')],
    // Without a maximum there is nothing to be near to.
    quiet: [series('redis_memory_used_bytes', CACHE, '95x20'), series('redis_memory_max_bytes', CACHE, '0x20')],
  },
  {
    alert: 'RedisConnectionsRejected',
    at: '5m',
    fires: [series('redis_rejected_connections_total', CACHE, '0 0 1 2 3 4')],
    quiet: [series('redis_rejected_connections_total', CACHE, '7x5')],
  },
  {
    alert: 'RedisSaveFails',
    at: '10m',
    fires: [
      series('redis_rdb_last_bgsave_status', CACHE, '1x10'),
      series('redis_aof_last_write_status', CACHE, '0x10'),
    ],
    quiet: [
      series('redis_rdb_last_bgsave_status', CACHE, '1x10'),
      series('redis_aof_last_write_status', CACHE, '1x10'),
    ],
  },
  {
    alert: 'RedisEvicts',
    at: '20m',
    fires: [series('redis_evicted_keys_total', CACHE, '0+120x20')],
    quiet: [series('redis_evicted_keys_total', CACHE, '0+30x20')],
  },
  {
    alert: 'RedisReplicaDisconnected',
    at: '8m',
    fires: [series('redis_connected_slaves', CACHE, '2 1x7')],
    // One started again, and was back within five minutes.
    quiet: [series('redis_connected_slaves', CACHE, '2 1x4 2x4')],
  },
  {
    alert: 'OrdersStuck',
    at: '15m',
    fires: [series('orders_waiting', API, '101x15')],
    quiet: [series('orders_waiting', API, '100x15')],
  },
];
