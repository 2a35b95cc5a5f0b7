/** Where the volume of the dumps is mounted. */
export const BACKUP_FOLDER = '/backups';

/**
 * Dumps a PostgreSQL and removes dumps that are too old. A dump has its name only once it was read to its end and is on the
 * disk, so what a run that was killed leaves is no backup. Runs in any POSIX shell with the clients of the server's image;
 * libpq finds the server by its own variables.
 */
export const BACKUP_SCRIPT = `set -eu
umask 077
PGPASSWORD=$(cat "$PASSWORD_FILE")
export PGPASSWORD
cd "$BACKUP_FOLDER"
# Nobody else writes here: what is unfinished was left by a run that was killed.
rm -f ./*.part
name=$BACKUP_NAME-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "./$name.part"' EXIT
pg_dump -w -Fc -f "./$name.part"
pg_restore -f /dev/null "./$name.part"
sum=$(sha256sum < "./$name.part")
printf '%s  %s\\n' "\${sum%% *}" "$name" > "./$name.sha256.part"
sync
mv "./$name.sha256.part" "./$name.sha256"
mv "./$name.part" "./$name"
sync
# The newest stays, however old it becomes: only a run that went well removes others.
find . -name "$BACKUP_NAME-*.dump" ! -name "$name" -mmin "+$((KEEP_DAYS * 1440))" -exec rm -f '{}' '{}.sha256' ';'
bytes=$(wc -c < "./$name")
echo "$name: $((bytes)) bytes, \${sum%% *}"
`;
