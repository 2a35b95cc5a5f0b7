import type { Health, Postgres, Redis } from '../model';
import { POSTGRES_ROTATING_FILE } from './rotation-files';

/** Folder in which the password of a backing service is mounted, in every method. */
export function passwordFile(service: Postgres | Redis): string {
  return `/run/secrets/${service.name}/${service.password.key}`;
}

/**
 * Probes of a builtin PostgreSQL. `pg_isready` needs no password and does not authenticate, so readiness runs a query
 * with the real password over TCP, as a client would. While the password is rotated the file may be another than the one
 * that the server takes, and a probe that failed for that would cut everybody off: then it asks by the socket.
 */
export function postgresHealth(service: Postgres): Health {
  const ready = [
    'pg_isready',
    '-q',
    '-h',
    '127.0.0.1',
    '-p',
    String(service.port),
    '-U',
    service.user,
    '-d',
    service.database,
  ];
  const script =
    'host=127.0.0.1; [ ! -e "$5" ] || host=/var/run/postgresql; ' +
    'PGPASSWORD="$(cat "$1")" exec psql -w -q -h "$host" -p "$2" -U "$3" -d "$4" -tAc "select 1"';
  const query = [
    'sh',
    '-c',
    script,
    'readiness',
    passwordFile(service),
    String(service.port),
    service.user,
    service.database,
    POSTGRES_ROTATING_FILE,
  ];
  return {
    program: 'none',
    // The first start runs initdb and the init scripts; recovery after a crash takes its time too.
    startup: { action: { kind: 'exec', command: query }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 60 },
    readiness: { action: { kind: 'exec', command: query }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    liveness: { action: { kind: 'exec', command: ready }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
  };
}

/** Probes of a builtin Redis: `-e`, because `redis-cli ping` exits with 0 even when the server answers NOAUTH. */
export function redisHealth(service: Redis): Health {
  const client = 'REDISCLI_AUTH="$(cat "$1")" redis-cli -e -h 127.0.0.1 -p "$2"';
  const command = (script: string, name: string): readonly string[] => [
    'sh',
    '-c',
    script,
    name,
    passwordFile(service),
    String(service.port),
  ];
  const ping = command(`${client} ping`, 'liveness');
  const loaded = command(`${client} info persistence | grep -q '^loading:0'`, 'readiness');
  return {
    program: 'none',
    startup: { action: { kind: 'exec', command: ping }, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 150 },
    readiness: { action: { kind: 'exec', command: loaded }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    liveness: { action: { kind: 'exec', command: ping }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
