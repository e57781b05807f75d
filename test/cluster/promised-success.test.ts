/** SUCCESS is a promise (S8): the power may go in the very instant in which it is said, and the word holds. */
import { describe, expect, test } from 'vitest';
import type { CommandResult, ServiceCommand } from '#src/cluster/commands.ts';
import { nodeRecord, toLedger } from '#src/membership/ledger.ts';
import { createWorld, type World } from '#src/sim/world.ts';
import { asked, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';
import { storedOn } from './support/stored.ts';

const PLAN = {
  nodes: 2,
  services: [{ name: 'web', domain: 'first' }, { name: 'db' }],
  domains: [prefers('first', 1, 2)],
};

/** Cuts the power of all in the instant in which the command has its result; the result. */
async function cutAtResult(world: World, command: Promise<CommandResult>): Promise<CommandResult> {
  const cut = command.then((result) => {
    for (const host of world.hosts) host.powerOff();
    return result;
  });
  return asked(world, cut);
}

async function bothReturn(world: World): Promise<void> {
  world.powerOnAll();
  const isBack = (node: number): boolean =>
    world.host(node).daemon?.status().view?.members.length === 2 &&
    serviceOn(world, node, 'service:db').state === 'started';
  await world.until('both are members', () => isBack(1) && isBack(2), 90_000);
}

describe.each(['freeze', 'disable'] as const)('%s', (verb) => {
  const command: ServiceCommand = { verb, service: 'web' };
  const holds = (world: World): boolean =>
    [1, 2].every((node) => {
      const { frozen, state } = serviceOn(world, node, 'service:web');
      return verb === 'freeze' ? frozen : state === 'disabled';
    });

  test.each([1, 2])('given on node %i holds after a power cut at the instant of SUCCESS', async (node) => {
    for (const seed of [1, 2, 3]) {
      const world = await runningCluster(PLAN, seed);
      const { daemon } = world.host(node);
      const result = await cutAtResult(world, daemon?.service(command) as Promise<CommandResult>);
      expect(result.code).toBe('SUCCESS');
      await bothReturn(world);
      expect(holds(world), `seed ${seed}`).toBe(true);
    }
  });

  test('has not said SUCCESS when the power went before it was stored', async () => {
    const seen = new Set<boolean>();
    for (const [seed, delay] of [0, 0, 0, 0, 0.5, 1, 1.5, 2, 3, 4, 5].entries()) {
      const world = await runningCluster(PLAN, seed);
      let result: CommandResult | undefined;
      void world
        .host(1)
        .daemon?.service(command)
        .then((value) => {
          result = value;
        });
      await world.run(delay);
      for (const host of world.hosts) host.powerOff();
      await bothReturn(world);
      seen.add(holds(world));
      if (!holds(world)) expect(result?.code, `cut after ${delay} ms`).not.toBe('SUCCESS');
    }
    // The cuts came early enough for this to say anything.
    expect(seen).toContain(false);
  });
});

test('a command in a view that ends before it is stored is told AGAIN, not SUCCESS', async () => {
  const world = await runningCluster(PLAN);
  const coordinator = statusOf(world, 1).view?.coordinator === 'node1' ? 1 : 2;
  world.network.cut(1, 2);
  const command = world.host(coordinator).daemon?.service({ verb: 'freeze', service: 'web' });
  expect(await asked(world, command)).toMatchObject({ code: 'AGAIN' });
});

describe('confirm-down', () => {
  const standingOnDisk = (world: World, node: number, of: number) =>
    nodeRecord(toLedger(storedOn(world, node).records), of);

  // What is on its way to the disk when the power goes may arrive by luck, but not every time.
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  test.each(seeds)('of a lost node is on the disk when it says SUCCESS (seed %i)', async (seed) => {
    const world = await runningCluster({ ...PLAN, unfenced: [1], fencing: { allowNone: true } }, seed);
    world.host(1).powerOff();
    await world.until('it is lost', () => statusOf(world, 2).nodes[0]?.standing === 'lost');
    await world.run(1_000);
    const word = world.host(2).daemon?.confirmDown({ node: 'node1', who: 'root' });
    const result = await cutAtResult(world, word as Promise<CommandResult>);
    expect(result.code).toBe('SUCCESS');
    expect(standingOnDisk(world, 2, 1)).toMatchObject({ standing: 'fenced', why: 'confirmed down by root' });
  });

  test.each(seeds)('at start-up is on the disk when it says SUCCESS (seed %i)', async (seed) => {
    const world = await runningCluster(PLAN, seed);
    for (const host of world.hosts) host.powerOff();
    world.host(1).powerOn();
    await world.until('it waits', () => world.host(1).daemon !== undefined);
    await world.run(5_000);
    const word = world.host(1).daemon?.confirmDown({ node: 'node2', who: 'root' });
    const result = await cutAtResult(world, word as Promise<CommandResult>);
    expect(result.code).toBe('SUCCESS');
    expect(standingOnDisk(world, 1, 2)).toMatchObject({ standing: 'fenced', why: 'confirmed down by root' });
  });

  test('at start-up that does not end the wait says that it is not stored yet', async () => {
    const world = createWorld(1, { ...PLAN, nodes: 3 });
    world.host(1).powerOn();
    await world.until('it waits', () => world.host(1).daemon !== undefined);
    await world.run(2_000);
    const word = world.host(1).daemon?.confirmDown({ node: 'node2', who: 'root' });
    expect(await asked(world, word)).toMatchObject({
      code: 'AGAIN',
      message: expect.stringContaining('not stored yet'),
    });
  });
});
