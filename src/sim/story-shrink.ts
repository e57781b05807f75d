/**
 * Makes a story that breaks a rule as small as it can: fewer happenings, services and nodes, as long as the same rule still
 * breaks. For the person who has to understand it.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Happening, Planned, Story } from './happening.ts';
import { readStoryConfig } from './story-config.ts';

export interface ShrinkOptions {
  /** When the rule broke in the story as it is, ms. */
  readonly brokeAt: Millis;
  /** Whether the same rule breaks in this one. */
  breaks(story: Story): Promise<boolean>;
  /** False when the time for it is over: what was reached until then is the result. */
  mayGoOn(): boolean;
}

/** Never rejects because of a candidate: one that is no story any more just does not break. */
export async function shrink(story: Story, options: ShrinkOptions): Promise<Story> {
  const breaks = async (candidate: Story): Promise<boolean> =>
    options.mayGoOn() && isStory(candidate) && (await options.breaks(candidate));

  let best = await firstOf([shortened(story, options.brokeAt)], story, breaks);
  for (;;) {
    const before = best;
    best = await fewerKinds(best, breaks);
    best = await fewerHappenings(best, breaks);
    best = await fewerServices(best, breaks);
    best = await fewerNodes(best, breaks);
    if (best === before || !options.mayGoOn()) break;
  }
  return firstOf([withRoundTimes(best)], best, breaks);
}

type Breaks = (candidate: Story) => Promise<boolean>;

/** The first candidate that breaks, else the story itself. */
async function firstOf(candidates: readonly Story[], story: Story, breaks: Breaks): Promise<Story> {
  for (const candidate of candidates) if (await breaks(candidate)) return candidate;
  return story;
}

function shortened(story: Story, brokeAt: Millis): Story {
  const length = Math.min(story.length, Math.ceil(brokeAt / 1_000) * 1_000);
  return { ...story, length, plan: story.plan.filter(({ at }) => at <= brokeAt) };
}

/** All of a kind at once: much of what is there has nothing to do with it. */
async function fewerKinds(story: Story, breaks: Breaks): Promise<Story> {
  let best = story;
  for (const kind of new Set(story.plan.map(({ what }) => what.kind))) {
    const candidate = { ...best, plan: best.plan.filter(({ what }) => what.kind !== kind) };
    if (await breaks(candidate)) best = candidate;
  }
  return best;
}

/** Zeller's ddmin: leaves out ever smaller pieces, until no single happening can be missed. */
async function fewerHappenings(story: Story, breaks: Breaks): Promise<Story> {
  let best = story;
  let size = Math.ceil(best.plan.length / 2);
  while (size >= 1) {
    let from = 0;
    let found = false;
    while (from < best.plan.length) {
      const plan = [...best.plan.slice(0, from), ...best.plan.slice(from + size)];
      if (await breaks({ ...best, plan })) {
        best = { ...best, plan };
        found = true;
      } else from += size;
    }
    if (size === 1 && !found) break;
    size = found ? Math.min(size, Math.ceil(best.plan.length / 2)) : Math.floor(size / 2);
  }
  return best;
}

async function fewerServices(story: Story, breaks: Breaks): Promise<Story> {
  let best = story;
  for (const { id, name } of readStoryConfig(story.xml, 'story').config.services) {
    const xml = withoutLines(best.xml, (line) => line.startsWith(`<service name="${name}"`));
    const candidate = { ...best, xml, plan: best.plan.filter(({ what }) => !namesService(what, id)) };
    if (xml !== best.xml && (await breaks(candidate))) best = candidate;
  }
  return best;
}

/** From the last one downwards, so that ids stay without gaps where possible. */
async function fewerNodes(story: Story, breaks: Breaks): Promise<Story> {
  let best = story;
  for (const { id, name } of readStoryConfig(story.xml, 'story').config.nodes.toReversed()) {
    const isAbout = new RegExp(
      `^<(clusternode|failoverdomainnode) name="${name}"|^<fencedevice name="bmc${id}"`,
    );
    const xml = withoutLines(best.xml, (line) => isAbout.test(line));
    const candidate = { ...best, xml, plan: withoutNode(best.plan, id) };
    if (await breaks(candidate)) best = candidate;
  }
  return best;
}

function withRoundTimes(story: Story): Story {
  return { ...story, plan: story.plan.map(({ at, what }) => ({ at: Math.round(at / 1_000) * 1_000, what })) };
}

function withoutLines(xml: string, isGone: (line: string) => boolean): string {
  return xml
    .split('\n')
    .filter((line) => !isGone(line.trimStart()))
    .join('\n');
}

function namesService(what: Happening, id: string): boolean {
  return 'service' in what && what.service === id;
}

function withoutNode(plan: readonly Planned[], id: number): readonly Planned[] {
  return plan.flatMap(({ at, what }): readonly Planned[] => {
    if (what.kind === 'split') {
      const groups = what.groups
        .map((ids) => ids.filter((one) => one !== id))
        .filter((ids) => ids.length > 0);
      return groups.length === 0 ? [] : [{ at, what: { kind: 'split', groups } }];
    }
    return nodesOf(what).includes(id) ? [] : [{ at, what }];
  });
}

function nodesOf(what: Exclude<Happening, { readonly kind: 'split' }>): readonly unknown[] {
  const fields: Readonly<Record<string, unknown>> = { ...what };
  const keys = what.kind === 'clock' ? ['node'] : ['node', 'from', 'to', 'by', 'target'];
  return keys.map((key) => fields[key]);
}

function isStory({ xml }: Story): boolean {
  try {
    return readStoryConfig(xml, 'story').config.services.length > 0;
  } catch {
    return false;
  }
}
