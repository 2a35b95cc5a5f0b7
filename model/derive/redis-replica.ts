import type { Health } from '../model';
import { REDIS_REPLICA_USER } from './redis-files';

/** Where a copy keeps its configuration, which holds the password: in memory, or gone with the container. */
export const REPLICA_RUN_FOLDER = '/run/redis';

const PROBE_USER = 'probe';
const PROBE_FILE = `${REPLICA_RUN_FOLDER}/probe-password`;

/** A node that dies closes no connection; the primary says something every ten seconds. */
const SILENCE_SECONDS = 30;

/** Name of the component that is the copies of a Redis, and of their Service. */
export function replicaName(service: { readonly name: string }): string {
  return `${service.name}-replica`;
}

/**
 * Starts a copy, from variables alone, so that it is the same in every environment. A copy keeps nothing: it fetches all
 * from the primary when it starts. The file of the password may be ahead of the server while it is rotated, so probes
 * ask as a user of their own, whose password never leaves the container.
 */
export const REPLICA_SCRIPT = `set -eu
umask 077
[ -s "$PASSWORD_FILE" ] || { echo "no password in $PASSWORD_FILE" >&2; exit 1; }
head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1 | tr -d '\\n' > ${PROBE_FILE}
{
  printf 'user default on #%s ~* &* +@all -@admin +info +client +config|get\\n' "$(sha256sum < "$PASSWORD_FILE" | cut -d ' ' -f 1)"
  printf 'user ${PROBE_USER} on #%s -@all +ping +info\\n' "$(sha256sum < ${PROBE_FILE} | cut -d ' ' -f 1)"
} > ${REPLICA_RUN_FOLDER}/users.acl
{
  printf 'port %s\\nreplicaof %s %s\\n' "$PRIMARY_PORT" "$PRIMARY_HOST" "$PRIMARY_PORT"
  printf 'masteruser ${REDIS_REPLICA_USER}\\nmasterauth "%s"\\n' "$(sed 's/["\\\\]/\\\\&/g' "$PASSWORD_FILE")"
  printf 'replica-read-only yes\\nrepl-diskless-load on-empty-db\\nrepl-timeout ${SILENCE_SECONDS}\\nappendonly no\\nsave ""\\ndir /data\\n'
  printf 'maxmemory %s\\nmaxmemory-policy %s\\naclfile ${REPLICA_RUN_FOLDER}/users.acl\\n' "$MAXMEMORY" "$MAXMEMORY_POLICY"
} > ${REPLICA_RUN_FOLDER}/redis.conf
exec redis-server ${REPLICA_RUN_FOLDER}/redis.conf
`;

/** Ready while it follows the primary: what it answers without is older than anybody can say. */
export function replicaHealth(port: number): Health {
  const client = `REDISCLI_AUTH="$(cat ${PROBE_FILE})" redis-cli -e --user ${PROBE_USER} -h 127.0.0.1 -p "$1"`;
  const command = (script: string, name: string): readonly string[] => ['sh', '-c', script, name, String(port)];
  const ping = command(`${client} ping`, 'liveness');
  const follows = command(`${client} info replication | grep -q '^master_link_status:up'`, 'readiness');
  return {
    program: 'none',
    startup: { action: { kind: 'exec', command: ping }, periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 100 },
    readiness: {
      action: { kind: 'exec', command: follows },
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    liveness: { action: { kind: 'exec', command: ping }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
