/** Remote of rclone, by the variables `RCLONE_CONFIG_COPIES_*`. */
const REMOTE = 'copies';

/**
 * Copies complete dumps to a storage, and reads back what is there. It waits for a dump that is being written. What is there
 * already is never written again, and nothing is deleted: how long copies stay is a rule of the bucket.
 */
export const COPY_SCRIPT = `set -eu
for each in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
  [ -n "$(find "$BACKUP_FOLDER" -name '*.part' -mmin -10)" ] || break
  echo 'a dump is being written'
  sleep "$WAIT_SECONDS"
done
[ -n "$(find "$BACKUP_FOLDER" -name "$BACKUP_NAME-*.sha256")" ] || { echo 'there is no dump' >&2; exit 1; }
filters=/tmp/filters
printf -- '- *.part\\n+ /%s-*\\n- *\\n' "$BACKUP_NAME" > "$filters"
rclone copy "$BACKUP_FOLDER" "$COPY_TARGET" --filter-from "$filters" --immutable --stats-one-line -v
rclone check "$BACKUP_FOLDER" "$COPY_TARGET" --filter-from "$filters" --one-way
`;

/** Where rclone copies to. */
export function copyTarget(
  s3: { readonly bucket: string; readonly prefix?: string | undefined },
  name: string,
): string {
  return [`${REMOTE}:${s3.bucket}`, ...(s3.prefix === undefined ? [] : [s3.prefix]), name].join('/');
}
