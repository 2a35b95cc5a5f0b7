import { passwordFile } from '../../model/derive/backing-health';
import { dataPath } from '../../model/derive/data-path';
import type { Postgres } from '../../model/model';

/** Smart shutdown may wait for clients, and a checkpoint of a large database takes its time. */
export const POSTGRES_GRACE_SECONDS = 120;
export const REDIS_GRACE_SECONDS = 60;

/** Variables that the official image of PostgreSQL reads, in the order of their names. */
export function postgresVariables(service: Postgres): Record<string, string> {
  return {
    // A folder of its own: that of the volume may hold lost+found, and cannot be owned by any user.
    PGDATA: `${dataPath('postgres')}/pgdata`,
    POSTGRES_DB: service.database,
    POSTGRES_INITDB_ARGS: '--data-checksums --auth-host=scram-sha-256',
    POSTGRES_PASSWORD_FILE: passwordFile(service),
    POSTGRES_USER: service.user,
  };
}
