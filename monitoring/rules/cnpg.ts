import { type CnpgService, cnpgServices } from '../../model/derive/hosting';
import { longestGapSeconds } from '../../model/derive/schedule';
import type { AlertCase, AlertContext, AlertDefinition } from '../alert';
import { cnpgInstances } from '../context';

const SOURCE = 'CloudNativePG';
const LONGEST_LAG_SECONDS = 300;
/** A base backup takes its time, and its metric is read now and then only. */
const MARGIN_SECONDS = 2 * 3600;

/** A case for every database of CloudNativePG, in a cluster only, from the label matchers of its metrics. */
function each(expr: (of: string, service: CnpgService) => string | undefined) {
  return (context: AlertContext): readonly AlertCase[] =>
    context.place === 'compose'
      ? []
      : cnpgServices(context.model).flatMap((service) => {
          const text = expr(cnpgInstances(context, service), service);
          return text === undefined ? [] : [{ component: service.name, expr: text }];
        });
}

/** What every instance of CloudNativePG, and the Barman Cloud plugin in it, says of itself. */
export const CNPG: readonly AlertDefinition[] = [
  {
    name: 'CnpgDown',
    severity: 'critical',
    for: '1m',
    summary: 'No instance of {{ $labels.component }} takes connections',
    impact: 'Every request that needs the database fails.',
    steps: [
      '`kubectl cnpg status <service> -n <namespace>` says what the operator waits for.',
      'Read the log of the instances, and of the operator in its own namespace.',
      'If its data are damaged: make a Cluster with bootstrap.recovery from the object store.',
    ],
    source: SOURCE,
    cases: each((of) => `absent(cnpg_collector_up{${of}} == 1)`),
  },
  {
    name: 'CnpgInstanceMissing',
    severity: 'warning',
    for: '10m',
    summary: 'Only {{ $value }} instances of {{ $labels.component }} run',
    impact: 'One more that fails may take the database with it, and reads have fewer replicas.',
    steps: [
      '`kubectl cnpg status <service> -n <namespace>` names the instance that is missing.',
      'Look whether its pod is pending: a node, a volume or the quota may have no room.',
    ],
    source: SOURCE,
    cases: each((of, { hosting }) =>
      hosting.instances > 1 ? `count(cnpg_collector_up{${of}} == 1) < ${hosting.instances}` : undefined,
    ),
  },
  {
    name: 'CnpgReplicationLag',
    severity: 'warning',
    for: '5m',
    summary: 'A replica of {{ $labels.component }} is {{ $value | humanizeDuration }} behind',
    impact: 'Reads through `readHost` show old data, and a failover would take longer.',
    steps: [
      '`kubectl cnpg status <service> -n <namespace>` shows the lag of each instance.',
      'Look for a long query on the replica, and for its disk and network at their limits.',
    ],
    source: SOURCE,
    cases: each((of, { hosting }) =>
      hosting.instances > 1 ? `max(cnpg_pg_replication_lag{${of}}) > ${LONGEST_LAG_SECONDS}` : undefined,
    ),
  },
  {
    name: 'CnpgArchivingFails',
    severity: 'critical',
    for: '15m',
    summary: 'The write-ahead log of {{ $labels.component }} does not get to the object store',
    impact:
      'What is written now cannot be recovered from there, and the log fills the volume until the database stops.',
    steps: [
      'Read the log of the container plugin-barman-cloud of the primary: mostly the credentials or the bucket.',
      'Make room with a larger volume before it is full.',
    ],
    source: SOURCE,
    cases: each((of, { hosting }) =>
      hosting.backup === undefined
        ? undefined
        : `cnpg_pg_stat_archiver_last_failed_time{${of}} > cnpg_pg_stat_archiver_last_archived_time{${of}}`,
    ),
  },
  {
    name: 'CnpgBackupTooOld',
    severity: 'critical',
    for: '1h',
    summary: 'The last base backup of {{ $labels.component }} is {{ $value | humanizeDuration }} old',
    impact: 'A recovery takes longer with each hour; without any base backup there is none.',
    steps: [
      '`kubectl get backups -n <namespace>` shows what became of the last ones.',
      '`kubectl cnpg backup <service> -n <namespace> --method plugin --plugin-name barman-cloud.cloudnative-pg.io` takes one at once.',
    ],
    source: 'Barman Cloud plugin',
    cases: each((of, { hosting: { backup } }) =>
      backup === undefined
        ? undefined
        : `time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${of}}) > ${longestGapSeconds(backup.schedule) + MARGIN_SECONDS}`,
    ),
  },
];
