/** `clusvcadm -e`: on the node where it is typed, if that can take the service; else where it can run. */
import { expect, test } from 'vitest';
import { asked, prefers, runningCluster } from './support/cluster.ts';

const OFF = { name: 'a', domain: 'first', autostart: false };

test.each([
  ['the order in the domain does not count', false, 2],
  ['a node that may not take it is no obstacle', true, 1],
])('%s', async (_, restricted, expected) => {
  const first = { ...prefers('first', 1, ...(restricted ? [] : [2])), restricted };
  const world = await runningCluster({ nodes: 2, services: [OFF], domains: [first] });
  const command = { verb: 'enable', service: 'a', prefer: 'node2' } as const;
  expect(await asked(world, world.host(2).daemon?.service(command))).toMatchObject({
    code: 'SUCCESS',
    owner: `node${expected}`,
  });
  expect(world.where('service:a')).toEqual([expected]);
});

test('a preferred node in standby is left out', async () => {
  const services = [{ ...OFF }];
  const world = await runningCluster({ nodes: 2, services, domains: [prefers('first', 2, 1)] });
  await asked(world, world.host(1).daemon?.restrict({ verb: 'standby', node: 'node2' }));
  const command = { verb: 'enable', service: 'a', prefer: 'node2' } as const;
  expect(await asked(world, world.host(2).daemon?.service(command))).toMatchObject({ owner: 'node1' });
});
