/** Lets a story come true in a simulated world, and tells what came of it: which rule broke, what was said, what was claimed wrongly. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import { type DurableState, decode } from '#src/membership/ledger-store.ts';
import { LEDGER } from './daemon-run.ts';
import type { Disk } from './disk.ts';
import type { Story } from './happening.ts';
import { Violation } from './laws.ts';
import { judge, type Witnessed, writeCheck } from './story-checks.ts';
import { readStoryConfig } from './story-config.ts';
import { namesOf } from './story-forms.ts';
import type { Scenario, Step } from './story-text.ts';
import { createWorldFrom, type World } from './world.ts';

export interface Broken {
  /** `S1` .. `L2`; `error` for an error that no daemon should have met. */
  readonly rule: string;
  /** ms since the beginning of the story. */
  readonly at: Millis;
  readonly words: string;
}

export interface Outcome {
  readonly violation: Broken | undefined;
  /** Events of all nodes and what really happened: `30.0s  node2  peer.late  ...`. */
  readonly log: readonly string[];
  /** What really had an effect, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly counts: World['counts'];
  readonly simulatedMs: Millis;
}

export interface ScenarioOutcome extends Outcome {
  /** Claims that did not hold: line of the file (1-based), and what was so instead. */
  readonly refuted: readonly { readonly line: number; readonly words: string }[];
}

/** Ends with everything repaired, and the cluster must find back by itself. Never rejects for what a daemon did. */
export function runStory(story: Story): Promise<Outcome> {
  const { config } = readStoryConfig(story.xml, 'cluster.xml');
  return play(config, story, story.plan, 'mend');
}

/** As its file says. */
export function runScenario({ config, story, steps, ending }: Scenario): Promise<ScenarioOutcome> {
  return play(config, story, steps, ending);
}

async function play(
  config: ClusterConfig,
  story: Story,
  steps: readonly Step[],
  ending: 'end' | 'mend',
): Promise<ScenarioOutcome> {
  const world = createWorldFrom(config, story.seed);
  const names = namesOf(config);
  const refuted: { line: number; words: string }[] = [];
  let violation: Broken | undefined;
  try {
    for (const step of steps) {
      if (step.at > world.now) await world.run(step.at - world.now);
      if ('what' in step) world.happen(step.what);
      else {
        const wrong = judge(step.check, witnessed(world));
        if (wrong === undefined) continue;
        refuted.push({ line: step.line, words: `${writeCheck(step.check, names)}: not so: ${wrong}` });
      }
    }
    await world.run(Math.max(0, story.length - world.now));
    if (ending === 'mend') await world.mend();
  } catch (error) {
    violation =
      error instanceof Violation
        ? { rule: error.rule, at: error.at, words: error.words }
        : { rule: 'error', at: world.now, words: explain(error) };
  }
  return {
    violation,
    log: world.story.map(logLine),
    faults: Object.fromEntries(world.faults),
    counts: world.counts,
    simulatedMs: world.now,
    refuted,
  };
}

function logLine({ at, who, text }: World['story'][number]): string {
  return `${(at / 1000).toFixed(1)}s  ${who.padEnd(6)}  ${text}`.trimEnd();
}

function witnessed(world: World): Witnessed {
  return {
    nodes: world.hosts.map(({ id, name, powered, daemon, disk, still }) => ({
      id,
      name,
      on: powered,
      disk: ledgerOn(disk),
      // One that stands still answers nobody.
      status: still ? undefined : daemon?.status(),
    })),
    services: world.config.services.map(({ id }) => id),
    where: (service) => world.where(service),
    shots: world.power.shots,
    events: world.story.map(({ who, text }) => ({ who, name: text.split(' ')[0] ?? '' })),
  };
}

function ledgerOn({ files }: Disk): DurableState | undefined {
  const bytes = files.get(LEDGER)?.safe;
  return bytes === undefined ? undefined : decode(bytes);
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
