/** Finds what the administrator probably meant. */

/** Longest list of allowed words that a hint spells out. */
const LIST_LIMIT = 24;
/** No suggestion for words longer than this. */
const LONGEST = 64;

/**
 * The candidate nearest to `word`, or undefined when none is near: at most one slip in a short word, two in a longer
 * one. A slip is a wrong, missing, doubled or swapped letter; case does not count.
 */
function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted.length > LONGEST) return undefined;
  const rows: Rows = [new Uint8Array(LONGEST + 4), new Uint8Array(LONGEST + 4), new Uint8Array(LONGEST + 4)];
  let best: string | undefined;
  let bestSlips = wanted.length <= 4 ? 2 : 3;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestSlips) continue;
    const slips = countSlips(wanted, candidate.toLowerCase(), rows);
    if (slips < bestSlips) {
      best = candidate;
      bestSlips = slips;
    }
    if (bestSlips <= 1) break;
  }
  return best;
}

/** `did you mean "deadtime"?`, or undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/** `did you mean "deadtime"?`, else what is allowed; undefined when nothing is. */
export function suggestion(word: string, allowed: readonly string[]): string | undefined {
  const near = didYouMean(word, allowed);
  if (near !== undefined) return near;
  if (allowed.length === 0) return undefined;
  const shown = allowed.slice(0, LIST_LIMIT).join(', ');
  return `allowed: ${shown}${allowed.length > LIST_LIMIT ? ', ...' : ''}`;
}

/** Before the last, last and current row. Reused, because a long file may need millions of comparisons. */
type Rows = [Uint8Array, Uint8Array, Uint8Array];

/** Edit distance with swaps of neighbours (optimal string alignment). */
function countSlips(a: string, b: string, rows: Rows): number {
  let [beforeLast, last, current] = rows;
  for (let column = 0; column <= b.length; column += 1) last[column] = column;
  for (let row = 1; row <= a.length; row += 1) {
    current[0] = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      let slips = (last[column - 1] ?? 0) + (same ? 0 : 1);
      slips = Math.min(slips, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      current[column] = swapped ? Math.min(slips, (beforeLast[column - 2] ?? 0) + 1) : slips;
    }
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[b.length] ?? LONGEST;
}
