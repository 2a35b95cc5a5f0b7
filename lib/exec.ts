import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** What a program may be given; there is no shell, and nothing of this process's environment is passed on unless it stands in `env`. */
export interface ExecOptions {
  readonly input?: string | Uint8Array;
  /** File that is its standard input, for what does not fit into memory; takes the place of `input`. */
  readonly inputFile?: string;
  /** File that its standard output is written into, over what is there; `stdout` of the result is then empty. */
  readonly outputFile?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  /**
   * How long it may take to end by itself when it is stopped, before SIGKILL; 5 s if not given, in which everything that it
   * has started is told to end as well. With it the program alone is told: what it has started is its own to end.
   */
  readonly graceSeconds?: number;
  /** Bound on standard output and standard error, each; 64 MiB if not given. */
  readonly maxOutputBytes?: number;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program ended; `stopped` means by us, after which whatever it had started is gone too. */
export type ExecResult =
  | ({ readonly status: 'exited'; readonly code: number } & Output)
  | ({ readonly status: 'killed'; readonly signal: string } & Output)
  | ({ readonly status: 'timeout'; readonly timeoutSeconds: number } & Output)
  | ({ readonly status: 'aborted' } & Output)
  | ({ readonly status: 'too-much-output'; readonly maxOutputBytes: number } & Output)
  | { readonly status: 'missing'; readonly command: string }
  | { readonly status: 'failed-to-start'; readonly command: string; readonly message: string };

type Stop = 'timeout' | 'aborted' | 'too-much-output';

const defaultMaxOutputBytes = 64 * 1024 * 1024;
const defaultGraceSeconds = 5;
/** How long output is still read after the end, for a program that left others behind with the same output. */
const drainMilliseconds = 1000;

/** What runs now, with its own time to end. */
const running = new Map<ChildProcess, number | undefined>();

/** Asks every program that still runs to end, and all that it has started; for when this process ends itself. */
export function stopPrograms(): void {
  for (const [child, graceSeconds] of running) askToEnd(child, graceSeconds);
}

/** A program that has time of its own ends what it has started by itself. */
function askToEnd(child: ChildProcess, graceSeconds: number | undefined): void {
  if (graceSeconds === undefined) killGroup(child, 'SIGTERM');
  else child.kill('SIGTERM');
}

/** Starts a program with exactly these arguments and resolves, never rejects, with how it ended. */
export function run(command: string, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  if (options.signal?.aborted === true) {
    return Promise.resolve({ status: 'aborted', stdout: '', stderr: '' });
  }
  const file = findProgram(command, options.env?.PATH ?? '');
  if (file === undefined) {
    return Promise.resolve({ status: 'missing', command });
  }
  const files: number[] = [];
  try {
    const stdin = openEnd(files, options.inputFile, 'r');
    const stdout = openEnd(files, options.outputFile, 'w');
    // A group of its own, so that a stop reaches what the program started, and Ctrl-C reaches it only through `signal`.
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...options.env },
      detached: true,
      stdio: [stdin, stdout, 'pipe'],
    });
    return follow(child, command, options);
  } catch (error) {
    return Promise.resolve({ status: 'failed-to-start', command, message: messageOf(error) });
  } finally {
    // The program has its own by now.
    files.forEach(closeSync);
  }
}

/** A file as one end of a program, or a pipe where there is none; readable by its owner alone, for it may hold data. */
function openEnd(files: number[], path: string | undefined, flags: 'r' | 'w'): number | 'pipe' {
  if (path === undefined) return 'pipe';
  const file = openSync(path, flags, 0o600);
  files.push(file);
  return file;
}

/** Looks the command up before `spawn` does, because relative entries of PATH would run what lies in the working folder. */
function findProgram(command: string, path: string): string | undefined {
  const isBare = !command.includes('/');
  const files = isBare ? path.split(delimiter).map((folder) => join(folder, command)) : [command];
  return files.find((file) => isAbsolute(file) && isProgram(file));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function follow(child: ChildProcess, command: string, options: ExecOptions): Promise<ExecResult> {
  const maxOutputBytes = options.maxOutputBytes ?? defaultMaxOutputBytes;
  const timeoutSeconds = options.timeoutSeconds ?? 0;
  const stopper = createStopper(child, options.graceSeconds);
  const onExcess = () => stopper.stop('too-much-output');
  const stdout = collect(child.stdout, maxOutputBytes, onExcess);
  const stderr = collect(child.stderr, maxOutputBytes, onExcess);
  const onAbort = () => stopper.stop('aborted');
  running.set(child, options.graceSeconds);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = timeoutSeconds > 0 ? setTimeout(() => stopper.stop('timeout'), timeoutSeconds * 1000) : undefined;
  // A program that ends without reading its input is no failure of ours; its exit code tells.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  return new Promise((resolve) => {
    const finish = (result: ExecResult) => {
      running.delete(child);
      clearTimeout(timer);
      stopper.dispose();
      options.signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    child.once('error', (error) =>
      finish({ status: 'failed-to-start', command, message: startMessage(error, options) }),
    );
    child.once('close', (code, signal) => {
      const output = { stdout: stdout(), stderr: stderr() };
      finish(resultOf({ reason: stopper.reason(), code, signal }, output, { timeoutSeconds, maxOutputBytes }));
    });
  });
}

function startMessage(error: Error, options: ExecOptions): string {
  const isWrongFolder = options.cwd !== undefined && statSync(options.cwd, { throwIfNoEntry: false }) === undefined;
  return isWrongFolder ? `the working folder ${options.cwd} does not exist` : error.message;
}

function resultOf(
  end: { reason: Stop | undefined; code: number | null; signal: string | null },
  output: Output,
  limits: { timeoutSeconds: number; maxOutputBytes: number },
): ExecResult {
  switch (end.reason) {
    case 'timeout':
      return { status: 'timeout', timeoutSeconds: limits.timeoutSeconds, ...output };
    case 'too-much-output':
      return { status: 'too-much-output', maxOutputBytes: limits.maxOutputBytes, ...output };
    case 'aborted':
      return { status: 'aborted', ...output };
    case undefined:
      return end.code === null
        ? { status: 'killed', signal: end.signal ?? 'unknown', ...output }
        : { status: 'exited', code: end.code, ...output };
  }
}

function collect(stream: NodeJS.ReadableStream | null, maxBytes: number, onExcess: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    const room = maxBytes - size;
    if (chunk.length > room) {
      onExcess();
    }
    chunks.push(chunk.subarray(0, room));
    size += Math.min(chunk.length, room);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Stops a program and its whole group, the first reason counts; also lets go of output that outlives the program. */
function createStopper(child: ChildProcess, graceSeconds: number | undefined) {
  let reason: Stop | undefined;
  const timers: NodeJS.Timeout[] = [];
  const letGo = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  child.once('exit', () => timers.push(setTimeout(letGo, drainMilliseconds)));
  return {
    reason: () => reason,
    stop(why: Stop): void {
      if (reason !== undefined || child.exitCode !== null || child.signalCode !== null) {
        return;
      }
      reason = why;
      askToEnd(child, graceSeconds);
      const grace = graceSeconds ?? defaultGraceSeconds;
      timers.push(setTimeout(() => killGroup(child, 'SIGKILL'), grace * 1000));
    },
    dispose(): void {
      if (reason !== undefined) {
        killGroup(child, 'SIGKILL');
      }
      timers.forEach(clearTimeout);
    },
  };
}

function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
