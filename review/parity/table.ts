import type { Comparison } from './compare';
import { FACT_NAMES, FACTS } from './facts';
import { CARRIED, METHODS } from './methods';

/**
 * A Markdown table of facts by method, over all environments: `same` as in the model, `declared` where a loss explains
 * a difference, `differs` where none does, and a hyphen where the method has no field for it.
 */
export function parityTable(comparisons: readonly Comparison[]): string {
  const rows = FACT_NAMES.map((fact) => {
    const cells = METHODS.map((method) => {
      if (!CARRIED[method].has(fact)) return '-';
      const isOf = (each: { readonly fact: string; readonly method: string }): boolean =>
        each.fact === fact && each.method === method;
      if (comparisons.some(({ differences }) => differences.some(isOf))) return 'differs';
      return comparisons.some(({ declared }) => declared.some(isOf)) ? 'declared' : 'same';
    });
    return [FACTS[fact], ...cells];
  });
  return aligned([['fact', ...METHODS], ...rows]);
}

/** The table as the formatter of Markdown leaves it: columns of equal width. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
