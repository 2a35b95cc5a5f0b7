import { exporterName } from '../../model/derive/exporters';
import type { AlertDefinition } from '../alert';
import { exporterCases } from '../exporter-cases';

const SOURCE = 'redis_exporter';
const each = exporterCases('redis');

/** Memory is compared with maxmemory, not with that of the host as the public mixin does. */
export const REDIS: readonly AlertDefinition[] = [
  {
    name: 'RedisDown',
    severity: 'critical',
    for: '1m',
    summary: 'The Redis behind {{ $labels.component }} does not answer',
    impact: 'Sessions, queues or cached answers are gone until it is back.',
    steps: [
      'Look at its log and its memory limit.',
      '`manifold checks <environment> --category integration` asks it with a real command.',
    ],
    source: SOURCE,
    cases: each((of) => `redis_up{${of}} == 0`),
  },
  {
    name: 'RedisMemoryHigh',
    severity: 'warning',
    for: '15m',
    summary: '{{ $value | humanizePercentage }} of maxmemory of {{ $labels.component }} is in use',
    impact: 'When it is full, keys are evicted, or writes are refused with `noeviction`.',
    steps: [
      'Look for keys without an expiry (`redis-cli --bigkeys`).',
      'Raise the memory limit of the service: maxmemory is three quarters of it.',
    ],
    source: SOURCE,
    cases: each((of) => `redis_memory_used_bytes{${of}} / (redis_memory_max_bytes{${of}} > 0) > 0.9`),
  },
  {
    name: 'RedisConnectionsRejected',
    severity: 'critical',
    for: '1m',
    summary: '{{ $labels.component }} refused connections',
    impact: 'Requests that need Redis fail.',
    steps: ['Count clients (`client list`) and lower the pool sizes of the components, or their autoscaling maximum.'],
    source: SOURCE,
    cases: each((of) => `increase(redis_rejected_connections_total{${of}}[5m]) > 0`),
  },
  {
    name: 'RedisSaveFails',
    severity: 'critical',
    for: '5m',
    summary: '{{ $labels.component }} cannot write its data to disk',
    impact: 'What was written since is lost when it restarts, and it refuses writes.',
    steps: ['Look for a full volume, and for memory: a snapshot forks the process.'],
    source: SOURCE,
    cases: each((of) => `redis_rdb_last_bgsave_status{${of}} == 0 or redis_aof_last_write_status{${of}} == 0`),
  },
  {
    name: 'RedisEvicts',
    severity: 'warning',
    for: '10m',
    summary: '{{ $labels.component }} evicts {{ $value | humanize }} keys a second',
    impact: 'For a cache: more work for the database. For sessions or queues: data are lost.',
    steps: ['Raise the memory limit, or let keys expire sooner.'],
    source: SOURCE,
    cases: each((of) => `rate(redis_evicted_keys_total{${of}}[5m]) > 1`),
  },
  {
    name: 'RedisReplicaDisconnected',
    severity: 'warning',
    for: '5m',
    summary: '{{ $value }} replicas follow {{ $labels.component }}, fewer than there should be',
    impact: 'Reads by `readHost` have fewer servers, or none.',
    steps: [
      'Look at the log of `<service>-replica`: it says why it does not follow.',
      'A replica that is killed again and again needs more memory: it has the limit of the primary.',
    ],
    source: SOURCE,
    cases: ({ model, of }) =>
      model.backingServices.flatMap((service) => {
        const name = exporterName(service);
        if (service.engine !== 'redis' || service.replicas === 0) return [];
        if (!model.components.some((component) => component.name === name)) return [];
        return [{ component: name, expr: `redis_connected_slaves{${of(name)}} < ${service.replicas}` }];
      }),
  },
];
