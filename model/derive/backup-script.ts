import type { Component, Postgres, Redis } from '../model';
import { REDIS_BACKUP_USER } from './redis-files';

/** Where the volume of the dumps is mounted. */
export const BACKUP_FOLDER = '/backups';

/** How dumps of an engine end: what restores them is another program each. */
export const DUMP_SUFFIXES: Readonly<Record<(Postgres | Redis)['engine'], string>> = { postgres: 'dump', redis: 'rdb' };

/** Name of the cron component that dumps a backing service. */
export function backupName(service: { readonly name: string }): string {
  return `${service.name}-backup`;
}

/** Backing services of which an environment with backups keeps dumps: those that run in it and whose data last. */
export function isDumped(service: Postgres | Redis): boolean {
  return service.hosting.mode === 'builtin' && (service.engine === 'postgres' || service.persistence === 'aof');
}

/** The cron component that dumps a backing service, where there is one. */
export function backupOf(components: readonly Component[], service: { readonly name: string }): Component | undefined {
  return components.find(({ name }) => name === backupName(service));
}

/**
 * Dumps a PostgreSQL and removes dumps that are too old. A dump has its name only once it was read to its end and is on the
 * disk, so what a run that was killed leaves is no backup. Runs in any POSIX shell with the clients of the server's image;
 * libpq finds the server by its own variables.
 */
export const POSTGRES_BACKUP_SCRIPT = script(
  DUMP_SUFFIXES.postgres,
  `PGPASSWORD=$(cat "$PASSWORD_FILE")
export PGPASSWORD`,
  `pg_dump -w -Fc -f "./$name.part"
pg_restore -f /dev/null "./$name.part"`,
);

/**
 * The same for a Redis: what a replica would get, by a user that may read that and nothing else. The ending tells that the
 * whole of it came, and each length and the checksum are read again.
 */
export const REDIS_BACKUP_SCRIPT = script(
  DUMP_SUFFIXES.redis,
  `REDISCLI_AUTH=$(cat "$PASSWORD_FILE")
export REDISCLI_AUTH`,
  `redis-cli -h "$REDIS_HOST" -p "$REDIS_PORT" --user ${REDIS_BACKUP_USER} --no-auth-warning --rdb "./$name.part"
redis-check-rdb "./$name.part" > "./$name.check.part" || { cat "./$name.check.part" >&2; exit 1; }`,
);

function script(suffix: string, password: string, dump: string): string {
  return `set -eu
umask 077
${password}
cd "$BACKUP_FOLDER"
# Nobody else writes here: what is unfinished was left by a run that was killed.
rm -f ./*.part
name=$BACKUP_NAME-$(date -u +%Y%m%dT%H%M%SZ).${suffix}
trap 'rm -f "./$name".*part' EXIT
${dump}
sum=$(sha256sum < "./$name.part")
printf '%s  %s\\n' "\${sum%% *}" "$name" > "./$name.sha256.part"
sync
mv "./$name.sha256.part" "./$name.sha256"
mv "./$name.part" "./$name"
sync
# The newest stays, however old it becomes: only a run that went well removes others.
find . -name "$BACKUP_NAME-*.${suffix}" ! -name "$name" -mmin "+$((KEEP_DAYS * 1440))" -exec rm -f '{}' '{}.sha256' ';'
bytes=$(wc -c < "./$name")
echo "$name: $((bytes)) bytes, \${sum%% *}"
`;
}
