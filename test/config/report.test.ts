/** How problems are shown. */
import { expect, it } from 'vitest';
import type { ConfigProblem } from '#src/config/model.ts';
import { countProblems, formatProblems } from '#src/config/report.ts';
import { load, SAMPLE } from './sample.ts';

const AT = { file: 'cluster.xml', column: 5, path: '/cluster', hint: undefined } as const;
const ERROR: ConfigProblem = { ...AT, line: 9, severity: 'error', message: 'wrong', hint: 'do this' };
const WARNING: ConfigProblem = { ...AT, line: 2, severity: 'warning', message: 'odd' };

it('shows errors before warnings, with the way out', () => {
  expect(formatProblems([WARNING, ERROR])).toEqual([
    'cluster.xml:9:5: error: wrong (do this)',
    'cluster.xml:2:5: warning: odd',
  ]);
});

it('counts', () => {
  expect(countProblems([])).toBe('no problems');
  expect(countProblems([WARNING])).toBe('1 warning');
  expect(countProblems([ERROR, WARNING, ERROR])).toBe('2 errors, 1 warning');
});

it('all mistakes of a file are shown at once, in its order', () => {
  const text = SAMPLE.replace('"500ms"', '"fast"')
    .replace('nodeid="1"', 'nodeid="2"')
    .replace('"relocate"', '"move"');
  const { config, problems } = load(text);
  expect(config).toBeUndefined();
  expect(problems.map(({ line, path }) => [line, path])).toEqual([
    [2, '/cluster/heartbeat'],
    [11, '/cluster/clusternodes/clusternode[n1]'],
    [35, '/cluster/rm/service[web]'],
  ]);
});
