/** Problems of cluster.xml as lines for a terminal or a log. */
import type { ConfigProblem } from './model.ts';

/**
 * One line per problem, errors before warnings, each in the order given:
 * `cluster.xml:4:24: error: service "web": unknown attribute "recovry" (did you mean "recovery"?)`.
 */
export function formatProblems(problems: readonly ConfigProblem[]): readonly string[] {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  return [...errors, ...warnings].map(formatProblem);
}

export function formatProblem(problem: ConfigProblem): string {
  const { file, line, column, severity, message, hint } = problem;
  return `${file}:${line}:${column}: ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

/** `2 errors, 1 warning`, or `no problems`. */
export function countProblems(problems: readonly ConfigProblem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [count(errors, 'error'), count(warnings, 'warning')].filter((part) => part !== '');
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
