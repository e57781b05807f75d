/**
 * The simulator must be able to fail: with one safety measure of the product switched off, it has to notice, by the rule
 * that the measure is there for. Each sabotage runs in a process of its own; see tools/sabotage.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStory } from '#src/sim/story-random.ts';
import { runStory } from '#src/sim/story-run.ts';
import { findSabotage, SABOTAGES } from '../../tools/sabotage/list.ts';
import { readSeeds, runSabotages } from '../../tools/sabotage/run.ts';
import { filesOf, type Sabotage, sabotaged } from '../../tools/sabotage/sabotage.ts';

const PLAIN: Sabotage = {
  name: 'plain',
  what: 'Nothing that exists.',
  rules: ['S1'],
  patches: [{ file: 'a.ts', find: 'return x;', replace: 'return $&;' }],
  seeds: 1,
};

describe('a sabotage', () => {
  test('changes its text where it stands, and nothing else', () => {
    expect(sabotaged(PLAIN, 'a.ts', 'if (x) return x;\n')).toBe('if (x) return $&;\n');
    expect(sabotaged(PLAIN, 'b.ts', 'return x;')).toBe('return x;');
  });

  test.each([
    ['is gone', 'return y;', /occurs 0 times in a\.ts: return x;/],
    ['is ambiguous', 'return x; return x;', /occurs 2 times/],
  ])('is no sabotage when its text %s', (_, source, words) => {
    expect(() => sabotaged(PLAIN, 'a.ts', source)).toThrow(words);
  });

  test('that nobody knows is an error', () => {
    expect(() => findSabotage('none')).toThrow('there is no sabotage "none"');
  });
});

describe('the list of sabotages', () => {
  test('has at least the twenty that were promised, each once', () => {
    const names = SABOTAGES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(Object.keys(readSeeds()).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(SABOTAGES)('is in step with the code: $name', (sabotage) => {
    for (const file of filesOf(sabotage)) {
      const source = readFileSync(`src/${file}`, 'utf8');
      const changed = sabotaged(sabotage, file, source);
      expect(changed).not.toBe(source);
      expect(() => stripTypeScriptTypes(changed)).not.toThrow();
    }
  });

  test('is in step with the types of the code', () => {
    const folder = mkdtempSync(join(tmpdir(), 'picket-sabotage-'));
    try {
      const files = writeChanged(folder);
      const checked = spawnSync(join(process.cwd(), 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder]);
      // Whatever else may be wrong with src is told by the check of types itself.
      const wrong = checked.stdout.toString().split('\n');
      expect(wrong.filter((line) => files.some((file) => line.startsWith(file)))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is known to nobody in the product', () => {
    const knowing = sources().filter((path) => /sabotage/i.test(readFileSync(`src/${path}`, 'utf8')));
    expect(knowing).toEqual([]);
  });
});

describe('the simulator', () => {
  test('notices every sabotage, by a rule that it breaks', { timeout: 600_000 }, async () => {
    const { summary, trials } = await runSabotages(['all'], { jobs: availableParallelism() });
    expect(summary.missed.map((name) => trials.find((trial) => trial.name === name))).toEqual([]);
    expect(summary).toMatchObject({ sabotages: SABOTAGES.length, caught: SABOTAGES.length });
  });

  test('notices nothing where nothing is wrong', async () => {
    const { violation } = await runStory(randomStory(1));
    expect(violation).toBeUndefined();
  });
});

function sources(): readonly string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
}

/** Every changed file, beside the original ones in a copy of src; nothing imports them. Their paths from `folder`. */
function writeChanged(folder: string): readonly string[] {
  cpSync('src', join(folder, 'src'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(process.cwd(), 'tsconfig.json'), compilerOptions, include: ['src'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return SABOTAGES.flatMap((sabotage) =>
    filesOf(sabotage).map((file) => {
      const path = `src/${file.replace(/\.ts$/, `.${sabotage.name}.ts`)}`;
      writeFileSync(join(folder, path), sabotaged(sabotage, file, readFileSync(`src/${file}`, 'utf8')));
      return path;
    }),
  );
}
