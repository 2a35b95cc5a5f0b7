import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, getuid } from 'node:process';
import type { Running } from '../../deploy/running';
import { type ExecOptions, type ExecResult, run } from '../../lib/exec';
import { freePort } from './free-port';
import { localRunning } from './local-running';

/** Debian keeps the programs of PostgreSQL out of PATH. */
export const POSTGRES_BIN = '/usr/lib/postgresql/15/bin';
const PASSWORD = 'a \'password\' $(with) "quotes"';

/** Whether a real PostgreSQL can be started here; under CI it has to be. */
export function hasPostgres(): boolean {
  const isThere = existsSync(join(POSTGRES_BIN, 'postgres'));
  if (!isThere && env.CI === 'true') throw new Error('PostgreSQL 15 is not installed: apt-get install postgresql-15');
  return isThere;
}

/** A real PostgreSQL on loopback, with a superuser as the image has one. */
export interface PostgresServer {
  readonly folder: string;
  readonly port: number;
  /** The server as a container whose secrets lie in a folder. */
  readonly running: Running;
  readonly environment: Readonly<Record<string, string>>;
  psql(database: string, sql: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startPostgres(names: {
  readonly user: string;
  readonly service: string;
}): Promise<PostgresServer> {
  const { user, service } = names;
  const folder = mkdtempSync(join(tmpdir(), 'manifold-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  mkdirSync(join(folder, 'secrets', service), { recursive: true });
  const passwordFile = join(folder, 'secrets', service, 'password');
  writeFileSync(passwordFile, PASSWORD);
  await ok(run('chown', ['-R', getuid?.() === 0 ? 'postgres' : String(getuid?.()), folder], { env }));
  const initdb = [
    '-D',
    data,
    '-U',
    user,
    '--pwfile',
    passwordFile,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ];
  await ok(asPostgres(join(POSTGRES_BIN, 'initdb'), [...initdb, '--no-sync']));
  const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  const control = (...words: readonly string[]) =>
    ok(asPostgres(join(POSTGRES_BIN, 'pg_ctl'), ['-D', data, '-w', '-l', join(folder, 'log'), ...words]));
  await control('-o', settings, 'start');
  const environment = { PATH: `${POSTGRES_BIN}:${env.PATH}`, PGPASSWORD: PASSWORD, PGUSER: user };
  const address = ['-h', '127.0.0.1', '-p', String(port), '-X', '-tA', '-v', 'ON_ERROR_STOP=1'];
  return {
    folder,
    port,
    environment,
    running: localRunning(service, { secrets: join(folder, 'secrets'), path: `${POSTGRES_BIN}:${env.PATH}` }),
    psql: (database, sql) => ok(run('psql', [...address, '-d', database], { env: environment, input: sql })),
    stop: async () => {
      await control('-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server refuses to run as root. */
function asPostgres(program: string, words: readonly string[]): Promise<ExecResult> {
  // A folder that the other user may enter.
  const options: ExecOptions = { env, cwd: tmpdir(), timeoutSeconds: 60 };
  return getuid?.() === 0
    ? run('runuser', ['-u', 'postgres', '--', program, ...words], options)
    : run(program, words, options);
}

async function ok(result: Promise<ExecResult>): Promise<string> {
  const end = await result;
  if (end.status === 'exited' && end.code === 0) return end.stdout;
  throw new Error(JSON.stringify(end));
}
