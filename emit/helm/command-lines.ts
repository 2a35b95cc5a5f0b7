import { type CommandLine, execLine, PROBES, type ProbeName } from '../../model/derive/command-lines';
import type { Component, Health } from '../../model/model';
import type { Placeholders } from './placeholders';
import { referenceText } from './reference-text';
import type { Value, ValueMap } from './value';

/** A command line by the name of its value. */
export type LineName = 'command' | 'args' | `${ProbeName}Command`;

const LINES: readonly LineName[] = ['command', 'args', ...PROBES.map((probe) => `${probe}Command` as const)];
/** The kubelet turns two dollars into one in a command and its arguments, and in no probe. */
const DOUBLED = ' | replace "$" "$$"';
const WORD = 'include "manifold.word" (list $ $component $word)';

/** Lines that are values of the chart: those that differ between environments, or name what another release names differently. */
export function variableLines(environments: readonly Component[]): ReadonlySet<LineName> {
  return new Set(
    LINES.filter((name) => {
      const all = environments.flatMap((component) => lineOf(component, name) ?? []);
      return (
        all.some(({ marks }) => marks !== undefined) || new Set(all.map(({ words }) => JSON.stringify(words))).size > 1
      );
    }),
  );
}

/** Their values in one environment: a word, or a text in which tokens are replaced. */
export function lineValues(lines: ReadonlySet<LineName>, component: Component): ValueMap {
  const entries = [...lines].flatMap((name) => {
    const line = lineOf(component, name);
    return line === undefined
      ? []
      : [[name, line.words.map((word, index) => wordValue(word, line.marks?.[index]))] as const];
  });
  return Object.fromEntries(entries);
}

/** The component with one stand-in for all words of each such line. */
export function markLines(component: Component, lines: ReadonlySet<LineName>, marks: Placeholders): Component {
  const { health } = component;
  const own = (['command', 'args'] as const).filter((name) => lines.has(name));
  return {
    ...component,
    ...Object.fromEntries(own.map((name) => [name, [marks.text(`${WORD}${DOUBLED}`)]])),
    ...(health === undefined ? {} : { health: markProbes(health, lines, marks) }),
  };
}

/** The `range` clause of the words of a line, by where it stands in an object. */
export function wordRange(trail: readonly string[]): string {
  const probe = PROBES.find((name) => trail.at(-4) === `${name}Probe`);
  return `$word := $component.${probe === undefined ? trail.at(-2) : `${probe}Command`}`;
}

function markProbes(health: Health, lines: ReadonlySet<LineName>, marks: Placeholders): Health {
  const probes = PROBES.filter((name) => lines.has(`${name}Command`));
  const marked = probes.map((name) => [
    name,
    { ...health[name], action: { kind: 'exec' as const, command: [marks.text(WORD)] } },
  ]);
  return { ...health, ...Object.fromEntries(marked) };
}

function lineOf(component: Component, name: LineName): CommandLine | undefined {
  const probe = PROBES.find((each) => name === `${each}Command`);
  if (probe !== undefined) return execLine(component.health?.[probe]?.action);
  const [words, marks] =
    name === 'args' ? [component.args, component.argsMarks] : [component.command, component.commandMarks];
  return words === undefined ? undefined : { words, ...(marks === undefined ? {} : { marks }) };
}

function wordValue(text: string, marks: Parameters<typeof referenceText>[1]): Value {
  const references = referenceText(text, marks);
  return references === undefined ? text : { references };
}
