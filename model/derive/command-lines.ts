import type { Component, Health, Mark, Probe, ProbeAction, WordMarks } from '../model';

export const PROBES = ['startup', 'readiness', 'liveness'] as const;
export type ProbeName = (typeof PROBES)[number];

/** What a component, or a probe of it, runs: words, and what is marked in them. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly marks?: WordMarks;
}

/** The command line of a probe that runs a program. */
export function execLine(action: ProbeAction | undefined): CommandLine | undefined {
  if (action?.kind !== 'exec') return undefined;
  return { words: action.command, ...(action.marks === undefined ? {} : { marks: action.marks }) };
}

/** A marked word, as it is to be. */
type ChangeWord = (word: string, marks: readonly Mark[]) => { readonly text: string; readonly marks?: readonly Mark[] };

/** The component with every marked word of its command lines changed. */
export function mapWords(component: Component, change: ChangeWord): Component {
  const { command, args, commandMarks, argsMarks, health } = component;
  const [ofCommand, ofArgs] = [changed(command, commandMarks, change), changed(args, argsMarks, change)];
  return {
    ...component,
    ...(ofCommand === undefined ? {} : { command: ofCommand.words, commandMarks: ofCommand.marks }),
    ...(ofArgs === undefined ? {} : { args: ofArgs.words, argsMarks: ofArgs.marks }),
    ...(health === undefined ? {} : { health: mapProbes(health, change) }),
  };
}

function mapProbes(health: Health, change: ChangeWord): Health {
  const mapped = (probe: Probe): Probe => {
    if (probe.action.kind !== 'exec') return probe;
    const line = changed(probe.action.command, probe.action.marks, change);
    return line === undefined ? probe : { ...probe, action: { kind: 'exec', command: line.words, marks: line.marks } };
  };
  const { startup, readiness, liveness } = health;
  return {
    ...health,
    startup: mapped(startup),
    readiness: mapped(readiness),
    ...(liveness && { liveness: mapped(liveness) }),
  };
}

/** Undefined for a line without marks, which stays as it is. */
function changed(
  words: readonly string[] | undefined,
  marks: WordMarks | undefined,
  change: ChangeWord,
): Required<CommandLine> | undefined {
  if (words === undefined || marks === undefined) return undefined;
  const all = words.map((word, index) => (marks[index] === undefined ? { text: word } : change(word, marks[index])));
  const entries = all.flatMap((word, index) => ('marks' in word && word.marks ? [[index, word.marks] as const] : []));
  return { words: all.map(({ text }) => text), marks: Object.fromEntries(entries) };
}
