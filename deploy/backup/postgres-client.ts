import { EXIT, UserError } from '../../lib/errors';
import { passwordFile } from '../../model/derive/backing-health';
import type { Postgres } from '../../model/model';
import {
  containerOf,
  DATA_SECONDS,
  firstLine,
  nameOf,
  type Program,
  runOn,
  type Side,
  withPassword,
} from '../migrate/side';
import type { ExecuteOptions } from '../running';
import { type Facts, factsOf } from './facts';

/** Options of psql under which a mistake ends it, and nothing but rows is printed. */
export const PSQL = ['psql', '-X', '-q', '-tA', '-w', '-v', 'ON_ERROR_STOP=1'] as const;

/** A database of a builtin PostgreSQL, and what is done with it. */
export interface Task {
  readonly database: string;
  /** For the message when it fails. */
  readonly what: string;
}

/** A program beside a builtin PostgreSQL. Every client that it starts finds the database by variables. */
export function clientOf(service: Postgres, { database, what }: Task, command: readonly string[]): Program {
  const address = [
    'PGHOST=127.0.0.1',
    `PGPORT=${service.port}`,
    `PGUSER=${service.user}`,
    `PGDATABASE=${database}`,
    // Waiting for a lock that nobody gives up would never end.
    'PGOPTIONS=-c lock_timeout=120s',
  ];
  return {
    service: service.name,
    what,
    command: withPassword('PGPASSWORD', passwordFile(service), ['env', ...address, ...command]),
  };
}

/** Runs SQL, and gives what it prints. */
export function query(service: Postgres, side: Side, task: Task & { readonly sql: string }): Promise<string> {
  return runOn(side, clientOf(service, task, PSQL), { input: task.sql });
}

/** Runs a program that prints facts on standard error, among what it has to say; throws a `UserError` when it fails. */
export async function factsBeside(side: Side, program: Program, options: ExecuteOptions): Promise<Facts> {
  const container = await containerOf(side, program.service);
  const result = await side.running.execute(container, program.command, { timeoutSeconds: DATA_SECONDS, ...options });
  const lines = 'stderr' in result ? result.stderr.split('\n') : [];
  const isFact = (line: string): boolean => line.startsWith('["');
  if (result.status === 'exited' && result.code === 0) return factsOf(lines.filter(isFact));
  const end = result.status === 'exited' ? `exit code ${result.code}` : result.status;
  const reason = firstLine(lines.filter((line) => !isFact(line)).join('\n'));
  throw new UserError(`cannot ${program.what} in ${nameOf(side)}: ${reason === '' ? end : reason}`, {
    exitCode: EXIT.failed,
  });
}
