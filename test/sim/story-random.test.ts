/** Random stories: the same for the same seed, of every size, with faults of every kind; and how a failing one gets smaller. */
import { describe, expect, test } from 'vitest';
import type { Happening, Story } from '#src/sim/happening.ts';
import { readStoryConfig } from '#src/sim/story-config.ts';
import { randomStory } from '#src/sim/story-random.ts';
import { shrink } from '#src/sim/story-shrink.ts';

const MANY: readonly Story[] = Array.from({ length: 400 }, (_, seed) => randomStory(seed));

function counted<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function sizeOf({ xml }: Story): number {
  return readStoryConfig(xml, 'story').config.nodes.length;
}

describe('random stories', () => {
  test('are the same for the same seed, and others for others', () => {
    expect(randomStory(5)).toEqual(randomStory(5));
    expect(randomStory(6)).not.toEqual(randomStory(5));
  });

  test('are about clusters of every size, and of the size that is asked for', () => {
    const sizes = counted(MANY.map(sizeOf));
    expect([...sizes.keys()].sort()).toEqual([2, 3, 4, 5, 6, 7]);
    expect(Math.min(...sizes.values())).toBeGreaterThan(MANY.length / 40);
    expect([1, 2, 3, 4].map((seed) => sizeOf(randomStory(seed, { nodes: 5 })))).toEqual([5, 5, 5, 5]);
  });

  test('let everything happen that can happen', () => {
    const kinds = counted(MANY.flatMap(({ plan }) => plan.map(({ what }) => what.kind)));
    // A new kind does not compile here before somebody has thought of it.
    const all: { readonly [Kind in Happening['kind']]: true } = {
      ...{ 'power-on': true, 'power-off': true, reset: true, 'kill-daemon': true, 'start-daemon': true },
      ...{ 'restart-daemon': true, leave: true, pause: true, 'stop-daemon': true, cut: true, isolate: true },
      ...{ split: true, heal: true, loss: true, latency: true, 'break-sessions': true, replay: true },
      ...{ stranger: true, 'ping-target': true, witness: true, device: true, 'device-path': true },
      ...{ disk: true, tear: true, corrupt: true, clock: true, crash: true, behave: true, operator: true },
      ...{ fence: true, 'confirm-down': true, standby: true, restrict: true, reboot: true },
    };
    expect(Object.keys(all).filter((kind) => (kinds.get(kind as Happening['kind']) ?? 0) < 5)).toEqual([]);
  });

  test('tell of a few minutes in the order of time, dense with faults', () => {
    for (const { plan, length } of MANY) {
      expect(length).toBeGreaterThanOrEqual(200_000);
      expect(length).toBeLessThanOrEqual(320_000);
      expect(plan).toEqual(plan.toSorted((a, b) => a.at - b.at));
      expect(plan.length).toBeGreaterThan(10);
    }
    const all = MANY.reduce((sum, { plan }) => sum + plan.length, 0);
    expect(all / MANY.length).toBeGreaterThan(60);
  });
});

describe('a failing story', () => {
  function withCrash(): Story {
    // What a service depends on can't be taken away.
    const isAlone = (story: Story): boolean =>
      readStoryConfig(story.xml, 'story').config.services.every(({ depend }) => depend.length === 0);
    const found = MANY.find(
      (story) => sizeOf(story) === 5 && story.plan.filter(isCrash).length >= 2 && isAlone(story),
    );
    if (found === undefined) throw new Error('no such story');
    return found;
  }
  const isCrash = ({ what }: Story['plan'][number]): boolean => what.kind === 'crash';

  test('is reduced to what breaks the rule, with a small cluster', async () => {
    const story = withCrash();
    const last = story.plan.findLast(isCrash);
    const small = await shrink(story, {
      brokeAt: story.length,
      mayGoOn: () => true,
      breaks: async ({ plan }) => plan.filter(isCrash).some(({ what }) => what === last?.what),
    });
    expect(small.plan.map(({ what }) => what)).toEqual([last?.what]);
    const { services, nodes } = readStoryConfig(small.xml, 'small').config;
    const crashed = last?.what.kind === 'crash' ? last.what.service : '';
    expect(services.map(({ id }) => id)).toEqual([crashed]);
    expect(nodes).toHaveLength(1);
  });

  test('stays as it is when nothing smaller breaks, or when there is no time', async () => {
    const story = withCrash();
    const same = await shrink(story, {
      brokeAt: story.length,
      mayGoOn: () => true,
      breaks: async () => false,
    });
    expect(same).toEqual(story);
    const hurried = await shrink(story, { brokeAt: 0, mayGoOn: () => false, breaks: async () => true });
    expect(hurried).toEqual(story);
  });
});
