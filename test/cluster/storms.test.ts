/**
 * Random clusters in random storms. Whatever happens, no service ever runs twice, and afterwards everything runs.
 * PICKET_SEEDS, PICKET_FIRST_SEED and PICKET_NODES ask for more, or for the one that failed.
 */
import { describe, expect, test } from 'vitest';
import { weather } from '#src/sim/storm.ts';
import { createWorld, type World } from '#src/sim/world.ts';

const SEEDS = Number(process.env['PICKET_SEEDS'] ?? 25);
const FIRST = Number(process.env['PICKET_FIRST_SEED'] ?? 1);
const SIZES = (process.env['PICKET_NODES'] ?? '2,3').split(',').map(Number);

/** What an operator does afterwards: cleans up what could not be stopped, and takes back what was said in the storm. */
async function tidyUp(world: World): Promise<void> {
  const asked = world.hosts.find(({ daemon }) => daemon?.status().view?.mayStart)?.daemon;
  if (asked === undefined) return;
  for (const { id, state } of asked.status().services) {
    const failed = state === 'failed' || state === 'error';
    if (failed) for (const host of world.hosts) world.services.cleanUp(id, host.id);
    for (const verb of failed ? (['thaw', 'disable', 'enable'] as const) : (['thaw', 'enable'] as const)) {
      void asked.service({ verb, service: id });
      await world.run(500);
    }
  }
}

function allRun(world: World): boolean {
  return world.config.services.every(({ id }) => world.where(id).length === 1);
}

/** Whoever left or was switched off during the storm is there again. */
function oneView(world: World): boolean {
  for (const host of world.hosts) {
    if (host.powered) host.startDaemon();
    else host.powerOn();
  }
  const views = world.hosts.map(({ daemon }) => daemon?.status().view);
  return views.every((view) => view?.members.length === world.hosts.length && view.epoch === views[0]?.epoch);
}

/** The services as all daemons tell them, and as they really are. */
function disagreements(world: World): readonly string[] {
  return world.hosts.flatMap(({ name, daemon }) =>
    (daemon?.status().services ?? []).flatMap(({ id, owner, state }) => {
      const really = world.where(id).map((node) => `node${node}`);
      return state === 'started' && owner === really.join()
        ? []
        : [`${name} says ${id} ${state} ${owner}, it runs on ${really}`];
    }),
  );
}

const DOMAIN = {
  name: 'best',
  ordered: true,
  restricted: false,
  nofailback: false,
  members: [
    { node: 2, priority: 1 },
    { node: 1, priority: 2 },
  ],
};

async function survive(seed: number, nodes: number): Promise<void> {
  const services = [
    { name: 'a', priority: 5, maxRestarts: 1, restartExpireTime: 60_000 },
    { name: 'b', domain: 'best', autoFailback: 'on' as const, failbackDelay: 10_000 },
    { name: 'c', recovery: 'relocate' as const },
  ];
  const world = createWorld(seed, { nodes, services, domains: [DOMAIN] });
  world.powerOnAll();
  await world.run(world.dice.between(0, 25_000));
  await weather(world, { faults: 10 + (seed % 17), pause: [2_000, 8_000, 20_000][seed % 3] as number });
  await world.until('all nodes are in one view', () => oneView(world), 400_000);
  for (let round = 0; round < 20 && disagreements(world).length > 0; round++) {
    await tidyUp(world);
    await world.run(60_000);
  }
  expect(disagreements(world), `seed ${seed}\n${world.log.tail(80)}`).toEqual([]);
  expect(allRun(world)).toBe(true);
}

describe.each(SIZES)('%i nodes in a storm', (nodes) => {
  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST + index))(
    'never run a service twice, and run everything afterwards (seed %i)',
    (seed) => survive(seed, nodes),
  );
});
