import type { Difference } from '../migrate/differences';

/** What a dump holds, by name of the fact: rows and checksum of each table, say. A sequence may be between two values. */
export type Facts = Readonly<Record<string, string>>;

const BETWEEN = '..';
const UNUSED = 'unused';

/**
 * Facts of lines that are JSON arrays of name and value. A sequence that was read before and after a dump, and has gone on
 * in between, is a fact of both values: no transaction holds a sequence still.
 */
export function factsOf(lines: readonly string[]): Facts {
  const facts = new Map<string, string>();
  for (const line of lines) {
    const [name, value] = JSON.parse(line) as [string, string];
    const before = facts.get(name);
    facts.set(name, before === undefined || before === value ? value : `${before}${BETWEEN}${value}`);
  }
  return Object.fromEntries(facts);
}

/** Where a restored copy is not what the dump was made of. */
export function deviations(expected: Facts, found: Facts): readonly Difference[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    .sort()
    .filter((fact) => !isWithin(expected[fact], found[fact]))
    .map((fact) => ({ fact, source: expected[fact], target: found[fact] }));
}

function isWithin(expected: string | undefined, found: string | undefined): boolean {
  if (expected === found) return true;
  const [before, after] = expected?.split(BETWEEN) ?? [];
  if (before === undefined || after === undefined || found === undefined) return false;
  if (found === before || found === after) return true;
  const value = Number(found);
  const ends = [before === UNUSED ? 0 : Number(before), Number(after)];
  return Number.isInteger(value) && value >= Math.min(...ends) && value <= Math.max(...ends);
}

/** Tables and rows of a PostgreSQL, databases and keys of a Redis: the first number of each fact, summed up. */
export function countsOf(facts: Facts): { readonly parts: number; readonly entries: number } {
  const counted = Object.entries(facts).filter(([name]) => !name.startsWith('sequence '));
  const entries = counted.reduce((sum, [, value]) => sum + Number.parseInt(value, 10), 0);
  return { parts: counted.length, entries };
}
