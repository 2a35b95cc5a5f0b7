import { passwordFile } from '../../model/derive/backing-health';
import { POSTGRES_ROTATING_FILE } from '../../model/derive/rotation-files';
import type { Postgres } from '../../model/model';
import type { Running } from '../running';
import { attempt, failure, runInside } from './inside';
import type { PasswordServer } from './password-server';
import { alterRole, dropStandIn, IS_SUPERUSER, makeStandIn } from './postgres-sql';
import { scramVerifier } from './scram';
import { STAND_IN_ROLE } from './stand-in';

const SOCKET = '/var/run/postgresql';

/** The second is said where pg_hba.conf has no line for a role. */
const REFUSED = /password authentication failed|no pg_hba\.conf entry/;

const LOGIN = `IFS= read -r PGPASSWORD
export PGPASSWORD
exec psql -X -w -q -h 127.0.0.1 -p "$1" -U "$2" -d "$3" -tAc 'select 1'`;

/**
 * A role of PostgreSQL has one password. Its verifier goes by the socket of the container, which takes its own user
 * without one: so it can be set whatever the password file says.
 */
export function postgresServer(service: Postgres, running: Running): PasswordServer {
  const { name, user } = service;
  const psql = socketCommand(service);
  const tell = (what: string, input: string) => runInside(running, name, { what, command: psql, input });
  return {
    name,
    file: passwordFile(service),
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
      await tell('set the new password', alterRole(user, scramVerifier(passwords.new)));
    },
    retire: async () => {
      const command = ['rm', '-f', POSTGRES_ROTATING_FILE];
      await runInside(running, name, { what: 'end the rotation on its volume', command });
    },
    takes: (password) => logsIn({ service, running }, user, password),
    standIn: {
      make: async (password) => {
        if ((await tell('look what its user may do', IS_SUPERUSER)).trim() !== 't') return false;
        await tell(`make the role ${STAND_IN_ROLE}`, makeStandIn(user, scramVerifier(password)));
        return logsIn({ service, running }, STAND_IN_ROLE, password);
      },
      drop: async () => {
        await tell(`drop the role ${STAND_IN_ROLE}`, dropStandIn(user));
      },
    },
  };
}

function socketCommand({ port, user, database }: Postgres): readonly string[] {
  const place = ['-p', String(port), '-U', user, '-d', database];
  return ['psql', '-X', '-w', '-q', '-tA', '-v', 'ON_ERROR_STOP=1', '-h', SOCKET, ...place];
}

/** Whether a role gets in with this password, by TCP. */
async function logsIn(
  { service, running }: { readonly service: Postgres; readonly running: Running },
  role: string,
  password: string,
): Promise<boolean> {
  const { name, port, database } = service;
  const command = ['sh', '-c', LOGIN, 'rotate', String(port), role, database];
  const result = await attempt(running, name, { what: 'log in', command, input: `${password}\n` });
  if (result.status === 'exited' && result.code === 0 && result.stdout.trim() === '1') return true;
  if ('stderr' in result && REFUSED.test(result.stderr)) return false;
  throw failure(`${name}: cannot try to log in`, result);
}
