import { EXIT, UserError } from '../../lib/errors';
import type { ExecuteOptions, Running, RunningContainer } from '../running';

/** One of the two places between which data moves, or the only one. */
export interface Side {
  readonly role: 'source' | 'target' | 'environment';
  readonly running: Running;
}

/** How a side is called in messages. */
export function nameOf(side: Side): string {
  return `the ${side.role} (${side.running.method})`;
}

/** Exports a password that lies in a file of the container under the name that a client reads; it never leaves the container. */
const WITH_PASSWORD = 'value="$(cat "$2")"; export "$1=$value" PGAPPNAME="$3"; shift 3; exec "$@"';

/** Name under which connections of a migration show in PostgreSQL. */
export const APPLICATION_NAME = 'manifold-migrate';

/** The command that runs another with a password from a file, in the variable that its client reads. */
export function withPassword(variable: string, file: string, command: readonly string[]): readonly string[] {
  return ['sh', '-c', WITH_PASSWORD, 'migrate', variable, file, APPLICATION_NAME, ...command];
}

/** The ready container of a backing service; throws a `UserError` when there is none. */
export async function containerOf(side: Side, service: string): Promise<RunningContainer> {
  const container = (await side.running.containers()).find(({ workload, isReady }) => workload === service && isReady);
  if (container !== undefined) return container;
  throw new UserError(`${service} is not ready in ${nameOf(side)}`, { exitCode: EXIT.failed });
}

/** A program in the container of a backing service. */
export interface Program {
  readonly service: string;
  /** What it does, for the message when it fails. */
  readonly what: string;
  readonly command: readonly string[];
}

/** How long what reads or writes all data may take; a minute, which is enough for a question, is not for a GiB. */
export const DATA_SECONDS = 6 * 60 * 60;

/** Runs a program in the container of a backing service and gives what it printed; throws a `UserError` when it fails. */
export async function runOn(side: Side, program: Program, options: ExecuteOptions = {}): Promise<string> {
  const container = await containerOf(side, program.service);
  const result = await side.running.execute(container, program.command, { timeoutSeconds: DATA_SECONDS, ...options });
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  const reason = 'stderr' in result ? firstLine(result.stderr) : '';
  const end = result.status === 'exited' ? `exit code ${result.code}` : result.status;
  throw new UserError(`cannot ${program.what} in ${nameOf(side)}: ${reason === '' ? end : reason}`, {
    exitCode: EXIT.failed,
  });
}

/** The first line of what a program says of a failure; later lines may show data. */
export function firstLine(text: string): string {
  return (text.trim().split('\n', 1)[0] ?? '').slice(0, 300);
}
