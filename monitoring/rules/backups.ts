import type { Model } from '../../model/model';
import type { AlertContext, AlertDefinition } from '../alert';
import { inCluster } from '../context';

/** Nightly backups run in a CronJob `<service>-backup`; a day and two hours is one that was missed. */
const OLDEST_SECONDS = 26 * 3600;
const OLDEST_DRILL_SECONDS = 8 * 24 * 3600;
const CRONJOBS = 'cronjob=~".+-backup"';

export const BACKUPS: readonly AlertDefinition[] = [
  {
    name: 'BackupTooOld',
    severity: 'critical',
    for: '5m',
    summary: 'The last good backup by {{ $labels.cronjob }} is {{ $value | humanizeDuration }} old',
    impact: 'If the data are lost now, so is everything since.',
    steps: ['Read the log of its last job.', '`manifold backup <environment>` takes one at once.'],
    source: 'kube-state-metrics',
    cases: (context) =>
      context.model.environment.backups === undefined
        ? []
        : inCluster(
            context,
            `time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${context.all},${CRONJOBS}}) > ${OLDEST_SECONDS}`,
          ),
  },
  {
    name: 'BackupNeverMade',
    severity: 'critical',
    for: '26h',
    summary: '{{ $labels.cronjob }} has never made a backup',
    impact: 'If the data are lost now, all of them are.',
    steps: ['Read the log of its last job.', '`manifold backup <environment>` takes one at once.'],
    source: 'kube-state-metrics',
    cases: (context) =>
      context.model.environment.backups === undefined
        ? []
        : inCluster(
            context,
            `kube_cronjob_info{${context.all},${CRONJOBS}} unless on (namespace, cronjob) kube_cronjob_status_last_successful_time{${context.all}}`,
          ),
  },
  {
    name: 'BackupCopyTooOld',
    severity: 'critical',
    for: '5m',
    summary: 'The last good copy of the dumps of {{ $labels.service }} is {{ $value | humanizeDuration }} old',
    impact: 'If the volume of the dumps is lost with the data, so is everything since.',
    steps: [
      'Read the log of the last job of `<service>-backup-copy`.',
      'Look whether the bucket is there, and whether its access key still may write.',
    ],
    source: 'kube-state-metrics',
    cases: (context) =>
      context.model.environment.backups?.s3 === undefined
        ? []
        : inCluster(context, ageOf(context, 'backup-copy', OLDEST_SECONDS)),
  },
  {
    name: 'BackupShrank',
    severity: 'warning',
    for: '0m',
    summary: 'The last backup of {{ $labels.service }} is less than half of the one before',
    impact: 'Data may be gone already, or a part was not read.',
    steps: ['Compare row counts: `manifold drill <environment>`.'],
    source: 'manifold backup --metrics',
    cases: ({ model }) =>
      model.environment.backups === undefined
        ? []
        : [
            {
              expr: `backup_last_size_bytes{${ofFile(model)}} < 0.5 * max_over_time(backup_last_size_bytes{${ofFile(model)}}[8d])`,
            },
          ],
  },
  {
    name: 'RestoreDrillTooOld',
    severity: 'warning',
    for: '1h',
    summary: 'The last restore drill of {{ $labels.service }} that succeeded was {{ $value | humanizeDuration }} ago',
    impact: 'Nobody knows whether the backups can be restored.',
    steps: [
      'Read the log of the last job of `<service>-drill`, where the environment has one.',
      '`manifold drill <environment>`; exit code 3 says what differs.',
    ],
    source: 'kube-state-metrics; manifold drill --metrics',
    cases: (context) =>
      context.model.environment.backups === undefined
        ? []
        : [
            {
              expr: [
                ...(context.model.environment.backups.drill === undefined
                  ? []
                  : inCluster(context, ageOf(context, 'drill', OLDEST_DRILL_SECONDS)).map(({ expr }) => expr)),
                `time() - restore_drill_last_success_timestamp_seconds{${ofFile(context.model)}} > ${OLDEST_DRILL_SECONDS}`,
              ].join(' or '),
            },
          ],
  },
];

/** Seconds since the last success of CronJobs that end so, or since they were made; `service` is what stands before. */
function ageOf({ all }: AlertContext, ending: string, oldestSeconds: number): string {
  const matchers = `${all},cronjob=~".+-${ending}"`;
  const last = `kube_cronjob_status_last_successful_time{${matchers}} or kube_cronjob_created{${matchers}}`;
  const age = `time() - max by (namespace, cronjob) (${last})`;
  return `label_replace(${age}, "service", "$1", "cronjob", "(.+)-${ending}") > ${oldestSeconds}`;
}

/** Labels of the files that `--metrics` writes, which the machine of whoever runs it gives to its own Prometheus. */
function ofFile({ application, environment }: Model): string {
  return `application="${application.name}",environment="${environment.name}"`;
}
