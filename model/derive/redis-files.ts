import type { Builtin, Redis } from '../model';
import { passwordFile } from './backing-health';

/** Where the files of a builtin Redis are mounted. */
export const REDIS_CONFIG_FOLDER = '/etc/redis';

/** Share of the memory limit for data; the rest is for the copy-on-write of a fork and for client buffers. */
const MAXMEMORY_SHARE = 0.75;

/** Configuration and start script of a builtin Redis, by file name. */
export function redisFiles(service: Redis, hosting: Builtin): Record<string, string> {
  return { 'redis.conf': configuration(service, hosting), 'start.sh': startScript(service) };
}

/** Bytes of data that a Redis may hold under a memory limit in bytes. */
export function redisMaxmemory(limitBytes: number): number {
  return Math.floor(limitBytes * MAXMEMORY_SHARE);
}

function configuration(service: Redis, hosting: Builtin): string {
  const persistence =
    service.persistence === 'aof'
      ? ['appendonly yes', 'appendfsync everysec', 'save 3600 1 300 100']
      : ['appendonly no', 'save ""'];
  return `${[
    `port ${service.port}`,
    'dir /data',
    ...persistence,
    `maxmemory ${redisMaxmemory(hosting.resources.limits.memory.bytes)}`,
    `maxmemory-policy ${service.maxmemoryPolicy}`,
    'aclfile /run/redis/users.acl',
  ].join('\n')}\n`;
}

/**
 * The image has no variable for a password file, and a password among the arguments shows in the process list: so
 * the ACL file is written at each start, with the SHA-256 of the password. Commands of the category @admin stay
 * closed to the application, but for INFO, CLIENT and CONFIG GET that client libraries call.
 */
function startScript(service: Redis): string {
  const file = passwordFile(service);
  return `set -eu
umask 077
[ -s '${file}' ] || { echo 'no password in ${file}' >&2; exit 1; }
hash=$(sha256sum < '${file}' | cut -d ' ' -f 1)
printf 'user default on #%s ~* &* +@all -@admin +info +client +config|get\\n' "$hash" > /run/redis/users.acl
exec redis-server ${REDIS_CONFIG_FOLDER}/redis.conf
`;
}
