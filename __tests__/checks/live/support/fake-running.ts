import type { Method } from '../../../../deploy/method';
import type { ExecuteOptions, MissingContainer, OpenPort, Running, RunningContainer } from '../../../../deploy/running';
import { UserError } from '../../../../lib/errors';
import type { ExecResult } from '../../../../lib/exec';

/** A program that was run in a container. */
export interface Call {
  readonly container: RunningContainer;
  readonly command: readonly string[];
  readonly input: string;
}

/** What a program in a container does; undefined where the container has no such program. */
export type Program = (call: Call) => ExecResult | string | undefined;

export interface FakeEnvironment {
  readonly method?: Method;
  readonly containers: readonly RunningContainer[];
  readonly missing?: readonly MissingContainer[];
  readonly program: Program;
  readonly open?: (workload: string, port: number) => OpenPort;
}

export interface FakeRunning extends Running {
  readonly calls: Call[];
}

/** What of an environment runs, in memory. */
export function fakeRunning({
  method = 'kubernetes',
  containers,
  missing = [],
  program,
  open,
}: FakeEnvironment): FakeRunning {
  const calls: Call[] = [];
  return {
    method,
    calls,
    containers: async () => containers,
    missing: async () => missing,
    execute: async (container, command, options: ExecuteOptions = {}) => {
      const call = { container, command, input: String(options.input ?? '') };
      calls.push(call);
      const result = program(call);
      if (result === undefined) return noProgram(command[0] ?? '');
      return typeof result === 'string' ? { status: 'exited', code: 0, stdout: result, stderr: '' } : result;
    },
    open: async (workload, port) => {
      if (open === undefined) throw new UserError('this environment lets nobody in');
      return open(workload, port);
    },
    freeze: () => Promise.reject(new Error('a check stops nothing')),
    thaw: () => Promise.reject(new Error('a check starts nothing')),
    restart: () => Promise.reject(new Error('a check restarts nothing')),
  };
}

/** What Docker says of a program that the image does not have. */
export function noProgram(name: string): ExecResult {
  const stdout = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": executable file not found in $PATH: unknown\r\n`;
  return { status: 'exited', code: 126, stdout, stderr: '' };
}

export function exit(code: number, stderr: string): ExecResult {
  return { status: 'exited', code, stdout: '', stderr };
}
