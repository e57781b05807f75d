/** Random clusters in random storms. Whatever happens, no service ever runs twice, and afterwards everything runs. */
import { describe, expect, test } from 'vitest';
import { weather } from '#src/sim/storm.ts';
import { createWorld, type World } from '#src/sim/world.ts';

const SEEDS = Number(process.env['PICKET_SEEDS'] ?? 25);
const FIRST = Number(process.env['PICKET_FIRST_SEED'] ?? 1);

/** Whatever operators said during the storm is taken back. */
async function enableAll(world: World): Promise<void> {
  for (const { id } of world.config.services) {
    for (const verb of ['thaw', 'enable'] as const) {
      const asked = world.hosts.find(({ daemon }) => daemon?.status().view?.mayStart)?.daemon;
      if (asked === undefined) return;
      void asked.service({ verb, service: id });
      await world.run(500);
    }
  }
}

function allRun(world: World): boolean {
  return world.config.services.every(({ id }) => world.where(id).length === 1);
}

/** A node that left during the storm is started again. */
function oneView(world: World): boolean {
  for (const host of world.hosts) host.startDaemon();
  const views = world.hosts.map(({ daemon }) => daemon?.status().view);
  return views.every((view) => view?.members.length === world.hosts.length && view.epoch === views[0]?.epoch);
}

async function survive(seed: number, nodes: number): Promise<void> {
  const services = [{ name: 'a', priority: 5 }, { name: 'b' }, { name: 'c', recovery: 'relocate' as const }];
  const world = createWorld(seed, { nodes, services });
  world.powerOnAll();
  await world.run(world.dice.between(0, 25_000));
  await weather(world, { faults: 15, pause: 15_000 });
  await world.until('all nodes are in one view', () => oneView(world), 400_000);
  for (let round = 0; round < 10 && !allRun(world); round++) {
    await enableAll(world);
    await world.run(30_000);
  }
  expect(allRun(world), `seed ${seed}: not every service runs\n${world.log.tail(80)}`).toBe(true);
}

describe.each([2, 3])('%i nodes in a storm', (nodes) => {
  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST + index))(
    'never run a service twice, and run everything afterwards (seed %i)',
    (seed) => survive(seed, nodes),
  );
});
