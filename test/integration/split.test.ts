/** The heartbeat links break while both nodes live: exactly one of them survives, and no service ever runs twice. */
import { expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { bootBoth, freshHosts, type Hosts, startedOn } from './hosts.ts';

const story = freshHosts();

/** Which nodes run, once the first of them is gone. */
async function survivors(hosts: Hosts): Promise<readonly string[]> {
  const living = async (): Promise<readonly string[]> => {
    const alive = await Promise.all(hosts.lab.nodes.map((node) => hosts.lab.alive(node)));
    return hosts.lab.nodes.filter((_, index) => alive[index]);
  };
  return await until(
    'one node to be fenced',
    async () => {
      const nodes = await living();
      return nodes.length < 2 ? nodes : undefined;
    },
    60_000,
  );
}

test('both can shoot: the node with the weightier services survives and keeps them', {
  timeout: 150_000,
}, async () => {
  const { hosts } = story;
  const { n2 } = await bootBoth(hosts);
  await hosts.lab.setBootDelay('n1', 'never');
  await hosts.lab.setBootDelay('n2', 'never');
  await hosts.lab.cutLinks('n1');
  expect(await survivors(hosts)).toEqual(['n2']);
  await startedOn(n2, 'n2', 'base');
  expect(await hosts.lab.alive('n2')).toBe(true);
  await hosts.witnessedOn('n2', 'base');
  expect(await hosts.witnessed('web')).toEqual(['n2']);
  expect(await hosts.witnessed('base')).toEqual(['n1', 'n2']);

  // The cable is plugged in again, the loser boots: it joins and starts nothing of its own accord.
  await hosts.lab.heal('n1');
  await hosts.lab.setBootDelay('n1', 0);
  await hosts.boot('n1');
  await hosts.together('n2');
  expect(await hosts.witnessed('base')).toEqual(['n1', 'n2']);
  expect(await hosts.witnessed('web')).toEqual(['n2']);
});

test('a node cut off from everything is shot by the other, which takes its services', {
  timeout: 150_000,
}, async () => {
  const { hosts } = story;
  const { n1 } = await bootBoth(hosts);
  await hosts.lab.setBootDelay('n2', 'never');
  await hosts.lab.cutLinks('n2', { bmc: true });
  expect(await survivors(hosts)).toEqual(['n1']);
  await startedOn(n1, 'n1', 'web', 60_000);
  await hosts.witnessedOn('n1', 'web');
  expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
  expect(await hosts.witnessed('base')).toEqual(['n1']);
});
