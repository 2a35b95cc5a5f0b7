import type { Panel } from './panels';

/** One PostgreSQL, by the metrics of its exporter. */
export function postgresPanels(of: string): readonly Panel[] {
  const rate = (metric: string): string => `sum(rate(${metric}{${of}}[5m]))`;
  return [
    { title: 'Takes connections', unit: 'short', isNumber: true, queries: [{ expr: `pg_up{${of}}`, legend: 'up' }] },
    {
      title: 'Size of the databases',
      unit: 'bytes',
      isNumber: true,
      queries: [{ expr: `sum(pg_database_size_bytes{${of}})`, legend: 'size' }],
    },
    {
      title: 'Connections, and the most that there may be',
      unit: 'short',
      queries: [
        { expr: `sum by (state) (pg_stat_activity_count{${of}})`, legend: '{{state}}' },
        { expr: `max(pg_settings_max_connections{${of}})`, legend: 'at most' },
      ],
    },
    {
      title: 'Transactions a second',
      unit: 'ops',
      queries: [
        { expr: rate('pg_stat_database_xact_commit'), legend: 'committed' },
        { expr: rate('pg_stat_database_xact_rollback'), legend: 'rolled back' },
      ],
    },
    {
      title: 'Blocks from memory',
      unit: 'percentunit',
      queries: [
        {
          expr: `${rate('pg_stat_database_blks_hit')} / (${rate('pg_stat_database_blks_hit')} + ${rate('pg_stat_database_blks_read')})`,
          legend: 'share',
        },
      ],
    },
    {
      title: 'Rows a second',
      unit: 'ops',
      queries: [
        { expr: rate('pg_stat_database_tup_returned'), legend: 'read' },
        { expr: rate('pg_stat_database_tup_inserted'), legend: 'inserted' },
        { expr: rate('pg_stat_database_tup_updated'), legend: 'updated' },
        { expr: rate('pg_stat_database_tup_deleted'), legend: 'deleted' },
      ],
    },
    {
      title: 'Longest transaction',
      unit: 's',
      queries: [{ expr: `max(pg_stat_activity_max_tx_duration{${of}})`, legend: 'open for' }],
    },
  ];
}
