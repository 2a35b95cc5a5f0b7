import type { Postgres, Redis } from '../model';
import { COUNT_FACTS, DUMP_START, SEQUENCE_FACTS } from './postgres-facts';
import { REDIS_BACKUP_USER } from './redis-files';

/** Where the volume of the dumps is mounted. */
export const BACKUP_FOLDER = '/backups';

/** How dumps of an engine end: what restores them is another program each. */
export const DUMP_SUFFIXES: Readonly<Record<(Postgres | Redis)['engine'], string>> = { postgres: 'dump', redis: 'rdb' };

/** Name of the cron component that dumps a backing service. */
export function backupName(service: { readonly name: string }): string {
  return `${service.name}-backup`;
}

/** Name of the cron component that tries the newest dump. */
export function drillName(service: { readonly name: string }): string {
  return `${service.name}-drill`;
}

/** Name of the cron component that copies the dumps to another place. */
export function copyName(service: { readonly name: string }): string {
  return `${backupName(service)}-copy`;
}

/** Backing services of which an environment with backups keeps dumps: those that run in it and whose data last. */
export function isDumped(service: Postgres | Redis): boolean {
  return service.hosting.mode === 'builtin' && (service.engine === 'postgres' || service.persistence === 'aof');
}

/** What a dump holds, counted in its snapshot. psql goes on when the dump fails, hence the mark of its end. */
const DUMP_SQL = `${DUMP_START}
\\! pg_dump -w -Fc --snapshot="$SNAPSHOT" -f "./$name.part" </dev/null && : > "./$name.whole.part"
${COUNT_FACTS}
${SEQUENCE_FACTS}
commit;
`;

/**
 * Dumps a PostgreSQL and removes dumps that are too old. A dump has its name only once it was read to its end and is on the
 * disk, so what a run that was killed leaves is no backup. Runs in any POSIX shell with the clients of the server's image;
 * libpq finds the server by its own variables.
 */
export const POSTGRES_BACKUP_SCRIPT = script(
  DUMP_SUFFIXES.postgres,
  `PGPASSWORD=$(cat "$PASSWORD_FILE")
export PGPASSWORD`,
  `export name
psql -X -q -tA -w -v ON_ERROR_STOP=1 > "./$name.facts.part" <<'SQL'
${DUMP_SQL}SQL
[ -e "./$name.whole.part" ] || { echo 'pg_dump did not come to its end' >&2; exit 1; }
pg_restore -f /dev/null "./$name.part"
mv "./$name.facts.part" "./$name.facts"`,
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
trap 'rm -f "./$name".*part; [ -e "./$name" ] || rm -f "./$name".*' EXIT
${dump}
sum=$(sha256sum < "./$name.part")
printf '%s  %s\\n' "\${sum%% *}" "$name" > "./$name.sha256.part"
sync
mv "./$name.sha256.part" "./$name.sha256"
mv "./$name.part" "./$name"
sync
# The newest stays, however old it becomes: only a run that went well removes others.
find . -name "$BACKUP_NAME-*.${suffix}" ! -name "$name" -mmin "+$((KEEP_DAYS * 1440))" -exec rm -f '{}' '{}.facts' '{}.sha256' ';'
bytes=$(wc -c < "./$name")
echo "$name: $((bytes)) bytes, \${sum%% *}"
`;
}
