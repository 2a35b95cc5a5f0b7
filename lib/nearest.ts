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
  const shorter = Math.min(a.length, b.length);
  if (Math.max(a.length, b.length) - shorter > bound) {
    return bound + 1;
  }
  // What both begin and end with costs nothing, and most names of one list begin and end alike.
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  const [from, to] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  // One error is one letter, or two that are swapped.
  const isFar = bound === 0 ? from !== to : bound === 1 && Math.max(from.length, to.length) > 2;
  return isFar ? bound + 1 : editDistance(from, to, bound);
}

/** The same count from the whole table, of which three rows are kept. */
function editDistance(a: string, b: string, bound: number): number {
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let column = 0; column <= b.length; column += 1) last.push(column);
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? at(beforeLast, column - 2) + 1 : replaced;
      const count = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced, swapped);
      least = Math.min(least, count);
      current.push(count);
    }
    if (least > bound && leastOfLast > bound) {
      return bound + 1;
    }
    [beforeLast, last, leastOfLast] = [last, current, least];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
