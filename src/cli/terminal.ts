/** The two output streams: their width, colours only where a person reads them, and a reader that goes away early. */
import { styleText } from 'node:util';

export type Paint = (text: string) => string;

export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly careful: Paint;
  readonly heading: Paint;
  readonly dim: Paint;
}

/** Colours for standard output: none when it is no terminal or NO_COLOR is set. */
export function palette(): Palette {
  const paint =
    (format: Parameters<typeof styleText>[0]): Paint =>
    (text) =>
      text === '' ? '' : styleText(format, text, { stream: process.stdout });
  return {
    good: paint('green'),
    bad: paint(['red', 'bold']),
    careful: paint('yellow'),
    heading: paint('bold'),
    dim: paint('dim'),
  };
}

/** Columns to wrap at: the terminal's, else what COLUMNS says, else no limit. */
export function width(): number {
  const columns = process.stdout.isTTY ? process.stdout.columns : Number(process.env['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
