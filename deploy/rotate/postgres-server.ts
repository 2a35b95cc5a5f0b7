import { passwordFile } from '../../model/derive/backing-health';
import { POSTGRES_ROTATING_FILE } from '../../model/derive/rotation-files';
import type { Postgres } from '../../model/model';
import type { Running } from '../running';
import { attempt, failure, runInside } from './inside';
import type { PasswordServer } from './password-server';
import { scramVerifier } from './scram';

const SOCKET = '/var/run/postgresql';

const LOGIN = `IFS= read -r PGPASSWORD
export PGPASSWORD
exec psql -X -w -q -h 127.0.0.1 -p "$1" -U "$2" -d "$3" -tAc 'select 1'`;

/**
 * A role of PostgreSQL has one password. Its verifier goes by the socket of the container, which takes its own user
 * without one: so it can be set whatever the password file says.
 */
export function postgresServer(service: Postgres, running: Running): PasswordServer {
  const { name, port, user, database } = service;
  const place = ['-p', String(port), '-U', user, '-d', database];
  const psql = ['psql', '-X', '-w', '-q', '-tA', '-v', 'ON_ERROR_STOP=1', '-h', SOCKET, ...place];
  return {
    name,
    file: passwordFile(service),
    hasOnePassword: true,
    problem: async () => {
      const result = await attempt(running, name, { what: 'log in', command: psql, input: 'select 1;\n' });
      if (result.status === 'exited' && result.code === 0) return undefined;
      return `${failure(`${name} lets nobody in by its socket, by which its password is set`, result).message}`;
    },
    accept: async () => {
      const command = ['touch', POSTGRES_ROTATING_FILE];
      await runInside(running, name, { what: 'mark the rotation on its volume', command });
    },
    alter: async (passwords) => {
      const input = alterRole(user, scramVerifier(passwords.new));
      await runInside(running, name, { what: 'set the new password', command: psql, input });
    },
    retire: async () => {
      const command = ['rm', '-f', POSTGRES_ROTATING_FILE];
      await runInside(running, name, { what: 'end the rotation on its volume', command });
    },
    takes: async (password) => {
      const command = ['sh', '-c', LOGIN, 'rotate', String(port), user, database];
      const result = await attempt(running, name, { what: 'log in', command, input: `${password}\n` });
      if (result.status === 'exited' && result.code === 0 && result.stdout.trim() === '1') return true;
      if ('stderr' in result && result.stderr.includes('password authentication failed')) return false;
      throw failure(`${name}: cannot try to log in`, result);
    },
  };
}

/** The statement that sets a verifier; it is in no log, since whoever has a verifier can play the server. */
export function alterRole(user: string, verifier: string): string {
  return [
    "SET log_statement = 'none';",
    'SET log_min_duration_statement = -1;',
    "SET log_min_error_statement = 'panic';",
    `ALTER ROLE "${user.replaceAll('"', '""')}" PASSWORD '${verifier}';`,
    '',
  ].join('\n');
}
