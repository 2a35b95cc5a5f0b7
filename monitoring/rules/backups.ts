import type { Model } from '../../model/model';
import type { AlertDefinition } from '../alert';
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
    steps: ['`manifold drill <environment>`; exit code 3 says what differs.'],
    source: 'manifold drill --metrics',
    cases: ({ model }) =>
      model.environment.backups === undefined
        ? []
        : [
            {
              expr: `time() - restore_drill_last_success_timestamp_seconds{${ofFile(model)}} > ${OLDEST_DRILL_SECONDS}`,
            },
          ],
  },
];

/** Labels of the files that `--metrics` writes, which the machine of whoever runs it gives to its own Prometheus. */
function ofFile({ application, environment }: Model): string {
  return `application="${application.name}",environment="${environment.name}"`;
}
