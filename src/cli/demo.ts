/**
 * `picket demo`: a cluster of two on this machine, for someone who has never seen one. It forms, runs three services, loses a
 * node, fences it, starts its services on the other, takes the node back and moves the services home. Real daemons, real
 * heartbeats, a real fence; nodes are process groups instead of machines.
 */
import { parseArgs } from 'node:util';
import { createControlClient } from '#src/control/client.ts';
import { createClock } from '#src/host/clock.ts';
import { type Clock, pause } from '#src/host/ports.ts';
import { createRandom } from '#src/host/random.ts';
import { type Cluster, prepareCluster } from './demo/cluster.ts';
import { DEMO_CLUSTER, NODES, SERVICES } from './demo/demo-cluster.ts';
import {
  DYING,
  endingTable,
  endingWords,
  FORMING,
  lookAround,
  OPENING,
  RETURNING,
} from './demo/explanations.ts';
import type { LocalNode } from './demo/node.ts';
import { type Observer, observe } from './demo/observer.ts';
import { outcome, poweredOn, startOn } from './demo/outcome.ts';
import { type Storyteller, storyteller } from './demo/storyteller.ts';
import { CliError } from './run.ts';
import { palette, print, width } from './terminal.ts';

interface DemoOptions {
  /** Leave the cluster running after the story, until Ctrl-C. */
  readonly keep: boolean;
  /** The last line is one JSON object. */
  readonly json: boolean;
}

/** Every wait of the story ends within this, in ms. */
const PATIENCE = 30_000;
const READING_MS = 2_000;
/** Between two looks at the power buttons. */
const BUTTON_MS = 500;
const [VICTIM, SURVIVOR] = NODES;

const HELP = `Usage: picket demo [options]

Shows what Picket does, on this machine, in half a minute: two nodes with three services; one node dies, is fenced, and the other takes over.
Needs no root, changes nothing, leaves nothing behind. Ctrl-C ends it.

Options:
  --keep   leave the cluster running afterwards, to look around with the other commands, until Ctrl-C
  --json   the last line is one JSON object with the times measured
  --help   show this

Example: picket demo --keep`;

/** `picket demo` with these arguments; resolves with the exit code. */
export async function demo(args: readonly string[]): Promise<number> {
  const { keep, json, help } = parse(args);
  if (help) {
    print(HELP);
    return 0;
  }
  return await runDemo({ keep, json });
}

function parse(args: readonly string[]): DemoOptions & { readonly help: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args: [...args], options: { keep: flag, json: flag, help: { ...flag, short: 'h' } } })
      .values;
  } catch (error) {
    throw new CliError(
      `${error instanceof Error ? error.message : String(error)}\nTry: picket demo --help`,
      2,
    );
  }
}

/** Whatever happens, nothing of the demo runs and its folder is gone when this settles. */
async function runDemo(options: DemoOptions): Promise<number> {
  const clock = createClock();
  const cluster = await prepareCluster(DEMO_CLUSTER, { clock, random: createRandom() });
  const observer = observe(clock);
  const teller = storyteller({ clock, print, paint: palette(), width: width(), nodes: NODES });
  observer.onSeen(teller.hear);
  const interrupted = new Promise<number>((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
  try {
    return await Promise.race([interrupted, play({ clock, cluster, observer, teller }, options)]);
  } catch (error) {
    teller.flush();
    const logs = cluster.nodes.map((node) => `--- the end of ${node.name}'s log\n${node.logTail(15)}`);
    throw new CliError(
      `the demo did not work: ${error instanceof Error ? error.message : String(error)}\n${logs.join('\n')}`,
    );
  } finally {
    observer.close();
    await cluster.end();
  }
}

interface Stage {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly observer: Observer;
  readonly teller: Storyteller;
}

async function play(stage: Stage, options: DemoOptions): Promise<number> {
  const { clock, cluster, observer, teller } = stage;
  const [victim, survivor] = cluster.nodes as readonly [LocalNode, LocalNode];
  const mayDie = new Set<LocalNode>();
  const boot = (node: LocalNode): void => {
    node.start((how) => {
      if (!mayDie.has(node)) observer.close(`the daemon of ${node.name} ended: ${how}`);
    });
    observer.attach(node);
  };

  teller.say(OPENING(cluster.folder));
  teller.open(FORMING, clock.wall());
  for (const node of cluster.nodes) boot(node);
  const run = SERVICES.map((service) => ({ service, home: service === 'service:files' ? SURVIVOR : VICTIM }));
  await observer.until('the services start on the nodes they prefer', PATIENCE, () =>
    run.every(({ service, home }) => startOn(observer.all, 0, service, home)) ? true : undefined,
  );
  await closeAct(stage);

  const moved = run.filter(({ home }) => home === VICTIM).map(({ service }) => service);
  mayDie.add(victim);
  const killed = clock.wall();
  teller.open(DYING, killed);
  teller.note('kill', killed, `${VICTIM} is dead; ${SURVIVOR} does not know yet`);
  await victim.kill();
  await observer.until(`the services of ${VICTIM} start on ${SURVIVOR}`, PATIENCE, () =>
    moved.every((service) => startOn(observer.all, killed, service, SURVIVOR)) ? true : undefined,
  );
  await observer.until(`${VICTIM} is powered on again`, PATIENCE, () => poweredOn(observer.all, killed));
  await closeAct(stage);

  teller.open(RETURNING, killed);
  boot(victim);
  const result = await observer.until(`the services move back to ${VICTIM}`, PATIENCE, () =>
    outcome(observer.all, killed, moved),
  );
  await teller.close();
  const status = await createControlClient(survivor.socket).status();
  print('');
  for (const line of endingTable(status, result, SERVICES)) print(line);
  print('');
  teller.say(endingWords(result));
  if (options.keep) print(lookAround(cluster.nodes));
  if (options.json) print(JSON.stringify(result));
  if (!options.keep) return result.ok ? 0 : 1;

  mayDie.add(survivor);
  while (!observer.closed.aborted) {
    for (const node of cluster.nodes) if (node.switchedOn()) boot(node);
    await pause(clock, BUTTON_MS, observer.closed);
  }
  return 0;
}

/** A person reads along; a pipe does not. */
async function closeAct({ clock, observer, teller }: Stage): Promise<void> {
  await teller.close();
  if (process.stdout.isTTY) await pause(clock, READING_MS, observer.closed);
  // Nothing may be started any more while all of it is being removed.
  if (observer.closed.aborted) throw new Error(String(observer.closed.reason));
}
