/**
 * Both nodes live, both reach both BMCs, neither hears the other: both want to shoot. Each time exactly one of them survives,
 * with everything; the other comes back and joins; no service ever runs twice.
 */
import { expect, test } from 'vitest';
import { labMissing } from '#test/lab/lab.ts';
import { type Cut, createDuel, type Duel, type Owners } from './duel.ts';
import { IPMI, IPMILAN, powerOrders } from './fence-story.ts';
import { overlaps } from './witnessed.ts';

const missing = await labMissing();

/** Who carries more, in turn: n1, n2, n1 by its lower id, n2, n1 by its lower id. */
const WEIGHTS: readonly Owners[] = [
  { a: 'n1', b: 'n1' },
  { a: 'n2', b: 'n2' },
  { a: 'n1', b: 'n2' },
  { a: 'n2', b: 'n2' },
  { a: 'n2', b: 'n1' },
];
/** The directions of the network do not always die at the same time. */
const CUTS: readonly Cut[] = [
  {},
  { first: 'n1', by: 100 },
  {},
  { first: 'n2', by: 300 },
  { first: 'n1', by: 600 },
  {},
  { first: 'n2', by: 900 },
];

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

async function play(duel: Duel, rounds: number): Promise<readonly string[]> {
  const survivors: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [owners, how] = [at(WEIGHTS, round), at(CUTS, round)];
    await duel.place(owners);
    const since = Date.now();
    const what = `round ${round + 1}, ${JSON.stringify({ ...owners, ...how })}`;
    const outcome = await duel.cut(how).catch((cause: unknown) => {
      throw new Error(what, { cause });
    });
    const { survivor, loser } = outcome;
    await duel.heal(outcome);
    // Until the loser was back, nothing was on its way to the survivor.
    const log = await duel.lab.powerLog(survivor);
    expect(
      log.filter((one) => one.at >= since),
      what,
    ).toEqual([]);
    expect(await powerOrders(duel.lab, survivor, since), what).toEqual([]);
    expect((await powerOrders(duel.lab, loser, since)).at(0), what).toBe('set power 0');
    const fate = (await duel.lab.powerLog(loser)).filter((one) => one.at >= since);
    expect(
      fate.map((one) => one.what),
      what,
    ).toEqual(['off', 'boot']);
    expect(overlaps(await duel.runs()), what).toEqual([]);
    survivors.push(survivor);
  }
  return survivors;
}

// Side by side: most of the time they wait, and a machine that is not idle is what they will meet.
test.skipIf(missing).concurrent.each([
  { ...IPMILAN, delay: 'computed', fenceDaemon: '<fence_daemon fence_loop_limit="0"/>', rounds: 20 },
  { ...IPMI, delay: 'computed', fenceDaemon: '<fence_daemon fence_loop_limit="0"/>', rounds: 20 },
  {
    ...IPMILAN,
    delay: 'of 4 s',
    fenceDaemon: '<fence_daemon fence_delay="4" fence_loop_limit="0"/>',
    rounds: 10,
  },
])(
  '$rounds times, fence_delay $delay, $agent: exactly one survives',
  {
    timeout: 900_000,
  },
  async ({ agent, fenceDaemon, rounds }) => {
    const duel = await createDuel({ fence: { agent }, fenceDaemon });
    try {
      const survivors = await play(duel, rounds);
      // Otherwise the weights, or the test, decide nothing.
      expect(new Set(survivors)).toEqual(new Set(['n1', 'n2']));
    } catch (error) {
      console.error(await duel.logs());
      throw error;
    } finally {
      await duel.destroy();
    }
  },
);
