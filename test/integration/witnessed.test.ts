/** The judge of the witnesses' log can tell right from wrong. */
import { expect, test } from 'vitest';
import { overlaps, readRuns, runningNow } from './witnessed.ts';

const line = (who: string, word: string, ms: number): string => `${who} ${word} ${ms * 1e6}\n`;

test('a service that moves from node to node has runs that follow each other', () => {
  const runs = readRuns(
    line('web n1 7', 'start', 100) +
      line('web n1 7', 'tick', 120) +
      line('web n1 7', 'end', 125) +
      line('web n2 7', 'start', 126) +
      line('web n2 7', 'tick', 146) +
      'web n2 7 ti',
  );
  expect(runs.map(({ node, from, to, ended }) => [node, from, to, ended])).toEqual([
    ['n1', 100, 125, true],
    ['n2', 126, 146, false],
  ]);
  expect(overlaps(runs)).toEqual([]);
  expect(runningNow(runs, 200)).toEqual(new Map([['web', 'n2 7']]));
  expect(runningNow(runs, 2_000)).toEqual(new Map());
});

test('a service on two nodes at once is found, also when one of them hardly lived', () => {
  const log = line('web n1 7', 'start', 100) + line('web n1 7', 'tick', 150) + line('web n2 9', 'start', 140);
  expect(overlaps(readRuns(log))).toEqual(['web on n1 (pid 7, 100 to 150) and on n2 (pid 9, 140 to 140)']);
});

test('a long run overlaps with a later one, whatever lies between them', () => {
  const log =
    line('web n1 7', 'start', 100) +
    line('other n2 8', 'start', 110) +
    line('web n2 9', 'start', 140) +
    line('web n1 7', 'tick', 300);
  expect(overlaps(readRuns(log))).toHaveLength(1);
});

test('two runs on one node at once are one too many as well; a reused process id is another run', () => {
  const twice =
    line('web n1 7', 'start', 100) + line('web n1 8', 'start', 110) + line('web n1 7', 'tick', 120);
  expect(overlaps(readRuns(twice))).toHaveLength(1);
  const again =
    line('web n1 7', 'start', 100) + line('web n1 7', 'tick', 110) + line('web n1 7', 'start', 400);
  expect(readRuns(again)).toHaveLength(2);
  expect(overlaps(readRuns(again))).toEqual([]);
});

test('a torn line is no proof of anything', () => {
  expect(() => readRuns('web n1 7 tick 100\n')).toThrow('no start before');
  expect(() => readRuns('web n1 7 sta\nweb n1 7 tick 100\n')).toThrow("not a witness's line");
});
