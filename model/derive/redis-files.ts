import type { Builtin } from '../hosting';
import type { Redis } from '../model';
import { passwordFile } from './backing-health';
import { REDIS_ACCEPTED_FILE, REDIS_RELOAD_FILE } from './rotation-files';

/** Where the files of a builtin Redis are mounted. */
export const REDIS_CONFIG_FOLDER = '/etc/redis';

/** User that may load the ACL file again, and nothing else. */
export const REDIS_RELOAD_USER = 'reload';

/** User that may read all keys as a replica does, and nothing else: its password is that of the service. */
export const REDIS_BACKUP_USER = 'backup';
/** User that a copy follows the primary as; it takes the passwords that the application has. */
export const REDIS_REPLICA_USER = 'replica';

/** Script that writes the ACL file. */
export const REDIS_ACL_SCRIPT = `${REDIS_CONFIG_FOLDER}/acl.sh`;

/** Share of the memory limit for data; the rest is for the copy-on-write of a fork and for client buffers. */
const MAXMEMORY_SHARE = 0.75;

/** Configuration and start script of a builtin Redis, by file name. */
export function redisFiles(service: Redis, hosting: Builtin): Record<string, string> {
  return {
    'acl.sh': aclScript(service),
    'redis.conf': configuration(service, hosting),
    'start.sh': startScript(),
  };
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
 * the ACL file is written at each start, with the SHA-256 of the password, and of those that a rotation accepts beside
 * it. Commands of the category @admin stay closed to the application, but for INFO, CLIENT and CONFIG GET that client
 * libraries call; a rotation loads the file again as a user whose password never leaves the container.
 */
function aclScript(service: Redis): string {
  const file = passwordFile(service);
  const backup =
    service.persistence === 'aof'
      ? `  printf 'user ${REDIS_BACKUP_USER} on %s -@all +sync +psync +replconf\\n' "$passwords"\n`
      : '';
  return `set -eu
umask 077
[ -s '${file}' ] || { echo 'no password in ${file}' >&2; exit 1; }
passwords="#$(sha256sum < '${file}' | cut -d ' ' -f 1)"
if [ -f ${REDIS_ACCEPTED_FILE} ]; then
  while IFS= read -r hash; do passwords="$passwords #$hash"; done < ${REDIS_ACCEPTED_FILE}
fi
reload=$(sha256sum < ${REDIS_RELOAD_FILE} | cut -d ' ' -f 1)
{
  printf 'user default on %s ~* &* +@all -@admin +info +client +config|get\\n' "$passwords"
${backup}  printf 'user ${REDIS_REPLICA_USER} on %s -@all +psync +replconf +ping\\n' "$passwords"
  printf 'user ${REDIS_RELOAD_USER} on #%s -@all +acl|load\\n' "$reload"
} > /run/redis/users.acl.new
mv /run/redis/users.acl.new /run/redis/users.acl
`;
}

function startScript(): string {
  return `set -eu
umask 077
head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1 | tr -d '\\n' > ${REDIS_RELOAD_FILE}
sh ${REDIS_ACL_SCRIPT}
exec redis-server ${REDIS_CONFIG_FOLDER}/redis.conf
`;
}
