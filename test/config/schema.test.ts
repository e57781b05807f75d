/** The schema for editors says what the check says about the form of a file; both, and the reference, come from one grammar. */
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentRegistry } from '#src/agents/agent.ts';
import { agents as realAgents } from '#src/agents/registry.ts';
import { TABLE_NAMES, withTables } from '#src/config/grammar/reference.ts';
import { relaxNg } from '#src/config/grammar/relax-ng.ts';
import { loadConfig } from '#src/config/load.ts';
import { formatProblem } from '#src/config/report.ts';
import { grammarSamples } from './grammar-samples.ts';
import { mutations } from './mutations.ts';
import { SAMPLE, agents as sampleAgents } from './sample.ts';

const FILES = globSync([
  'cluster.xml.example',
  'test/{config/files,rgmanager}/*.conf',
  'test/config/files/*.xml',
  'test/scenarios/clusters/*.xml',
]);
const MUTATED = [
  'cluster.xml.example',
  'test/config/files/rhel6-two-node.conf',
  'test/config/files/additions.xml',
];
/** Thousands of files on a machine that may be busy. */
const PATIENCE_MS = 400_000;
/** Files for one call of xmllint. */
const BATCH = 400;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'picket-schema-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Which of the texts the schema accepts. */
async function valid(texts: readonly string[], agents: AgentRegistry): Promise<readonly boolean[]> {
  const place = mkdtempSync(join(folder, 'run-'));
  const schema = join(place, 'cluster.rng');
  writeFileSync(schema, relaxNg(agents));
  const files = texts.map((text, index) => {
    const path = join(place, `${index}.xml`);
    writeFileSync(path, text);
    return path;
  });
  const accepted = new Set<string>();
  const judged = new Set<string>();
  for (let from = 0; from < files.length; from += BATCH) {
    const said = await xmllint(['--noout', '--relaxng', schema, ...files.slice(from, from + BATCH)]);
    for (const [, path = '', verdict] of said.matchAll(/^(\S+) (validates|fails to validate)$/gm)) {
      judged.add(path);
      if (verdict === 'validates') accepted.add(path);
    }
  }
  expect(judged.size).toBe(files.length);
  return files.map((path) => accepted.has(path));
}

function xmllint(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('xmllint', args, { maxBuffer: 2 ** 28, timeout: 120_000 }, (error, _stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve(stderr);
    });
  });
}

/** The first error of form that the check has, if any. */
function formError(text: string, agents: AgentRegistry): string | undefined {
  const problem = loadConfig(text, 'file', agents).problems.find(({ structural }) => structural === true);
  return problem === undefined ? undefined : formatProblem(problem);
}

/** Where the two differ, in words. */
async function differences(
  cases: readonly { readonly title: string; readonly text: string }[],
  agents: AgentRegistry,
): Promise<readonly string[]> {
  const verdicts = await valid(
    cases.map(({ text }) => text),
    agents,
  );
  return cases.flatMap(({ title, text }, index) => {
    const error = formError(text, agents);
    if (verdicts[index] === (error === undefined)) return [];
    return [
      `${title}: the schema ${verdicts[index] ? 'accepts it' : 'refuses it'}, the check: ${error ?? 'nothing'}`,
    ];
  });
}

describe('the schema and the check', () => {
  it('agree about every file of the examples and tests', async () => {
    expect(FILES.length).toBeGreaterThan(20);
    const cases = FILES.map((title) => ({ title, text: readFileSync(title, 'utf8') }));
    expect(await differences(cases, realAgents)).toEqual([]);
    for (const path of MUTATED) expect(formError(readFileSync(path, 'utf8'), realAgents)).toBeUndefined();
  });

  it('agree about every attribute that the grammar has: both accept it', {
    timeout: PATIENCE_MS,
  }, async () => {
    const cases = grammarSamples(realAgents);
    expect(cases.length).toBeGreaterThan(400);
    const refused = cases.flatMap(({ title, text }) => {
      const error = formError(text, realAgents);
      return error === undefined ? [] : [`${title}: ${error}`];
    });
    expect(refused).toEqual([]);
    expect(await differences(cases, realAgents)).toEqual([]);
  });

  it.each(MUTATED)('agree about every slip in %s', { timeout: PATIENCE_MS }, async (path) => {
    const large = path.endsWith('.conf');
    const cases = mutations(readFileSync(path, 'utf8'), large ? ['perhaps'] : undefined);
    expect(cases.length).toBeGreaterThan(200);
    expect(await differences(cases, realAgents)).toEqual([]);
  });

  it('agree about every slip with another set of agents', { timeout: PATIENCE_MS }, async () => {
    expect(await differences(mutations(SAMPLE), sampleAgents)).toEqual([]);
  });
});

describe('what is made from the grammar', () => {
  it('is up to date: the schema (npm run grammar)', () => {
    expect(readFileSync('schema/cluster.rng', 'utf8') === relaxNg(realAgents)).toBe(true);
  });

  it('is up to date: the tables of the reference (npm run grammar)', () => {
    const text = readFileSync('docs/cluster-xml.md', 'utf8');
    expect(withTables(text) === text).toBe(true);
    expect(TABLE_NAMES.filter((name) => !text.includes(`<!-- table: ${name} -->`))).toEqual([]);
  });
});
