import { EXIT, UserError } from '../../lib/errors';
import type { ExecResult } from '../../lib/exec';
import type { Running, RunningContainer } from '../running';

/** A program in the container of a backing service; what is secret goes in as input. */
export interface Program {
  /** What it does, for the message when it fails. */
  readonly what: string;
  readonly command: readonly string[];
  readonly input?: string;
}

/** The container of a backing service; throws a `UserError` when none runs. Its probe may fail while it is rotated. */
export async function containerOf(running: Running, service: string): Promise<RunningContainer> {
  const found = (await running.containers()).filter(({ workload }) => workload === service);
  const container = found.find(({ isReady }) => isReady) ?? found[0];
  if (container !== undefined) return container;
  throw new UserError(`${service} does not run`, { exitCode: EXIT.failed });
}

/** Runs a program, whatever its exit code. */
export async function attempt(running: Running, service: string, { command, input }: Program): Promise<ExecResult> {
  const container = await containerOf(running, service);
  return running.execute(container, command, input === undefined ? {} : { input });
}

/** Runs a program and gives what it printed; throws a `UserError` when it fails. */
export async function runInside(running: Running, service: string, program: Program): Promise<string> {
  const result = await attempt(running, service, program);
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  throw failure(`${service}: cannot ${program.what}`, result);
}

/** A failed program as an error; later lines of these programs may show what they were given. */
export function failure(what: string, result: ExecResult): UserError {
  const said = 'stderr' in result ? (result.stderr.trim().split('\n', 1)[0] ?? '').slice(0, 200) : '';
  const end = result.status === 'exited' ? `exit code ${result.code}` : result.status;
  return new UserError(`${what}: ${said === '' ? end : said}`, { exitCode: EXIT.failed });
}
