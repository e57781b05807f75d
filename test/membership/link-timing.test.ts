/** How heartbeats are measured, and what is proposed from that. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHistogram } from '#src/membership/histogram.ts';
import { createTimings, proposeTiming } from '#src/membership/link-timing.ts';

const KEEPALIVE = 1_000;

describe('a histogram', () => {
  test('of nothing is all zero', () => {
    expect(createHistogram().quantiles()).toEqual({ count: 0, p50: 0, p99: 0, max: 0 });
  });

  test('tells the quantiles to within a quarter, and the longest exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 60_000, noNaN: true }), { minLength: 1 }), (values) => {
        const histogram = createHistogram();
        for (const value of values) histogram.add(value);
        const sorted = values.toSorted((a, b) => a - b);
        const { count, p50, p99, max } = histogram.quantiles();
        expect([count, max]).toEqual([values.length, sorted.at(-1)]);
        for (const [part, told] of [
          [0.5, p50],
          [0.99, p99],
        ] as const) {
          const true_ = sorted[Math.ceil(values.length * part) - 1] ?? 0;
          expect(told).toBeGreaterThanOrEqual(true_ * 0.999);
          expect(told).toBeLessThanOrEqual(true_ * 1.251);
        }
      }),
    );
  });
});

describe('the timing of a link', () => {
  test('is the lateness of its heartbeats and the round trip without the time that the peer kept them', () => {
    const timings = createTimings(KEEPALIVE, 10_000);
    timings.heard(2, 0, 1_000, undefined);
    timings.heard(2, 0, 2_030, 1_000);
    timings.heard(2, 0, 3_000, 2_030); // early: not late at all
    timings.echoed(2, 0, 3_000, 2_000, 998);
    const [link] = timings.all();
    expect(link).toMatchObject({ peer: 2, link: 0, late: { count: 2, max: 30 } });
    expect(link?.roundTrip).toMatchObject({ count: 1, max: 2 });
  });

  test('does not count a silence that was a death', () => {
    const timings = createTimings(KEEPALIVE, 10_000);
    timings.heard(2, 0, 60_000, 1_000);
    expect(timings.all()).toEqual([]);
  });
});

describe('proposed', () => {
  function after(gaps: readonly number[]) {
    const timings = createTimings(KEEPALIVE, 10_000);
    let at = 0;
    for (const gap of gaps) {
      timings.heard(2, 0, at + gap, at);
      at += gap;
    }
    return timings.all();
  }

  const regular = Array.from({ length: 100 }, () => KEEPALIVE + 2);

  test.each([
    ['nothing after a few heartbeats', regular.slice(0, 99), 0, undefined],
    ['little on a quiet network', regular, 0, { warntime: 2_100, deadtime: 4_200 }],
    ['more when a heartbeat was late', [...regular, 3_000], 0, { warntime: 6_000, deadtime: 12_000 }],
    ['more when this node stood still itself', regular, 4_000, { warntime: 10_000, deadtime: 20_000 }],
  ])('is %s', (_, gaps, pause, proposal) => {
    expect(proposeTiming(after(gaps), KEEPALIVE, pause)).toEqual(proposal);
  });
});
