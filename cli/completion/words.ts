import type { Command } from '../command';

/** What may follow on a command line, for every shell the same. */
export interface CompletionWords {
  /** Commands by their first word, with the second words of those that have one. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Options of each whole command, `--name`. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Values of options with choices, by `command --name`. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** Commands whose first argument is an environment. */
  readonly environments: readonly string[];
}

/** Reads the words off the commands. */
export function completionWords(commands: readonly Command[]): CompletionWords {
  const first: Record<string, string[]> = {};
  for (const { name } of commands) {
    const [word = '', second] = name.split(' ');
    first[word] = [...(first[word] ?? []), ...(second === undefined ? [] : [second])];
  }
  const entries = commands.flatMap(({ name, options }) =>
    Object.entries(options).flatMap(([option, { choices }]) =>
      choices === undefined ? [] : [[`${name} --${option}`, choices] as const],
    ),
  );
  return {
    commands: first,
    options: Object.fromEntries(
      commands.map(({ name, options }) => [name, [...Object.keys(options).map((option) => `--${option}`), '--help']]),
    ),
    choices: Object.fromEntries(entries),
    environments: commands.filter(({ positionals }) => positionals[0]?.name === 'environment').map(({ name }) => name),
  };
}
