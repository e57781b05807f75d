/** The simulated world itself: the same seed is the same story, time cascades, and broken rules are seen. */
import { describe, expect, test } from 'vitest';
import { createTimeline } from '#src/sim/clock.ts';
import { createLaws } from '#src/sim/laws.ts';
import { createDice } from '#src/sim/random.ts';
import { readStoryConfig } from '#src/sim/story-config.ts';
import { randomStory } from '#src/sim/story-random.ts';
import { createWorld, createWorldFrom } from '#src/sim/world.ts';

const PLAN = { nodes: 3, services: [{ name: 'a' }, { name: 'b' }] };

/** What all daemons said, to the letter. */
async function story(seed: number): Promise<readonly string[]> {
  const { xml, plan } = randomStory(5, { nodes: 3 });
  const world = createWorldFrom(readStoryConfig(xml, 'cluster.xml').config, seed);
  for (const { at, what } of plan.slice(0, 40)) {
    await world.run(Math.max(0, at - world.now));
    world.happen(what);
  }
  return world.log.lines;
}

describe('a world', () => {
  test('tells the same story for the same seed, to the letter, and another one for another', async () => {
    const first = await story(5);
    expect(first.length).toBeGreaterThan(50);
    expect(await story(5)).toEqual(first);
    expect(await story(6)).not.toEqual(first);
  });

  test('names its seed and shows its log when something does not come true', async () => {
    const world = createWorld(7, PLAN);
    world.powerOnAll();
    await expect(world.until('pigs fly', () => false, 20_000)).rejects.toThrow(
      /seed 7: pigs fly: not so after 20000 ms[\s\S]*view\.active/,
    );
  });

  test('ends a run as soon as a rule is broken', async () => {
    const world = createWorld(8, PLAN);
    world.powerOnAll();
    await world.until('a runs', () => world.where('service:a').length === 1);
    const owner = world.where('service:a')[0];
    const other = world.hosts.find(({ id }) => id !== owner)?.id ?? 0;
    world.services.program(other)({
      command: { file: '', args: ['start', 'service:a'], env: {}, timeout: 1_000 },
      after: (_, fn) => fn(),
      exit: () => {},
      onKill: () => {},
    });
    await expect(world.run(10_000)).rejects.toThrow(/seed 8:.*S2 broken[\s\S]*S1 broken/);
  });
});

describe('time', () => {
  test('passes from event to event, in order, also for what an event plans', async () => {
    const timeline = createTimeline();
    const happened: string[] = [];
    const note = (what: string): void => void happened.push(`${what} at ${timeline.now}`);
    timeline.after(30, () => note('c'));
    timeline.after(10, () => {
      note('a');
      timeline.after(5, () => note('b'));
      timeline.after(100, () => note('too late'));
    });
    timeline.after(10, () => note('a2'));
    timeline.after(20, () => note('cancelled'))();
    await timeline.run(50, () => {});
    expect(happened).toEqual(['a at 10', 'a2 at 10', 'b at 15', 'c at 30']);
    expect(timeline.now).toBe(50);
  });

  test('stands still until promises have settled', async () => {
    const timeline = createTimeline();
    const happened: string[] = [];
    const work = async (): Promise<void> => {
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      happened.push(`promises at ${timeline.now}`);
    };
    timeline.after(10, () => void work());
    timeline.after(11, () => happened.push('next'));
    await timeline.run(20, () => {});
    expect(happened).toEqual(['promises at 10', 'next']);
  });

  test('keeps the order among many', async () => {
    const timeline = createTimeline();
    const dice = createDice(3);
    const times: number[] = [];
    for (let count = 0; count < 500; count++)
      timeline.after(dice.below(1000), () => times.push(timeline.now));
    await timeline.run(1000, () => {});
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(500);
  });
});

describe('the rules', () => {
  const laws = () => createLaws(() => 0);

  test('S1: a service active on two nodes', () => {
    const made = laws();
    made.active('web', 1, true);
    made.active('web', 2, true);
    expect(made.check).toThrow('S1 broken at 0 ms: web is active on nodes 1 and 2');
  });

  test.each([
    ['nothing was proven', () => {}, 'S2'],
    ['it was proven stopped', (made: ReturnType<typeof laws>) => made.proven('web', 1), ''],
    ['its node was proven off', (made: ReturnType<typeof laws>) => made.nodeProven(1), ''],
    ['another service was proven stopped', (made: ReturnType<typeof laws>) => made.proven('db', 1), 'S2'],
  ])('S2: a start elsewhere when %s', (_, prove, broken) => {
    const made = laws();
    made.startBegan('web', 1);
    made.active('web', 1, true);
    made.active('web', 1, false);
    prove(made);
    made.startBegan('web', 2);
    if (broken === '') expect(made.check).not.toThrow();
    else expect(made.check).toThrow(broken);
  });

  test('S7: what still runs does not count as stopped', () => {
    const made = laws();
    made.active('web', 1, true);
    made.proven('web', 1);
    expect(made.check).toThrow('S7');
  });
});

test('chance gives the same for the same seed, within its bounds', () => {
  const [one, two] = [createDice(9), createDice(9)];
  const draw = (dice: typeof one) => [
    dice.below(10),
    dice.between(3, 4),
    dice.chance(0.5),
    dice.fork().below(1000),
    ...dice.bytes(4),
  ];
  expect(draw(one)).toEqual(draw(two));
  const many = Array.from({ length: 1000 }, () => one.below(6));
  expect([...new Set(many)].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
});
