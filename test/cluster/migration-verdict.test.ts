/** What two looks say about a migration, the source first: every pair of answers, early and late. */
import { describe, expect, it } from 'vitest';
import { judgeMigration } from '#src/cluster/migration-verdict.ts';
import type { LocalState } from '#src/resources/service-entry.ts';

/** At once; when a corpse has vanished; when the source should be able to tell. */
const TABLE = `
  source   target   0        10s           30s
  stopped  running  moved    moved         moved
  stopped  stopped  gone     gone          gone
  stopped  may-run  again    stop-target   stop-target
  running  stopped  again    stayed        stayed
  running  may-run  again    stop-target   stop-target
  running  running  again    again         again
  may-run  running  again    again         stop-source
  may-run  stopped  again    again         unclear
  may-run  may-run  again    again         unclear`;

const TIMES = [0, 10_000, 30_000];
const rows = TABLE.trim()
  .split('\n')
  .slice(1)
  .map((line) => line.trim().split(/\s+/));

function verdict(
  source: string,
  target: string,
  more: { waited?: number; ran?: boolean; begun?: boolean },
): string {
  const found = judgeMigration({
    source: source as LocalState,
    target: target as LocalState,
    ranOnTarget: more.ran ?? false,
    begun: more.begun ?? true,
    waited: more.waited ?? 0,
  });
  if (found.kind === 'over') return found.outcome;
  return found.kind === 'stop' ? `stop-${found.where}` : 'again';
}

describe('two looks', () => {
  for (const [source = '', target = '', ...cells] of rows) {
    for (const [index, cell] of cells.entries()) {
      const waited = TIMES[index] ?? 0;
      it(`source ${source}, target ${target}, after ${waited} ms: ${cell}`, () => {
        expect(verdict(source, target, { waited })).toBe(cell);
      });
    }
  }
});

it('only a source that still runs after the target was seen running makes two copies', () => {
  expect(verdict('running', 'running', { ran: true })).toBe('twice');
  expect(verdict('stopped', 'running', { ran: true })).toBe('moved');
});

it('what was never begun has nothing on its way', () => {
  expect(verdict('running', 'stopped', { begun: false })).toBe('stayed');
});
