import type { Panel } from './panels';

/** One Redis, by the metrics of its exporter. */
export function redisPanels(of: string): readonly Panel[] {
  return [
    { title: 'Answers', unit: 'short', isNumber: true, queries: [{ expr: `redis_up{${of}}`, legend: 'up' }] },
    {
      title: 'Keys',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `sum(redis_db_keys{${of}})`, legend: 'keys' }],
    },
    {
      title: 'Memory, and maxmemory',
      unit: 'bytes',
      queries: [
        { expr: `redis_memory_used_bytes{${of}}`, legend: 'used' },
        { expr: `redis_memory_max_bytes{${of}}`, legend: 'at most' },
      ],
    },
    {
      title: 'Commands a second',
      unit: 'ops',
      queries: [{ expr: `rate(redis_commands_processed_total{${of}}[5m])`, legend: 'commands' }],
    },
    {
      title: 'Hits',
      unit: 'percentunit',
      queries: [
        {
          expr: `rate(redis_keyspace_hits_total{${of}}[5m]) / (rate(redis_keyspace_hits_total{${of}}[5m]) + rate(redis_keyspace_misses_total{${of}}[5m]))`,
          legend: 'share',
        },
      ],
    },
    {
      title: 'Clients',
      unit: 'short',
      queries: [{ expr: `redis_connected_clients{${of}}`, legend: 'connected' }],
    },
    {
      title: 'Keys that go',
      unit: 'ops',
      queries: [
        { expr: `rate(redis_evicted_keys_total{${of}}[5m])`, legend: 'evicted' },
        { expr: `rate(redis_expired_keys_total{${of}}[5m])`, legend: 'expired' },
      ],
    },
  ];
}
