/** Who is alive, as one node sees it: in both directions, of which incarnation, and who is judged when. */
import { describe, expect, test } from 'vitest';
import { Detector } from '#src/membership/detector.ts';
import type { Echo, Heartbeat } from '#src/wire/words.ts';
import { beat, incarnation } from './support/samples.ts';

const TIMING = { keepalive: 500, warntime: 2_000, deadtime: 5_000 };
const SELF = { id: 1, incarnation: incarnation(1) };
const OURS = SELF.incarnation;

/** Node 1 with peer 2 over two links; it has sent sequence n at n * 500 ms. */
function detector(): Detector {
  const made = new Detector(SELF, [2], 2, TIMING);
  for (let sequence = 1; sequence <= 100; sequence++) made.sent(sequence, sequence * 500);
  return made;
}

/** "I hear you": an echo of what node 1 sent at `at`. */
function echoOf(at: number): readonly Echo[] {
  return [{ node: 1, incarnation: OURS, sequence: Math.floor(at / 500) }];
}

/** Node 2 beats on a link at `at`, hearing us. */
function hear(
  made: Detector,
  at: number,
  fields: Partial<Heartbeat> = {},
  link = 0,
): ReturnType<Detector['heard']> {
  return made.heard(beat({ sequence: at, link, echoes: echoOf(at), ...fields }), link, at);
}

function stateAt(made: Detector, now: number): string | undefined {
  made.check(now);
  return made.peer(2, now)?.state;
}

describe('a peer', () => {
  test('is unknown until it says that it hears this very incarnation', () => {
    const made = detector();
    expect(hear(made, 1_000, { echoes: [] })).toMatchObject({ verdict: 'unproven', greet: true });
    const former = [{ node: 1, incarnation: incarnation(1, 99), sequence: 2 }];
    expect(hear(made, 1_500, { echoes: former }).verdict).toBe('unproven');
    expect(made.peer(2, 1_500)?.state).toBe('unknown');
    expect(hear(made, 2_000)).toMatchObject({ verdict: 'accepted', change: { to: 'up', renewed: true } });
    expect(made.peer(2, 2_000)?.state).toBe('up');
  });

  test('that echoes what was never sent is not believed', () => {
    const made = detector();
    const invented = [{ node: 1, incarnation: OURS, sequence: 5_000 }];
    expect(hear(made, 1_000, { echoes: invented }).verdict).toBe('unproven');
  });

  test('is echoed before it is believed, so that both sides can find each other', () => {
    const made = detector();
    hear(made, 1_000, { echoes: [] });
    expect(made.echoes(0, 0)).toEqual([{ node: 2, incarnation: incarnation(2), sequence: 1_000 }]);
    expect(made.echoes(1, 0)).toEqual([]);
  });

  test('is late at warntime, dead at deadtime, and up again when it is heard', () => {
    const made = detector();
    hear(made, 10_000);
    expect(stateAt(made, 11_999)).toBe('up');
    expect(stateAt(made, 12_000)).toBe('late');
    expect(stateAt(made, 14_999)).toBe('late');
    expect(stateAt(made, 15_000)).toBe('dead');
    expect(hear(made, 16_000).change).toMatchObject({ from: 'dead', to: 'up', renewed: false });
  });

  test('is judged when nextCheck says so, and not before', () => {
    const made = detector();
    expect(made.nextCheck()).toBeUndefined();
    hear(made, 10_000);
    expect(made.nextCheck()).toBe(12_000);
    expect(made.check(11_999)).toEqual([]);
    expect(made.check(12_000)).toMatchObject([{ id: 2, from: 'up', to: 'late', silentFor: 2_000 }]);
    expect(made.nextCheck()).toBe(15_000);
  });

  test('lives as long as one link does', () => {
    const made = detector();
    hear(made, 10_000, {}, 0);
    for (let at = 10_000; at <= 40_000; at += 500) hear(made, at, {}, 1);
    expect(stateAt(made, 40_000)).toBe('up');
    expect(made.peer(2, 40_000)?.links).toMatchObject([{ up: false, reason: 'not heard' }, { up: true }]);
  });

  test('that no longer hears us is dead, though we hear it', () => {
    const made = detector();
    hear(made, 10_000);
    for (let at = 10_500; at <= 20_000; at += 500) hear(made, at, { echoes: echoOf(10_000) });
    // What it last heard was sent at 10 s; it may say so a keepalive later.
    expect(stateAt(made, 15_499)).not.toBe('dead');
    expect(stateAt(made, 15_500)).toBe('dead');
    expect(made.peer(2, 20_000)?.links[0]).toMatchObject({
      up: false,
      reason: 'we hear it, it does not hear us',
    });
  });

  test('that stood still itself is excused for as long', () => {
    const made = detector();
    hear(made, 10_000, { pausedMs: 4_000 });
    hear(made, 10_001, { echoes: echoOf(6_000) });
    expect(stateAt(made, 13_999)).not.toBe('dead');
    const longer = detector();
    hear(longer, 10_000, { pausedMs: 3_600_000 });
    expect(stateAt(longer, 15_000)).toBe('dead');
  });

  test('that says it has left is neither up nor dead', () => {
    const made = detector();
    hear(made, 10_000);
    expect(hear(made, 10_500, { state: 'left' })).toMatchObject({ change: { to: 'left' }, saysAnew: true });
    expect(stateAt(made, 60_000)).toBe('left');
    expect(made.nextCheck()).toBeUndefined();
  });

  test('says anew when it begins to leave, once', () => {
    const made = detector();
    hear(made, 10_000);
    expect(hear(made, 10_500, { state: 'leaving' }).saysAnew).toBe(true);
    expect(hear(made, 11_000, { state: 'leaving' }).saysAnew).toBe(false);
  });
});

describe('a heartbeat', () => {
  test('of nobody in cluster.xml, or on a link that is not there, is not counted', () => {
    const made = detector();
    expect(hear(made, 1_000, { sender: 9 }).verdict).toBe('unknown-sender');
    expect(hear(made, 1_000, {}, 7).verdict).toBe('unknown-sender');
  });

  test('that was recorded counts for nothing: not twice, and not from an earlier start', () => {
    const made = detector();
    hear(made, 10_000);
    expect(hear(made, 12_000, { sequence: 10_000 }).verdict).toBe('replayed');
    hear(made, 12_500, { incarnation: incarnation(2, 2) });
    expect(hear(made, 13_000, { incarnation: incarnation(2, 1), sequence: 13_000 }).verdict).toBe(
      'stale-incarnation',
    );
    hear(made, 13_500, { incarnation: incarnation(77) });
    expect(hear(made, 14_000, { incarnation: incarnation(2, 2), sequence: 14_000 }).verdict).toBe(
      'stale-incarnation',
    );
    expect(made.peer(2, 14_000)?.incarnation).toEqual(incarnation(77));
  });

  test('replayed on a link that is dead does not bring the peer back', () => {
    const made = detector();
    hear(made, 10_000, {}, 0);
    made.check(15_000);
    // Never seen on link 1, so the number is new there; what it echoes is old.
    made.heard(beat({ sequence: 10_000, link: 0, echoes: echoOf(10_000) }), 1, 20_000);
    expect(stateAt(made, 20_000)).toBe('dead');
  });
});

test('a new start of the daemon is told as such, and begins with a fresh window', () => {
  const made = detector();
  hear(made, 10_000);
  expect(hear(made, 10_500, { incarnation: incarnation(2, 2), sequence: 1 })).toMatchObject({
    verdict: 'accepted',
    change: { from: 'up', to: 'up', renewed: true },
    greet: true,
  });
});

test('the ledger can say that an incarnation left; another one of that node is not meant', () => {
  const made = detector();
  hear(made, 10_000);
  made.markLeft(2, incarnation(2, 9));
  expect(made.peer(2, 10_000)?.state).toBe('up');
  made.markLeft(2, incarnation(2));
  expect(made.peer(2, 10_000)?.state).toBe('left');
});

describe('a peer whose kernel refuses our heartbeats', () => {
  function heardOnBoth(fastDeath = false): Detector {
    const made = new Detector(SELF, [2], 2, { ...TIMING, fastDeath });
    for (let sequence = 1; sequence <= 100; sequence++) made.sent(sequence, sequence * 500);
    hear(made, 10_000, { sequence: 1 }, 0);
    hear(made, 10_000, { sequence: 1 }, 1);
    return made;
  }

  test('on every link is late at once, dead only after deadtime', () => {
    const made = heardOnBoth();
    expect(made.refused(2, 0, 10_100)).toBeUndefined();
    expect(made.refused(2, 1, 10_100)).toMatchObject({
      from: 'up',
      to: 'late',
      refused: true,
      silentFor: 100,
    });
    expect(made.refused(2, 1, 10_200)).toBeUndefined();
    expect(made.nextCheck()).toBe(15_000);
    expect(stateAt(made, 14_999)).toBe('late');
    expect(stateAt(made, 15_000)).toBe('dead');
  });

  test('is dead after warntime with fast_death, unless it is heard again', () => {
    const made = heardOnBoth(true);
    for (const link of [0, 1]) made.refused(2, link, 10_100);
    expect(made.nextCheck()).toBe(12_000);
    hear(made, 11_000, { sequence: 2 });
    expect(stateAt(made, 12_000)).toBe('up');
    for (const link of [0, 1]) made.refused(2, link, 12_100);
    expect(stateAt(made, 13_000)).toBe('dead');
  });

  test('on one link alone is not suspect: a firewall may answer so', () => {
    const made = heardOnBoth(true);
    made.refused(2, 0, 10_100);
    expect(stateAt(made, 11_900)).toBe('up');
    expect(made.nextCheck()).toBe(12_000);
  });

  test('on the only link that still works is suspect', () => {
    const made = heardOnBoth();
    hear(made, 16_000, { sequence: 2 }, 1);
    expect(made.refused(2, 1, 16_100)).toMatchObject({ to: 'late', refused: true });
  });

  test('because it restarts, as it said, is waited for', () => {
    const made = heardOnBoth(true);
    made.excuse(2, 40_000);
    for (const link of [0, 1]) expect(made.refused(2, link, 10_100)).toBeUndefined();
    expect(stateAt(made, 39_999)).toBe('late');
    expect(stateAt(made, 40_000)).toBe('dead');
  });
});

test('an echo tells for how long it was kept, and whether the link is up', () => {
  const made = detector();
  hear(made, 10_000);
  expect(made.echoes(0, 10_250)).toMatchObject([{ node: 2, sequence: 10_000, keptUs: 250_000, up: true }]);
  expect(made.echoes(0, 16_000)).toMatchObject([{ up: false }]);
});
