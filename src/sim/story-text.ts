/**
 * Scenario files: a story as text, with claims and the log that is expected. For people first; what is written here by a
 * failing seed reads like what a person writes. The format: docs in test/scenarios/README.md.
 */
import { formatDuration, parseDuration } from '#src/config/duration.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { Happening, Story } from './happening.ts';
import { type Check, readCheck, writeCheck } from './story-checks.ts';
import { readStoryConfig } from './story-config.ts';
import { type Names, namesOf, WrongWords, wordsOf } from './story-forms.ts';
import { readHappening, writeHappening } from './story-words.ts';

/** One line of the story. */
export type Step =
  | { readonly at: Millis; readonly what: Happening }
  /** `line`: where it stands, 1-based. */
  | { readonly at: Millis; readonly check: Check; readonly line: number };

export interface Scenario {
  /** The comment at the top, without `#`. */
  readonly title: string;
  /** Name of the file, or `inline`. */
  readonly cluster: string;
  readonly story: Story;
  readonly config: ClusterConfig;
  /** Happenings and claims, in the order of the file. */
  readonly steps: readonly Step[];
  /** `mend`: at the end everything is repaired, and the cluster has to find back by itself (L1, L2). */
  readonly ending: 'end' | 'mend';
  /** The lines under `expect`, without indentation; undefined when there is no such part. */
  readonly expected: readonly string[] | undefined;
}

/** Something is wrong in a file: `file:line: what`. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`);
  }
}

const INLINE = 'inline';
const INDENT = '  ';
/** `3600.0s` */
const WIDEST_TIME = 7;

/** `readCluster` gives the text of a file in clusters/, or undefined. Throws ScenarioError. */
export function parseScenario(
  text: string,
  file: string,
  readCluster: (name: string) => string | undefined,
): Scenario {
  const reader = createReader(text, file);
  const title = reader.comments();
  const cluster = reader.value('cluster', 'a file in clusters/, or "inline" with the XML indented below');
  const xmlLine = reader.line;
  const xml = cluster === INLINE ? reader.block() : readCluster(cluster);
  if (xml === undefined) throw new ScenarioError(file, xmlLine, `there is no clusters/${cluster}`);
  const config = configOf(xml, file, xmlLine, cluster);
  const names = namesOf(config);
  const seedText = reader.value('seed', 'a number');
  if (!/^\d+$/.test(seedText)) throw reader.wrong(`"${seedText}" is no seed; write a number`);
  const { steps, ending, length } = readSteps(reader, names);
  const expected = reader.expected();
  const plan = steps.flatMap((step) => ('what' in step ? [{ at: step.at, what: step.what }] : []));
  const story = { xml, seed: Number(seedText), plan, length };
  return { title, cluster, story, config, steps, ending, expected };
}

/** {@link parseScenario} reads it back as the same story. */
export function printScenario(
  scenario: Pick<Scenario, 'title' | 'cluster' | 'story' | 'steps' | 'ending' | 'expected'>,
  names: Names,
): string {
  const { title, cluster, story, steps, ending, expected } = scenario;
  const lines = title === '' ? [] : title.split('\n').map((line) => `# ${line}`.trimEnd());
  lines.push(`cluster ${cluster}`);
  if (cluster === INLINE) {
    lines.push(
      ...story.xml
        .trimEnd()
        .split('\n')
        .map((line) => `${INDENT}${line}`),
    );
  }
  lines.push(`seed ${story.seed}`);
  for (const step of steps) lines.push(`${time(step.at)}${wordsOfStep(step, names)}`);
  lines.push(`${time(story.length)}${ending}`);
  if (expected !== undefined) lines.push('expect', ...expected.map(logLine));
  return `${lines.join('\n')}\n`;
}

/** A story that came from a seed, as a scenario of its own. */
export function printStory(story: Story, title: string): string {
  const names = namesOf(readStoryConfig(story.xml, 'cluster.xml').config);
  return printScenario(
    { title, cluster: INLINE, story, steps: story.plan, ending: 'mend', expected: undefined },
    names,
  );
}

/** The text with another log under `expect`; everything above stays to the letter. */
export function withExpected(text: string, log: readonly string[]): string {
  const lines = text.trimEnd().split('\n');
  const from = lines.findIndex((line) => line.trimEnd() === 'expect');
  const above = from < 0 ? [...lines, ''] : lines.slice(0, from);
  return `${[...above, 'expect', ...log.map(logLine)].join('\n')}\n`;
}

/** Times stand below each other. */
function logLine(line: string): string {
  return `${INDENT}${line.replace(/^\S+/, (when) => when.padStart(WIDEST_TIME))}`;
}

function wordsOfStep(step: Step, names: Names): string {
  return 'what' in step ? writeHappening(step.what, names) : `check ${writeCheck(step.check, names)}`;
}

function time(ms: Millis): string {
  return `${INDENT}${formatDuration(ms).padEnd(9)} `;
}

function configOf(xml: string, file: string, line: number, cluster: string): ClusterConfig {
  try {
    return readStoryConfig(xml, cluster === INLINE ? `${file} (cluster)` : `clusters/${cluster}`).config;
  } catch (error) {
    throw new ScenarioError(file, line, error instanceof Error ? error.message : String(error));
  }
}

type Reader = ReturnType<typeof createReader>;

function createReader(text: string, file: string) {
  const lines = text.split('\n').map((line) => line.trimEnd());
  let next = 0;

  const isNothing = (line: string): boolean => line === '' || line.trimStart().startsWith('#');
  const reader = {
    /** Of what was read last, 1-based. */
    get line() {
      return Math.max(1, next);
    },
    wrong: (what: string) => new ScenarioError(file, reader.line, what),
    comments(): string {
      const found: string[] = [];
      for (; lines[next]?.startsWith('#'); next++) found.push((lines[next] ?? '').slice(1).trim());
      return found.join('\n');
    },
    /** The next line that says something; undefined at the end. */
    take(): string | undefined {
      while (next < lines.length && isNothing(lines[next] ?? '')) next += 1;
      return lines[next++];
    },
    value(key: string, what: string): string {
      const [found, ...rest] = (reader.take() ?? '').split(' ');
      if (found !== key || rest.length !== 1)
        throw reader.wrong(`here stands "${key}" and ${what}, not "${found}"`);
      return rest[0] ?? '';
    },
    /** Indented lines, without the indentation. */
    block(): string {
      const found: string[] = [];
      for (; next < lines.length && /^(\s|$)/.test(lines[next] ?? ''); next++)
        found.push((lines[next] ?? '').slice(INDENT.length));
      return `${found.join('\n').trimEnd()}\n`;
    },
    expected(): readonly string[] | undefined {
      const key = reader.take();
      if (key === undefined) return undefined;
      if (key !== 'expect') throw reader.wrong(`after the end stands "expect" or nothing, not "${key}"`);
      const found = lines.slice(next).map((line) => line.trimStart());
      while (found.at(-1) === '') found.pop();
      return found;
    },
  };
  return reader;
}

function readSteps(
  reader: Reader,
  names: Names,
): { readonly steps: readonly Step[]; readonly ending: 'end' | 'mend'; readonly length: Millis } {
  const steps: Step[] = [];
  let last = 0;
  for (;;) {
    const line = reader.take();
    if (line === undefined) throw reader.wrong('the story has no end; write "90s end" or "90s mend"');
    const [when = '', ...words] = wordsOf(line);
    const at = parseDuration(when, 'plain');
    if (at === undefined)
      throw reader.wrong(`a line begins with its time, such as 500ms or 30s, not "${when}"`);
    if (at < last) throw reader.wrong(`${when} is before ${formatDuration(last)} of the line above`);
    last = at;
    const [first = '', ...rest] = words;
    if ((first === 'end' || first === 'mend') && rest.length === 0)
      return { steps, ending: first, length: at };
    try {
      if (first === 'check') steps.push({ at, check: readCheck(rest, names), line: reader.line });
      else if (first === 'boot') steps.push(...boots(at, rest, names));
      else steps.push({ at, what: readHappening(words, names) });
    } catch (error) {
      throw error instanceof WrongWords ? reader.wrong(error.message) : error;
    }
  }
}

/** `boot node1 node2`: power for each. `boot all`, too. */
function boots(at: Millis, words: readonly string[], names: Names): readonly Step[] {
  const all = words.length === 1 && words[0] === 'all' ? names.nodes.map(({ name }) => name) : words;
  if (all.length === 0) throw new WrongWords('whom? It is written: boot NODE .., or boot all');
  return all.map((name) => ({ at, what: readHappening(['power-on', name], names) }));
}
