import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../lib/errors';
import { nearest } from '../lib/nearest';
import type { Command, Invocation } from './command';
import { secondsOf } from './durations';

/** What the words of a command line ask for. */
export type Parsed =
  | { readonly kind: 'overview' }
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command: Command }
  | { readonly kind: 'group'; readonly name: string; readonly commands: readonly Command[] }
  | { readonly kind: 'run'; readonly command: Command; readonly invocation: Omit<Invocation, 'io'> };

/** Finds the command and reads its options; throws a `UserError` with one line for words that do not fit. */
export function parseCommandLine(words: readonly string[], commands: readonly Command[]): Parsed {
  const first = words[0];
  if (first === undefined || isHelp(first)) return { kind: 'overview' };
  if (first === '--version' || first === 'version') return { kind: 'version' };
  if (first === 'help') return helpOn(words.slice(1), commands);
  if (groupOf(first, commands).length > 0 && isHelp(words[1])) return helpOn([first], commands);
  const command = findCommand(words, commands);
  const rest = words.slice(command.name.split(' ').length);
  if (rest.some(isHelp)) return { kind: 'help', command };
  const { values, positionals } = readWords(command, rest);
  checkPositionals(command, positionals);
  checkChoices(command, values);
  checkDurations(command, values);
  return { kind: 'run', command, invocation: { positionals, options: values as Invocation['options'] } };
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

/** What stands behind `help`: nothing, a command, or the first word of several. */
function helpOn(words: readonly string[], commands: readonly Command[]): Parsed {
  const [first] = words.filter((word) => !isHelp(word));
  if (first === undefined) return { kind: 'overview' };
  const group = groupOf(first, commands);
  return group.length > 0 && words.length === 1
    ? { kind: 'group', name: first, commands: group }
    : { kind: 'help', command: findCommand(words, commands) };
}

/** Commands of two words that begin with this one. */
function groupOf(word: string, commands: readonly Command[]): readonly Command[] {
  return commands.filter((command) => command.name.startsWith(`${word} `));
}

function findCommand(words: readonly string[], commands: readonly Command[]): Command {
  const fits = (command: Command): boolean => command.name.split(' ').every((word, index) => words[index] === word);
  const found = commands.find(fits);
  if (found) return found;
  const [first = '', second] = words;
  const group = groupOf(first, commands).map((command) => command.name);
  if (group.length > 0 && (second === undefined || second.startsWith('-')))
    throw new UserError(`"${first}" needs one more word: ${group.join(', ')}`);
  const wanted = group.length > 0 ? `${first} ${second}` : first;
  const known = group.length > 0 ? group : commands.map((command) => command.name);
  const near = nearest(wanted, known);
  const others = group.length > 0 ? `there are ${group.join(', ')}` : 'see manifold --help';
  throw new UserError(`unknown command "${wanted}"; ${near === undefined ? others : `did you mean ${near}?`}`);
}

function readWords(command: Command, words: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, spec] of Object.entries(command.options))
    options[name] = {
      type: spec.type,
      multiple: spec.repeat ?? false,
      ...(spec.short === undefined ? {} : { short: spec.short }),
    };
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    const unknown = /'--?([^']+)'/.exec(message)?.[1];
    const near = unknown === undefined ? undefined : nearest(unknown, Object.keys(command.options));
    const hint = near === undefined || near === unknown ? '' : `; did you mean --${near}?`;
    throw new UserError(`manifold ${command.name}: ${message}${hint}`, { cause: error });
  }
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const missing = command.positionals.filter((spec, index) => spec.required && positionals[index] === undefined);
  if (missing.length > 0)
    throw new UserError(`manifold ${command.name}: ${missing.map((spec) => `<${spec.name}>`).join(' ')} is missing`);
  const takesAll = command.positionals.at(-1)?.repeat === true;
  const extra = takesAll ? [] : positionals.slice(command.positionals.length);
  if (extra.length > 0) throw new UserError(`manifold ${command.name}: unexpected "${extra[0]}"`);
}

function checkChoices(command: Command, values: Readonly<Record<string, unknown>>): void {
  for (const [name, spec] of Object.entries(command.options)) {
    const { choices } = spec;
    const wrong = [values[name]]
      .flat()
      .find((value) => typeof value === 'string' && choices?.includes(value) === false);
    if (wrong !== undefined)
      throw new UserError(`manifold ${command.name}: --${name} takes ${choices?.join(' or ')}, not "${String(wrong)}"`);
  }
}

/** Before anything is done: a time that cannot be read would be found only where it is waited for. */
function checkDurations(command: Command, values: Readonly<Record<string, unknown>>): void {
  for (const [name, spec] of Object.entries(command.options)) {
    const value = values[name];
    if (spec.value === 'DURATION' && typeof value === 'string') secondsOf(name, value);
  }
}
