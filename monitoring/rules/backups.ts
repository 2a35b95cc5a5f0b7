import { longestGapSeconds } from '../../model/derive/schedule';
import type { Model } from '../../model/model';
import type { Backups } from '../../model/schema/backups';
import type { AlertCase, AlertContext, AlertDefinition } from '../alert';
import { inCluster } from '../context';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A run takes its time, and one more than the other. */
const MARGIN_SECONDS = 2 * HOUR;
/** A drill that was missed is no hurry. */
const DRILL_MARGIN_SECONDS = DAY;
/** Nobody here knows when `manifold drill` is to run: a week and a day, as with the default of `backups.drill`. */
const OLDEST_BY_HAND_SECONDS = 8 * DAY;
/** Backups run in a CronJob `<service>-backup`. */
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
      ofBackups(
        context,
        ({ schedule }) =>
          `time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${context.all},${CRONJOBS}}) > ${longestGapSeconds(schedule) + MARGIN_SECONDS}`,
      ),
  },
  {
    name: 'BackupNeverMade',
    severity: 'critical',
    for: '5m',
    summary: '{{ $labels.cronjob }} has never made a backup',
    impact: 'If the data are lost now, all of them are.',
    steps: ['Read the log of its last job.', '`manifold backup <environment>` takes one at once.'],
    source: 'kube-state-metrics',
    cases: (context) =>
      ofBackups(
        context,
        ({ schedule }) =>
          `time() - max by (namespace, cronjob) (kube_cronjob_created{${context.all},${CRONJOBS}} unless on (namespace, cronjob) kube_cronjob_status_last_successful_time{${context.all}}) > ${longestGapSeconds(schedule) + MARGIN_SECONDS}`,
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
      ofBackups(context, ({ schedule, s3 }) =>
        // Without a schedule of its own it runs half an hour after the dump.
        s3 === undefined
          ? undefined
          : ageOf(context, 'backup-copy', longestGapSeconds(s3.schedule ?? schedule) + MARGIN_SECONDS),
      ),
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
    cases: (context) => {
      if (context.model.environment.backups === undefined) return [];
      const byCronJob = ofBackups(context, ({ drill }) =>
        drill === undefined
          ? undefined
          : ageOf(context, 'drill', longestGapSeconds(drill.schedule) + DRILL_MARGIN_SECONDS),
      );
      const last = `restore_drill_last_success_timestamp_seconds{${ofFile(context.model)}}`;
      const byHand = `time() - ${last} > ${OLDEST_BY_HAND_SECONDS}`;
      return [{ expr: [...byCronJob.map(({ expr }) => expr), byHand].join(' or ') }];
    },
  },
];

/** What the CronJobs of an environment with backups tell, in a cluster only. */
function ofBackups(context: AlertContext, exprOf: (backups: Backups) => string | undefined): readonly AlertCase[] {
  const { backups } = context.model.environment;
  const expr = backups === undefined ? undefined : exprOf(backups);
  return expr === undefined ? [] : inCluster(context, expr);
}

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
