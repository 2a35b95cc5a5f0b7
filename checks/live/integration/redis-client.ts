import { passwordFile } from '../../../model/derive/backing-health';
import type { Redis } from '../../../model/model';

/** redis-cli with the password from its file; it reads commands from standard input, in the database of the application. */
export function redisCli(service: Redis): readonly string[] {
  const script = 'REDISCLI_AUTH="$(cat "$1")" exec redis-cli -h 127.0.0.1 -p "$2" -n "$3"';
  return ['sh', '-c', script, 'check', passwordFile(service), String(service.port), String(service.database)];
}

/** redis-cli that says nothing of who it is. */
export function redisCliWithoutPassword({ port }: Redis): readonly string[] {
  return ['sh', '-c', 'unset REDISCLI_AUTH; redis-cli -h 127.0.0.1 -p "$1" ping 2>&1; true', 'check', String(port)];
}

/** redis-cli with a password that cannot be right. */
export function redisCliWithWrongPassword({ port }: Redis): readonly string[] {
  const script = 'REDISCLI_AUTH=not-the-password redis-cli -h 127.0.0.1 -p "$1" ping 2>&1; true';
  return ['sh', '-c', script, 'check', String(port)];
}
