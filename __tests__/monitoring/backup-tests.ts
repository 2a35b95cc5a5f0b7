import { type AlertTest, series } from './alert-case';

const CRONJOB = 'cronjob="db-backup"';
const FILE = 'application="shop",environment="test",service="db"';

/** Alerts about dumps, their copies and their drills. */
export const BACKUP_TESTS: readonly AlertTest[] = [
  {
    alert: 'BackupTooOld',
    at: '27h',
    fires: [series('kube_cronjob_status_last_successful_time', CRONJOB, '0x1620')],
    quiet: [series('kube_cronjob_status_last_successful_time', CRONJOB, '0x600 36000x1020')],
  },
  {
    alert: 'BackupNeverMade',
    at: '27h',
    fires: [series('kube_cronjob_created', CRONJOB, '0x1620')],
    quiet: [
      series('kube_cronjob_created', CRONJOB, '0x1620'),
      series('kube_cronjob_status_last_successful_time', CRONJOB, '_x600 36000x1020'),
    ],
  },
  {
    // Its first run is still to come.
    alert: 'BackupNeverMade',
    at: '27h',
    fires: [series('kube_cronjob_created', CRONJOB, '0x1620')],
    quiet: [series('kube_cronjob_created', CRONJOB, '36000x1620')],
  },
  {
    alert: 'BackupCopyTooOld',
    at: '27h',
    fires: [series('kube_cronjob_status_last_successful_time', 'cronjob="db-backup-copy"', '0x1620')],
    quiet: [series('kube_cronjob_status_last_successful_time', 'cronjob="db-backup-copy"', '0x600 36000x1020')],
  },
  {
    // One that was never made, and never will be again.
    alert: 'BackupCopyTooOld',
    at: '27h',
    fires: [series('kube_cronjob_created', 'cronjob="db-backup-copy"', '0x1620')],
    quiet: [series('kube_cronjob_created', 'cronjob="db-backup-copy"', '36000x1620')],
  },
  {
    alert: 'BackupShrank',
    at: '30m',
    fires: [series('backup_last_size_bytes', FILE, '1000x20 400x20')],
    quiet: [series('backup_last_size_bytes', FILE, '1000x20 600x20')],
  },
  {
    alert: 'RestoreDrillTooOld',
    at: '194h',
    fires: [series('kube_cronjob_status_last_successful_time', 'cronjob="db-drill"', '0x11700')],
    quiet: [series('kube_cronjob_status_last_successful_time', 'cronjob="db-drill"', '0x6000 360000x5700')],
  },
  {
    alert: 'RestoreDrillTooOld',
    at: '194h',
    fires: [series('restore_drill_last_success_timestamp_seconds', FILE, '0x11700')],
    quiet: [series('restore_drill_last_success_timestamp_seconds', FILE, '0x6000 360000x5700')],
  },
];
