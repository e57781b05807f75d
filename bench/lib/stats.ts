/** What every benchmark says of a series of measurements, and the one line in which it says it. */

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Of at least one number; rounded to a tenth. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return { min: round(at(0)), median: round(median), max: round(at(sorted.length - 1)) };
}

/** The last line of a benchmark's standard output. */
export function report(result: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Progress goes to standard error: standard output is for the result. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
