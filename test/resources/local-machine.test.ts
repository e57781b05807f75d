/** Every phase of a local service with every step: only a proof leads to `stopped`. */
import { describe, expect, it } from 'vitest';
import { advance, type LocalPhase, type LocalStep, vouchedFor } from '#src/resources/local-machine.ts';

/** A dash: the step means nothing there. */
const TABLE = `
                  unknown   stopped   starting  running   broken    stopping  stuck     leaving   awaited
  start           starting  starting  -         starting  starting  -         starting  -         starting
  started         -         -         running   -         -         -         -         -         -
  start-failed    -         -         broken    -         -         -         -         -         -
  stop            stopping  stopping  -         stopping  stopping  -         stopping  -         stopping
  stopped         -         -         -         -         -         stopped   -         -         -
  stop-failed     -         -         -         -         -         stuck     -         -         -
  resource-failed -         -         -         broken    -         -         -         -         -
  found-running   running   running   -         running   running   -         -         -         running
  found-stopped   stopped   stopped   -         stopped   stopped   -         stopped   -         stopped
  found-unclear   broken    broken    -         broken    broken    -         -         -         broken
  release         -         -         -         unknown   -         -         -         -         -
  await           -         awaited   -         -         -         -         -         -         -
  leave           -         -         -         leaving   -         -         -         -         -
  left            -         -         -         -         -         -         -         unknown   -`;

const [head = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

describe('phases', () => {
  for (const [step, ...cells] of rows) {
    for (const [at, cell] of cells.entries()) {
      const phase = head[at] as LocalPhase;
      const next = cell === '-' ? phase : cell;
      it(`${phase}, ${step}: ${next}`, () => {
        expect(advance(phase, step as LocalStep['type'])).toBe(next);
      });
    }
  }
});

it('only what is proven is vouched for', () => {
  expect(head.map((phase) => vouchedFor(phase as LocalPhase))).toEqual([
    'may-run',
    'stopped',
    'may-run',
    'running',
    'may-run',
    'may-run',
    'may-run',
    'may-run',
    'may-run',
  ]);
});
