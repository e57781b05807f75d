/** Tables and wrapped text: what lines up, what breaks where. */
import { expect, test } from 'vitest';
import { columns, wrap } from '#src/cli/columns.ts';
import { getopt } from '#src/cli/getopt.ts';
import { duration } from '#src/cli/times.ts';

test('columns are as wide as their content, the last one hangs', () => {
  const rows = [
    [{ text: 'a' }, { text: 'one two three four five six' }],
    [{ text: 'long' }, { text: '' }],
  ];
  expect(columns(rows, 28, 2)).toEqual(['  a     one two three four', '        five six', '  long']);
  expect(columns(rows, Number.POSITIVE_INFINITY, 0)[0]).toBe('a     one two three four five six');
});

test('colours do not count as width', () => {
  const row = [{ text: 'x', paint: (text: string) => `<b>${text}</b>` }, { text: 'y' }];
  expect(columns([row, [{ text: 'xx' }, { text: 'y' }]], 80, 0)).toEqual(['<b>x</b>   y', 'xx  y']);
});

test('a command is not broken apart', () => {
  expect(wrap('ends when it is off: picket confirm-down node2 does it', 30)).toEqual([
    'ends when it is off:',
    'picket confirm-down node2 does',
    'it',
  ]);
  expect(wrap('x'.repeat(50), 10)).toEqual(['x'.repeat(50)]);
});

test.each([
  [-5, '0 s'],
  [999, '1 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [7_199_000, '119 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('%i ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('options are read as getopt(3) reads them', () => {
  expect(getopt('x', ['-qeweb', 'file', '-n', '-d', '--', '-q'], 'qe:n:')).toEqual({
    options: [
      { option: 'q', value: undefined },
      { option: 'e', value: 'web' },
      { option: 'n', value: '-d' },
    ],
    operands: ['file', '-q'],
  });
  expect(getopt('x', ['-z:', '-e'], 'qe:').options.map(({ option }) => option)).toEqual(['?', '?', '?']);
});
