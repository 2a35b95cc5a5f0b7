import { type AlertTest, series } from './alert-case';

const PRIMARY = 'pod="ledger-1"';
const REPLICA = 'pod="ledger-2"';
const UP = 'cnpg_collector_up';
const LAG = 'cnpg_pg_replication_lag';
const FAILED = 'cnpg_pg_stat_archiver_last_failed_time';
const ARCHIVED = 'cnpg_pg_stat_archiver_last_archived_time';
const BACKUP = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';
/** Another database of the same namespace, which is well. */
const OTHER = 'pod="ledger-old-1"';

/** Alerts over what instances of CloudNativePG say of themselves. */
export const CNPG_TESTS: readonly AlertTest[] = [
  {
    alert: 'CnpgDown',
    at: '10m',
    fires: [series(UP, `${PRIMARY},cluster="ledger"`, '0x10'), series(UP, `${OTHER},cluster="ledger-old"`, '1x10')],
    quiet: [series(UP, `${PRIMARY},cluster="ledger"`, '0x10'), series(UP, `${REPLICA},cluster="ledger"`, '1x10')],
  },
  {
    alert: 'CnpgInstanceMissing',
    at: '15m',
    fires: [series(UP, `${PRIMARY},cluster="ledger"`, '1x15'), series(UP, `${OTHER},cluster="ledger-old"`, '1x15')],
    quiet: [series(UP, `${PRIMARY},cluster="ledger"`, '1x15'), series(UP, `${REPLICA},cluster="ledger"`, '1x15')],
  },
  {
    alert: 'CnpgReplicationLag',
    at: '15m',
    fires: [series(LAG, PRIMARY, '0x15'), series(LAG, REPLICA, '100+60x15')],
    quiet: [series(LAG, PRIMARY, '0x15'), series(LAG, REPLICA, '290x15'), series(LAG, OTHER, '900x15')],
  },
  {
    alert: 'CnpgArchivingFails',
    at: '40m',
    fires: [series(FAILED, PRIMARY, '0+60x40'), series(ARCHIVED, PRIMARY, '0x40')],
    // It failed once, and what came after it went through.
    quiet: [series(FAILED, PRIMARY, '600x40'), series(ARCHIVED, PRIMARY, '0+60x40')],
  },
  {
    alert: 'CnpgBackupTooOld',
    at: '30h',
    fires: [series(BACKUP, PRIMARY, '600x1800'), series(BACKUP, REPLICA, '0x1800')],
    quiet: [series(BACKUP, PRIMARY, '600x1400 84000x400'), series(BACKUP, REPLICA, '0x1800')],
  },
];
