import type { ExitCode } from '../lib/errors';

/** One `--option`; `repeat` collects every occurrence. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly repeat?: boolean;
  /** Name of the value in the help, such as `DIR`. */
  readonly value?: string;
  readonly help: string;
  /** The only values that are accepted. */
  readonly choices?: readonly string[];
}

export interface PositionalSpec {
  readonly name: string;
  readonly help: string;
  readonly required: boolean;
  /** Takes every further word; only the last may. */
  readonly repeat?: boolean;
}

/** Where a command reads from and writes to; a test gives its own. */
export interface CommandIo {
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings and errors. */
  readonly stderr: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Aborted by the first Ctrl-C or SIGTERM: what is begun is brought to an end that can be gone on from. */
  readonly signal?: AbortSignal;
  /** Asks a person and gives the answer; absent where nobody could answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Whether standard error is a terminal on which a line may be written over. */
  readonly isTerminal?: boolean;
}

export interface Invocation {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly io: CommandIo;
}

/** A command as data: what it takes, what its help says, and what it does. */
export interface Command {
  /** Words behind `manifold`, such as `secrets ensure`. */
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly PositionalSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Whole command lines; a test runs each of them. */
  readonly examples: readonly string[];
  readonly run: (invocation: Invocation) => Promise<ExitCode>;
}

/** The value of an option that is given once. */
export function textOption(invocation: Invocation, name: string): string | undefined {
  const value = invocation.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that may be repeated. */
export function listOption(invocation: Invocation, name: string): readonly string[] {
  const value = invocation.options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Whether a switch is set. */
export function isSet(invocation: Invocation, name: string): boolean {
  return invocation.options[name] === true;
}
