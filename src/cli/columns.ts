/** Tables in plain text: columns as wide as their content, the last one wrapped with a hanging indent. */

export interface Cell {
  readonly text: string;
  /** Colours the padded text; the width is counted without it. */
  readonly paint?: (text: string) => string;
}

/** Narrower than this the last column is not wrapped any more; a terminal then breaks the line itself. */
const NARROWEST = 20;

/**
 * Lines without trailing spaces. `width`: columns of the terminal, Infinity for no wrapping (files, pipes).
 * `indent`: spaces before each line.
 */
export function columns(
  rows: readonly (readonly Cell[])[],
  width: number,
  indent: number,
): readonly string[] {
  const clean = rows.map((row) => row.map((cell) => ({ ...cell, text: oneLine(cell.text) })));
  const widths: number[] = [];
  for (const row of clean) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.text.length);
    }
  }
  return clean.flatMap((row) => renderRow(row, widths, width, indent));
}

function renderRow(
  row: readonly Cell[],
  widths: readonly number[],
  width: number,
  indent: number,
): readonly string[] {
  let line = ' '.repeat(indent);
  let at = indent;
  for (const [index, cell] of row.entries()) {
    const paint = cell.paint ?? ((text: string): string => text);
    if (index < row.length - 1) {
      line += `${paint(cell.text)}${' '.repeat((widths[index] ?? 0) - cell.text.length + 2)}`;
      at += (widths[index] ?? 0) + 2;
    } else {
      const [first = '', ...more] = wrap(cell.text, Math.max(NARROWEST, width - at));
      const rest = more.map((text) => ' '.repeat(at) + paint(text));
      return [`${line}${paint(first)}`.trimEnd(), ...rest];
    }
  }
  return [line.trimEnd()];
}

/** What an agent said may hold line ends or terminal escapes; neither may reach a terminal. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

/**
 * Breaks at spaces so that no line is longer than `width`, if its words allow. A command (`picket confirm-down node2`)
 * stays on one line, to be read and copied in one piece.
 */
export function wrap(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const words = text.replace(COMMAND, (command) => command.replaceAll(' ', HELD)).split(' ');
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of words) {
    if (line === undefined) {
      line = word;
    } else if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line ?? ''].map((each) => each.replaceAll(HELD, ' '));
}

const COMMAND = /\b(?:picket|systemctl|journalctl) [a-z-]+(?: [\w.:@/-]+)?/g;
/** Stands for a space that must not break; no text holds it, control characters are cleaned away before. */
const HELD = '\u0000';
