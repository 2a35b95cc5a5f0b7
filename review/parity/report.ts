import type { Comparison, Difference } from './compare';
import { METHODS } from './methods';

const LONGEST = 60;

/** What was compared and what differs, for people; one block an environment. */
export function parityReport(comparisons: readonly Comparison[]): string {
  return comparisons.map(environmentReport).join('\n');
}

function environmentReport(comparison: Comparison): string {
  const counts = METHODS.filter((method) => comparison.same[method] !== undefined).map(
    (method) => `${method} ${comparison.same[method]}`,
  );
  const lines = [
    `${comparison.environment}: the same as the model: ${counts.join(', ')} facts`,
    ...comparison.differences.map((each) => `  differs: ${line(each)}`),
    ...comparison.declared.map((each) => `  declared: ${line(each)} (${each.reason})`),
    ...comparison.stale.map(({ method, path }) => `  declared, but nothing differs: ${method} ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}

function line({ workload, fact, method, expected, found }: Difference): string {
  return `${workload} ${fact}: ${method} has ${shown(found)}, the model ${shown(expected)}`;
}

function shown(value: string | undefined): string {
  if (value === undefined) return 'none';
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value;
}
