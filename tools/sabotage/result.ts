/** What came of one sabotage; also the line that a trial's process prints for the one that started it. */
import type { Rule } from './sabotage.ts';

export interface Trial {
  readonly name: string;
  /** The rule that it was seen to break; undefined when nobody noticed. */
  readonly rule: Rule | undefined;
  /** In words what was seen. */
  readonly words: string;
  /** Where: `seed 7` or the name of a scenario. */
  readonly where: string;
  /** The random story that showed it. */
  readonly seed: number | undefined;
  /** Stories that were played. */
  readonly stories: number;
  readonly ms: number;
  /** How often stories ended in another way than the sabotage promises: `S7`, `error`. */
  readonly others: Readonly<Record<string, number>>;
}

/** `start-before-fenced  S2  seed 1  1 story, 140 ms  web is being started on ...` */
export function trialLine({ name, rule, words, where, stories, ms, others }: Trial): string {
  const found = rule === undefined ? 'MISSED' : `${rule} ${where}`;
  const effort = `${stories} ${stories === 1 ? 'story' : 'stories'}, ${Math.round(ms)} ms`;
  const rest = Object.entries(others).map(([what, count]) => `${what}: ${count}`);
  const aside = rest.length === 0 ? '' : ` (besides ${rest.join(', ')})`;
  return `${name.padEnd(28)} ${found.padEnd(16)} ${effort.padEnd(22)} ${words.split('\n')[0] ?? ''}${aside}`.trimEnd();
}
