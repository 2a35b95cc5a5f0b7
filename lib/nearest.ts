/** The candidate that the word was most likely meant to be; differences of case alone win, then the fewest typing errors, then the order. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const folded = word.toLowerCase();
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const bound = Math.min(fewest - 1, Math.floor(Math.max(word.length, candidate.length) / 3));
    const count = typingErrors(folded, candidate.toLowerCase(), bound);
    if (count <= bound) {
      best = candidate;
      fewest = count;
    }
  }
  return best;
}

/** Letters added, left out, replaced, or swapped with their neighbour between two words; any number above the bound means more than it. */
function typingErrors(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) > bound) {
    return bound + 1;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? at(beforeLast, column - 2) + 1 : replaced;
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced, swapped));
    }
    if (Math.min(...current) > bound && Math.min(...last) > bound) {
      return bound + 1;
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
