/** Collects what is wrong in a file, so that the administrator sees everything at once. */
import type { ConfigProblem } from './model.ts';
import type { Position } from './positions.ts';

/** An element, or anything else with a place in the file. */
export interface Place {
  readonly at: Position;
  readonly path: string;
}

export interface Problems {
  error(place: Place, message: string, hint?: string): void;
  /** An error of form: the schema refuses the file for it too. */
  structural(place: Place, message: string, hint?: string): void;
  warning(place: Place, message: string, hint?: string): void;
  readonly list: readonly ConfigProblem[];
}

export function createProblems(file: string): Problems {
  const list: ConfigProblem[] = [];
  const adder =
    (severity: ConfigProblem['severity'], structural = false) =>
    (place: Place, message: string, hint?: string): void => {
      const { line, column } = place.at;
      const problem = { severity, file, line, column, path: place.path, message, hint };
      list.push(structural ? { ...problem, structural: true } : problem);
    };
  return { error: adder('error'), structural: adder('error', true), warning: adder('warning'), list };
}

/** In the order of the file, each once; at one place errors come first. */
export function sortProblems(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].toSorted(
    (a, b) => a.line - b.line || a.column - b.column || a.severity.localeCompare(b.severity),
  );
}
