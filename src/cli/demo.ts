/**
 * `picket demo`: a cluster of two on this machine, for someone who has never seen one. It forms, runs three services, loses a
 * node, fences it, starts its services on the other, takes the node back and moves the services home. Real daemons, real
 * heartbeats, a real fence; nodes are process groups instead of machines.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createControlClient } from '#src/control/client.ts';
import { type Cluster, prepareCluster } from './demo/cluster.ts';
import { DEADTIME_MS, DEMO_CLUSTER, NODES, SERVICES } from './demo/demo-cluster.ts';
import { endingLines, lookAround, OPENING } from './demo/explanations.ts';
import { narrator } from './demo/narration.ts';
import type { LocalNode } from './demo/node.ts';
import { type Observer, observe } from './demo/observer.ts';
import { type DemoOutcome, outcome, startOn } from './demo/outcome.ts';
import { CliError } from './run.ts';
import { palette, print } from './terminal.ts';

interface DemoOptions {
  /** Leave the cluster running after the story, until Ctrl-C. */
  readonly keep: boolean;
  /** The last line is one JSON object. */
  readonly json: boolean;
}

/** Every wait of the story ends within this, in ms. */
const PATIENCE = 30_000;
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
  const cluster = await prepareCluster(DEMO_CLUSTER);
  const observer = observe();
  const interrupted = new Promise<number>((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
  try {
    return await Promise.race([interrupted, play(cluster, observer, options, interrupted)]);
  } catch (error) {
    const logs = cluster.nodes.map((node) => `--- the end of ${node.name}'s log\n${node.logTail(15)}`);
    throw new CliError(
      `the demo did not work: ${error instanceof Error ? error.message : String(error)}\n${logs.join('\n')}`,
    );
  } finally {
    observer.close();
    await cluster.end();
  }
}

async function play(
  cluster: Cluster,
  observer: Observer,
  options: DemoOptions,
  interrupted: Promise<number>,
): Promise<number> {
  const [victim, survivor] = cluster.nodes as readonly [LocalNode, LocalNode];
  const paint = palette();
  const lines = narrator(paint);
  let since = Date.now();
  observer.onSeen((seen) => {
    const line = lines.line(seen, since);
    if (line !== undefined) print(line);
  });
  const act = (title: string, explanation: string, teller?: string): void => {
    lines.next(teller);
    print(`\n${paint.heading(title)}\n${paint.dim(explanation)}`);
  };
  const mayDie = new Set<LocalNode>();
  const boot = (node: LocalNode): void => {
    node.start((how) => {
      if (!mayDie.has(node)) observer.close(`the daemon of ${node.name} ended: ${how}`);
    });
    observer.attach(node);
  };

  print(OPENING(cluster.folder));
  act('1. The cluster forms, services start in order', `Both nodes boot. Times count from here.`);
  since = Date.now();
  for (const node of cluster.nodes) boot(node);
  const run = SERVICES.map((service) => ({ service, home: service === 'service:files' ? SURVIVOR : VICTIM }));
  await observer.until('the services start on the nodes they prefer', PATIENCE, () =>
    run.every(({ service, home }) => startOn(observer.all, 0, service, home)) ? true : undefined,
  );
  await breathe(observer.closed);

  const moved = run.filter(({ home }) => home === VICTIM).map(({ service }) => service);
  act(
    `2. ${VICTIM} loses its power`,
    `SIGKILL for all it runs: no good-bye, no stopped services. Times count from the kill; deadtime is ${DEADTIME_MS} ms.`,
    SURVIVOR,
  );
  since = Date.now();
  mayDie.add(victim);
  const killed = await victim.kill();
  since = killed;
  print(
    `${'0 ms'.padStart(11)}  ${paint.bad('kill'.padEnd(17))} ${VICTIM} is dead; ${SURVIVOR} does not know yet`,
  );
  await observer.until(`the services of ${VICTIM} start on ${SURVIVOR}`, PATIENCE, () =>
    moved.every((service) => startOn(observer.all, killed, service, SURVIVOR)) ? true : undefined,
  );
  await poweredOn(victim, observer.closed);
  await breathe(observer.closed);

  act(
    `3. ${VICTIM} comes back`,
    `Fencing was off, checked, on again: ${VICTIM} boots, joins, and gets back what prefers it.`,
    SURVIVOR,
  );
  boot(victim);
  const result = await observer.until(`the services move back to ${VICTIM}`, PATIENCE, () =>
    outcome(observer.all, killed, moved),
  );
  await showEnd(survivor, result, run);
  if (options.keep) {
    mayDie.add(survivor);
    print(lookAround(cluster.nodes));
    const button = setInterval(() => {
      for (const node of cluster.nodes) if (node.switchedOn()) boot(node);
    }, 500);
    if (options.json) print(JSON.stringify(result));
    await interrupted;
    clearInterval(button);
    return 0;
  }
  if (options.json) print(JSON.stringify(result));
  return result.ok ? 0 : 1;
}

/** The fence's last step presses the power button; until then the node stays off. */
async function poweredOn(node: LocalNode, closed: AbortSignal): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!node.switchedOn() && !closed.aborted) {
    if (performance.now() > end)
      throw new Error(`${node.name} was not powered on again: not within ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function showEnd(
  node: LocalNode,
  result: DemoOutcome,
  run: readonly { readonly service: string }[],
): Promise<void> {
  const status = await createControlClient(node.socket).status();
  const services = run.map(({ service }) => service);
  for (const line of endingLines(status, result, services)) print(line);
}

/** A person reads along; a pipe does not. */
async function breathe(signal: AbortSignal): Promise<void> {
  if (process.stdout.isTTY) await sleep(2_000, undefined, { signal });
}
