import { LOKI_PORT } from '../../model/derive/log-store';

/** Where the volume of Loki is mounted. */
export const LOKI_FOLDER = '/loki';

const HOURS_OF_A_DAY = 24;
/** Alloy sends what it could not send before; older lines are of a clock that is wrong. */
const OLDEST_ACCEPTED_HOURS = 7 * HOURS_OF_A_DAY;

/**
 * Configuration of a single Loki that keeps logs on its volume for so many days, as an object for YAML. Three settings
 * together make it delete: `retention_period` alone, as in many examples, deletes nothing, and Loki refuses
 * `retention_enabled` without a `delete_request_store` (Loki documentation, "Log retention"). The period of the index has
 * to be 24h for it.
 */
export function lokiConfiguration(retentionDays: number): object {
  return {
    auth_enabled: false,
    server: { http_listen_port: LOKI_PORT, log_level: 'warn' },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: LOKI_FOLDER,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: { chunks_directory: `${LOKI_FOLDER}/chunks`, rules_directory: `${LOKI_FOLDER}/rules` },
      },
    },
    schema_config: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    compactor: {
      working_directory: `${LOKI_FOLDER}/compactor`,
      retention_enabled: true,
      delete_request_store: 'filesystem',
    },
    limits_config: {
      retention_period: `${retentionDays * HOURS_OF_A_DAY}h`,
      reject_old_samples: true,
      reject_old_samples_max_age: `${Math.min(retentionDays * HOURS_OF_A_DAY, OLDEST_ACCEPTED_HOURS)}h`,
      volume_enabled: true,
    },
    analytics: { reporting_enabled: false },
  };
}
