/** Services and agents get the normal OOM score, the daemon keeps its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createUnsheltered } from '#src/host/oom-score.ts';

const folder = mkdtempSync(join(tmpdir(), 'picket-oom-'));
afterAll(() => rmSync(folder, { recursive: true }));

function score(value: string): { readonly file: string; readonly read: () => string } {
  const file = join(folder, 'oom_score_adj');
  writeFileSync(file, value);
  return { file, read: () => readFileSync(file, 'utf8') };
}

test('a spared daemon forks with the normal score and is spared again afterwards, also when the fork throws', () => {
  const { file, read } = score('-1000\n');
  const unsheltered = createUnsheltered(file);
  expect(unsheltered(read)).toBe('0\n');
  expect(read()).toBe('-1000\n');
  const failing = (): never => {
    throw new Error(`at ${read()}`);
  };
  expect(() => unsheltered(failing)).toThrow('at 0');
  expect(read()).toBe('-1000\n');
});

test('a score that spares nobody stays as it is', () => {
  for (const value of ['0\n', '300\n', 'no number']) {
    const { file, read } = score(value);
    expect(createUnsheltered(file)(read)).toBe(value);
    expect(read()).toBe(value);
  }
});

test('where there is no score, the fork happens all the same', () => {
  expect(createUnsheltered('/nowhere/oom_score_adj')(() => 'forked')).toBe('forked');
});
