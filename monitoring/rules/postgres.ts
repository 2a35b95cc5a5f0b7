import type { AlertDefinition } from '../alert';
import { exporterCases } from '../exporter-cases';

const SOURCE = 'postgres_exporter';
const each = exporterCases('postgres');

/** Of the PostgreSQL mixin, what somebody can act on. */
export const POSTGRES: readonly AlertDefinition[] = [
  {
    name: 'PostgresDown',
    severity: 'critical',
    for: '1m',
    summary: 'The database behind {{ $labels.component }} takes no connections',
    impact: 'Every request that needs the database fails.',
    steps: [
      'Look at the log of the database: a full disk, too little memory and a wrong password say so there.',
      '`manifold checks <environment> --category integration` asks it with a real query.',
      'If its data are damaged: `manifold restore <environment>`.',
    ],
    source: SOURCE,
    cases: each((of) => `pg_up{${of}} == 0`),
  },
  {
    name: 'PostgresConnectionsHigh',
    severity: 'warning',
    for: '10m',
    summary: '{{ $value | humanizePercentage }} of the connections of {{ $labels.component }} are in use',
    impact: 'At 100 percent new connections are refused, and requests fail.',
    steps: [
      'Count connections by program: `select application_name, state, count(*) from pg_stat_activity group by 1, 2`.',
      'Lower the pool size of the components, or their autoscaling maximum: pods times pool size must stay below max_connections.',
    ],
    source: SOURCE,
    cases: each((of) => `sum(pg_stat_activity_count{${of}}) / max(pg_settings_max_connections{${of}}) > 0.8`),
  },
  {
    name: 'PostgresLongTransaction',
    severity: 'warning',
    for: '5m',
    summary: 'A transaction of {{ $labels.component }} is open for {{ $value | humanizeDuration }}',
    impact: 'Vacuum cannot clean up behind it: tables grow, and locks that it holds stop others.',
    steps: [
      'Find it: `select pid, query, xact_start from pg_stat_activity order by xact_start limit 5`.',
      'End it if nobody needs it: `select pg_terminate_backend(pid)`.',
    ],
    source: SOURCE,
    cases: each((of) => `max(pg_stat_activity_max_tx_duration{${of}}) > 3600`),
  },
  {
    name: 'PostgresDeadlocks',
    severity: 'warning',
    for: '5m',
    summary: '{{ $value | humanize }} deadlocks in ten minutes behind {{ $labels.component }}',
    impact: 'Each deadlock ends a transaction with an error.',
    steps: ['The log names both statements of a deadlock. Make the programs lock in the same order.'],
    source: SOURCE,
    cases: each((of) => `sum(increase(pg_stat_database_deadlocks{${of}}[10m])) > 5`),
  },
  {
    name: 'PostgresRollbacksHigh',
    severity: 'warning',
    for: '10m',
    summary: '{{ $value | humanizePercentage }} of the transactions behind {{ $labels.component }} are rolled back',
    impact: 'Programs run into errors, or are written so that they do; work is done for nothing.',
    steps: [
      'Look at the errors in the log of the database, and at what was deployed last: `manifold history <environment>`.',
    ],
    source: SOURCE,
    cases: each(
      (of) =>
        `sum(rate(pg_stat_database_xact_rollback{${of}}[5m])) / (sum(rate(pg_stat_database_xact_rollback{${of}}[5m])) + sum(rate(pg_stat_database_xact_commit{${of}}[5m]))) > 0.1 and sum(rate(pg_stat_database_xact_commit{${of}}[5m])) > 1`,
    ),
  },
  {
    name: 'PostgresCacheHitLow',
    severity: 'warning',
    for: '30m',
    summary: 'Only {{ $value | humanizePercentage }} of the blocks behind {{ $labels.component }} come from memory',
    impact: 'Queries wait for the disk.',
    steps: ['Look for queries without an index (`pg_stat_statements`), then give the database more memory.'],
    source: SOURCE,
    cases: each(
      (of) =>
        `sum(rate(pg_stat_database_blks_hit{${of}}[15m])) / (sum(rate(pg_stat_database_blks_hit{${of}}[15m])) + sum(rate(pg_stat_database_blks_read{${of}}[15m]))) < 0.9 and sum(rate(pg_stat_database_blks_read{${of}}[15m])) > 50`,
    ),
  },
  {
    name: 'PostgresExporterFails',
    severity: 'warning',
    for: '15m',
    summary: '{{ $labels.component }} cannot ask the database everything',
    impact: 'Some alerts about the database cannot fire.',
    steps: ['Look at the log of the exporter: mostly a right is missing, which the role `pg_monitor` has.'],
    source: SOURCE,
    cases: each((of) => `pg_exporter_last_scrape_error{${of}} == 1`),
  },
];
