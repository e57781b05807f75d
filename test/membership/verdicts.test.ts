/** Verdicts on silent peers fall in time, whatever else is heard, and not while this node itself stood still. */
import { describe, expect, test } from 'vitest';
import type { Clock } from '#src/host/ports.ts';
import { Detector, type PeerChange } from '#src/membership/detector.ts';
import { createVerdicts } from '#src/membership/verdicts.ts';
import { createTimeline } from '#src/sim/clock.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { beat, incarnation, member } from './support/samples.ts';

const TIMING = { keepalive: 500, warntime: 2_000, deadtime: 5_000 };

/** Node 1, to which nodes 2 and 3 spoke at 0 ms. */
function node1() {
  const timeline = createTimeline();
  const changes: PeerChange[] = [];
  let skipped = 0;
  let sequence = 0;
  const clock: Clock = {
    now: () => timeline.now + skipped,
    wall: () => timeline.now + skipped,
    after: (delay, fn) => timeline.after(delay, fn),
  };
  const detector = new Detector(member(1), [2, 3], 1, TIMING);
  const verdicts = createVerdicts({
    detector,
    ...TIMING,
    clock,
    log: SILENT,
    changed: (change) => void changes.push(change),
  });

  function speaks(id: number): void {
    sequence += 1;
    detector.sent(sequence, clock.now());
    const echoes = [{ node: 1, incarnation: incarnation(1), sequence }];
    detector.heard(beat({ sender: id, incarnation: incarnation(id), sequence, echoes }), 0, clock.now());
    verdicts.arm();
  }
  speaks(2);
  speaks(3);

  return {
    /** The process got no turn for so long: its timers are late, its clock is not. */
    standsStill: (ms: number): void => {
      skipped += ms;
    },
    /** Lets time pass, with node 3 speaking every `every` ms, if at all. */
    async run(ms: number, every = Infinity): Promise<void> {
      const end = timeline.now + ms;
      while (timeline.now < end) {
        if (every !== Infinity) speaks(3);
        await timeline.run(Math.min(every, end - timeline.now), () => {});
      }
    },
    states: (id: number): readonly string[] =>
      changes.filter((change) => change.id === id).map(({ to }) => to),
  };
}

describe('a peer that falls silent', () => {
  test.each([10, 100, 400])('is late, then dead, while another speaks every %i ms', async (every) => {
    const node = node1();
    await node.run(TIMING.deadtime + 200, every);
    expect(node.states(2)).toEqual(['late', 'dead']);
    expect(node.states(3)).toEqual([]);
  });

  test.each([10, 100, 400])(
    'is judged after this node stood still, too, while another speaks every %i ms',
    async (every) => {
      const node = node1();
      node.standsStill(20_000);
      await node.run(TIMING.warntime + 3 * TIMING.keepalive, every);
      expect(node.states(2)).toContain('dead');
      expect(node.states(3)).toEqual([]);
    },
  );

  test('is not judged on what waits in the sockets of a node that stood still', async () => {
    const node = node1();
    node.standsStill(20_000);
    // The timers fire first, then the socket is read.
    await node.run(TIMING.warntime);
    await node.run(TIMING.keepalive * 4, 100);
    expect(node.states(3)).toEqual([]);
  });
});
