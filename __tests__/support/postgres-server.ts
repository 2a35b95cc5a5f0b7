import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, getuid } from 'node:process';
import type { Running } from '../../deploy/running';
import { type ExecOptions, type ExecResult, run } from '../../lib/exec';
import { freePort } from './free-port';

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
    running: localRunning(service, folder),
    psql: (database, sql) => ok(run('psql', [...address, '-d', database], { env: environment, input: sql })),
    stop: async () => {
      await control('-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs what would run in the container here, with the secrets of the folder. */
function localRunning(service: string, folder: string): Running {
  const refuse = (): Promise<never> => Promise.reject(new Error('there is nothing but a database'));
  return {
    method: 'compose',
    containers: async () => [{ workload: service, id: service, image: 'x', isReady: true, restarts: 0 }],
    missing: async () => [],
    execute: (_container, [program = '', ...words], options = {}) => {
      const here = words.map((word) => word.replace(/^\/run\/secrets\//, `${folder}/secrets/`));
      return run(program, here, { ...options, env: { PATH: `${POSTGRES_BIN}:${env.PATH}` } });
    },
    open: refuse,
    restart: refuse,
    freeze: async () => {},
    thaw: async () => {},
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
