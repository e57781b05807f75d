/** Where in a text an index lies, as editors count: for the line and column of every problem. */

/** 1-based. Columns count characters (code points), a tab as one. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines end with LF, CR LF or a lone CR, as in XML 1.0 section 2.11. */
export function createLocator(text: string): (index: number) => Position {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  return (index) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    // Bounded, because a file without line ends would be counted from its start for each position.
    const before = text.slice(starts[low], index);
    return { line: low + 1, column: before.length < 4096 ? [...before].length + 1 : before.length + 1 };
  };
}
