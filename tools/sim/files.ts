/** Plays scenario files and compares their log with the one they expect; with `update`, writes it into them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runScenario, type ScenarioOutcome } from '#src/sim/story-run.ts';
import { parseScenario, ScenarioError, withExpected } from '#src/sim/story-text.ts';

const FOLDER = 'test/scenarios';

/** All scenario files, by path. */
export function scenarioFiles(folder = FOLDER): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.scenario'))
    .sort()
    .map((name) => join(folder, name));
}

export interface FileOutcome extends ScenarioOutcome {
  /** What is not as the file says, in lines for a person; empty when all is. */
  readonly complaints: readonly string[];
}

/** Throws ScenarioError when the file can't be read as a scenario. */
export async function playFile(path: string): Promise<FileOutcome> {
  const scenario = parseScenario(read(path), path, (name) => {
    const found = clustersOf(path).find((folder) => readdirSync(folder).includes(name));
    return found === undefined ? undefined : readFileSync(join(found, name), 'utf8');
  });
  const outcome = await runScenario(scenario);
  const { violation, refuted, log } = outcome;
  const broken =
    violation === undefined ? [] : [`${path}: ${violation.rule} broken at ${violation.at} ms: ${violation.words}`];
  const wrong = refuted.map(({ line, words }) => `${path}:${line}: ${words}`);
  return { ...outcome, complaints: [...broken, ...wrong, ...differences(path, scenario.expected, log)] };
}

/** Without paths: all files. Resolves with the exit code. */
export async function playFiles(
  paths: readonly string[],
  { update }: { readonly update: boolean },
): Promise<number> {
  let bad = 0;
  for (const path of paths.length === 0 ? scenarioFiles() : paths) {
    try {
      const { complaints, violation, refuted, log } = await playFile(path);
      const isRecorded = update && violation === undefined && refuted.length === 0;
      if (isRecorded && complaints.length > 0) {
        writeFileSync(path, withExpected(read(path), log));
        console.log(`recorded ${path}`);
      } else if (complaints.length > 0) {
        bad += 1;
        console.log(`FAILED   ${path}\n${complaints.join('\n')}`);
        if (violation !== undefined || refuted.length > 0) console.log(`Its log:\n${log.join('\n')}`);
      } else console.log(`ok       ${path}`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      bad += 1;
      console.log(`FAILED   ${error.message}`);
    }
  }
  return bad === 0 ? 0 : 1;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ScenarioError(path, 1, `can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** clusters/ beside the file, or beside its folder. */
function clustersOf(path: string): readonly string[] {
  return [dirname(path), dirname(dirname(path))]
    .filter((folder) => readdirSync(folder).includes('clusters'))
    .map((folder) => join(folder, 'clusters'));
}

/** The first place where the logs part, with a few lines around. */
function differences(
  path: string,
  expected: readonly string[] | undefined,
  log: readonly string[],
): readonly string[] {
  if (expected === undefined)
    return [`${path}: it has no log under "expect"; npm run sim -- --update ${path} records it`];
  const first = Array.from({ length: Math.max(expected.length, log.length) }).findIndex(
    (_, index) => expected[index] !== log[index],
  );
  if (first < 0) return [];
  const show = (lines: readonly string[], sign: string): readonly string[] => {
    const shown = lines.slice(first, first + 6).map((line) => `  ${sign} ${line}`);
    return shown.length > 0 ? shown : [`  ${sign} (its end)`];
  };
  return [
    `${path}: the log differs from line ${first + 1} under "expect" on; if that is right: npm run sim -- --update ${path}`,
    ...log.slice(Math.max(0, first - 3), first).map((line) => `    ${line}`),
    ...show(expected, '-'),
    ...show(log, '+'),
  ];
}
