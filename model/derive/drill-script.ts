import { DUMP_SUFFIXES } from './backup-script';
import { COUNT_FACTS, SEQUENCE_FACTS, SETTINGS } from './postgres-facts';
import { DROP_SCRATCH, dropStaleScratch, MAKE_SCRATCH } from './scratch-sql';

/** The only folder that a drill writes to. */
export const DRILL_FOLDER = '/tmp';

/** A copy and its write-ahead log, of the database or of a dump that is a fourth of its tables, whichever is more. */
const ROOM_SQL = `set client_min_messages = warning;
create temporary table room (line text);
copy room from program 'df -Pk .' with (format text, delimiter E'\\x01');
select case when free.kib * 1024 < needed.bytes
  then format('%s MiB are free beside the database, and a drill may need %s MiB', free.kib / 1024, needed.bytes / 1048576) end
from (select (regexp_split_to_array(line, '\\s+'))[4]::bigint as kib from room where line ~ '^\\S+\\s+\\d+\\s+\\d+\\s+\\d+\\s') free,
  (select 2 * greatest(pg_database_size(current_database()), 4 * :bytes::bigint) as bytes) needed;
`;

/**
 * A fact of the dump has one value, and a sequence that went on meanwhile has two, between which it has to be. Prints what
 * differs: the first file is what the dump was made of, the second what was restored.
 */
const COMPARE = `
  { fact = $0; sub(/", ?"[^"]*"\\]$/, "", fact); sub(/^\\["/, "", fact)
    value = $0; sub(/"\\]$/, "", value); sub(/.*"/, "", value) }
  NR == FNR { if (!(fact in first)) first[fact] = value; last[fact] = value; next }
  { found[fact] = value
    if (!(fact in first)) { print fact ": not in the backup, " value " restored"; bad = 1 }
    else if (value != first[fact] && value != last[fact] &&
      (fact !~ /^sequence / || value + 0 < first[fact] + 0 || value + 0 > last[fact] + 0)) {
      print fact ": " last[fact] " in the backup, " value " restored"; bad = 1 } }
  END { for (fact in first) if (!(fact in found)) { print fact ": " last[fact] " in the backup, missing"; bad = 1 }
    exit bad ? 3 : 0 }
`;

/**
 * Restores the newest dump of a PostgreSQL into a database of its own in the same server, compares it with what was counted
 * when the dump was made, and drops it. Exit code 3 says that it differs.
 */
export const POSTGRES_DRILL_SCRIPT = `${newest(DUMP_SUFFIXES.postgres)}
[ -s "$newest.facts" ] || { echo "$newest.facts is missing: nobody knows what the dump holds" >&2; exit 1; }
PGPASSWORD=$(cat "$PASSWORD_FILE")
export PGPASSWORD
sql() { psql -X -q -tA -w -v ON_ERROR_STOP=1 "$@"; }
sql <<'SQL'
${dropStaleScratch}SQL
short=$(sql -v bytes="$(($(wc -c < "$newest")))" <<'SQL'
${ROOM_SQL}SQL
)
[ -z "$short" ] || { echo "$short" >&2; exit 1; }
scratch=drill_$(date +%s)_$(head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \\n')
found=${DRILL_FOLDER}/found
child=
finish() {
  trap - EXIT
  sql -v scratch="$scratch" <<'SQL'
${DROP_SCRATCH}SQL
  rm -f "$found"
}
trap finish EXIT
trap '[ -z "$child" ] || kill "$child"; exit 143' TERM INT
sql -v scratch="$scratch" <<'SQL'
${MAKE_SCRATCH}SQL
# A signal reaches the shell while it waits, and not while a program runs in front.
pg_restore --single-transaction --exit-on-error --no-owner -w -d "$scratch" "$newest" &
child=$!
wait "$child"
child=
sql -d "$scratch" > "$found" <<'SQL'
${SETTINGS}${COUNT_FACTS}${SEQUENCE_FACTS}SQL
awk '${COMPARE}' "$newest.facts" "$found" >&2
echo "$newest: $(($(wc -l < "$found"))) facts are equal"
`;

/** The same for a Redis, without a copy: beside the real keys it would take their memory. */
export const REDIS_DRILL_SCRIPT = `${newest(DUMP_SUFFIXES.redis)}
[ -s "$newest" ] || { echo "$newest is empty" >&2; exit 1; }
redis-check-rdb "$newest"
`;

/** Finds the newest dump, and compares it with its checksum. */
function newest(suffix: string): string {
  return `set -eu
umask 077
newest=$(find "$BACKUP_FOLDER" -name "$BACKUP_NAME-*.${suffix}" | sort | tail -n 1)
[ -n "$newest" ] || { echo 'there is no dump' >&2; exit 1; }
sum=$(sha256sum < "$newest")
expected=$(cat "$newest.sha256")
[ "\${sum%% *}" = "\${expected%% *}" ] || { echo "$newest is damaged: its SHA-256 differs" >&2; exit 1; }`;
}
