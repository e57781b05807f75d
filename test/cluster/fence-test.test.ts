/** `picket fence --test`: every member tries out every device, and nothing is switched. */
import { expect, test } from 'vitest';
import { asked, eventsOf, runningCluster, statusOf } from './support/cluster.ts';

const THREE = { nodes: 3, services: [{ name: 'web' }] };

const tried = (world: Awaited<ReturnType<typeof runningCluster>>, at: number, node: string) =>
  asked(world, world.host(at).daemon?.fenceTest({ node, who: 'erika' }), 600_000);

test('works when all devices answer from all members, is remembered, and leaves the power alone', async () => {
  const world = await runningCluster(THREE);
  const result = await tried(world, 3, 'node2');
  expect(result).toMatchObject({
    code: 'SUCCESS',
    message: 'node2 can be fenced: every device works from every node',
    paths: [
      { from: 'node1', device: 'bmc2', method: 'power', ok: true },
      { from: 'node3', device: 'bmc2', method: 'power', ok: true },
    ],
  });
  expect(result.paths[0]?.result).toBe(
    "reads on; whether it may switch power can't be seen; whether it is the device of node2 can't be seen (it tells nothing of the machine that it is in)",
  );
  await world.run(5_000);
  for (const at of [1, 2, 3])
    expect(statusOf(world, at).nodes[1]?.fencing?.proven).toMatchObject({ by: 'test' });
  expect(world.host(2).daemon).toBeDefined();
  expect(eventsOf(world, 1).map(({ name }) => name)).not.toContain('fence.shot');
});

test('one that fails is named with the node that it fails from, and proves nothing', async () => {
  const world = await runningCluster(THREE);
  world.power.setMode(2, 'wrong-password');
  const result = await tried(world, 1, 'node2');
  expect(result.code).toBe('FAIL');
  expect(result.message).toBe('2 of 2 ways to fence node2 do not work');
  expect(result.paths.map(({ ok }) => ok)).toEqual([false, false]);
  expect(result.paths[1]?.result).toContain('Unable to connect/login');
  expect(statusOf(world, 1).nodes[1]?.fencing?.proven).toBeNull();
});

test('a device that hangs is waited for in sight of everybody, and the test ends', async () => {
  const world = await runningCluster(THREE);
  world.power.setMode(2, 'hangs');
  const command = world.host(3).daemon?.fenceTest({ node: 'node2', who: 'erika' });
  await world.run(2_000);
  for (const at of [1, 3])
    expect(statusOf(world, at).waits.map(({ what }) => what)).toContain(
      'testing whether node2 could be fenced, as erika asked; nothing is switched',
    );
  const result = await asked(world, command, 600_000);
  expect(result.paths.map(({ ok }) => ok)).toEqual([false, false]);
  expect(statusOf(world, 1).waits).toEqual([]);
});

test('a member that is away was not tried, and that is not fine', async () => {
  const world = await runningCluster(THREE);
  await asked(world, world.host(1).daemon?.fence({ node: 'node3', action: 'off' }));
  const result = await tried(world, 1, 'node2');
  expect(result.code).toBe('FAIL');
  expect(result.paths[1]).toMatchObject({
    from: 'node3',
    ok: false,
    result: 'not tried: node3 is no member now',
  });
  // The one that is off can be tried out, too.
  expect((await tried(world, 1, 'node3')).paths[0]).toMatchObject({ from: 'node1', ok: true });
});

test('a node that is not in cluster.xml is refused', async () => {
  const world = await runningCluster(THREE);
  expect(await tried(world, 2, 'node9')).toMatchObject({ code: 'NODE', paths: [] });
});
