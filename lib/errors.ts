/** Where in a text file something stands; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that the user can mend. */
export interface Issue {
  /** Stable kebab-case name of the kind of issue, such as `unknown-key` or the id of a rule. */
  readonly code: string;
  /** Dotted path of the field, such as `components.backend.port`. */
  readonly path: string;
  readonly message: string;
  readonly position?: Position;
  /** The bad value as it was written. */
  readonly value?: string;
  /** What would be accepted. */
  readonly allowed?: string;
  /** The nearest valid key or value. */
  readonly nearest?: string;
  readonly severity: 'error' | 'warning';
}

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  findings: 3,
  locked: 4,
  rolledBack: 5,
  rollbackFailed: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The only exception that means "the user can mend this"; anything else thrown is a bug. */
export class UserError extends Error {
  readonly issues: readonly Issue[];
  readonly exitCode: ExitCode;

  constructor(message: string, options: { issues?: readonly Issue[]; exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.issues = options.issues ?? [];
    this.exitCode = options.exitCode ?? EXIT.usage;
  }
}

/** Proves at compile time that a switch handles every case. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
