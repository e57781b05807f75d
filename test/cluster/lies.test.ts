/** A node counts as off and is heard all the same: whoever said so was wrong, and nothing more is started on that. */
import { describe, expect, test } from 'vitest';
import { countsAsOff, findLie } from '#src/cluster/lies.ts';
import type { PeerView } from '#src/membership/detector.ts';
import { incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import {
  asked,
  confirmDown,
  isWhole,
  prefers,
  runningCluster,
  serviceOn,
  statusOf,
} from './support/cluster.ts';

test('nothing more is started, and everybody is told, until that node has really been off', async () => {
  const world = await runningCluster({
    nodes: 2,
    services: [
      { name: 'a', domain: 'first' },
      { name: 'b', domain: 'first', autostart: false },
    ],
    domains: [prefers('first', 1, 2)],
  });
  for (const { id } of world.hosts) world.power.setMode(id, 'fails');
  world.network.cut(1, 2);
  await world.until('it is lost', () => statusOf(world, 1).nodes[1]?.standing === 'lost');
  await world.run(6_000);
  const word = await confirmDown(world, 1, 'node2');
  expect(word.code).toBe('SUCCESS');
  expect(statusOf(world, 1).warnings).toEqual([]);
  world.network.heal();
  await world.until('it is heard', () => statusOf(world, 1).nodes[1]?.peer === 'up');
  expect(statusOf(world, 1).warnings.join()).toContain('node2 counts as off (confirmed down by root)');
  const enable = await asked(world, world.host(1).daemon?.service({ verb: 'enable', service: 'b' }));
  expect(enable).toMatchObject({
    code: 'FENCE',
    message: expect.stringContaining('switch node2 off by hand'),
  });
  await world.run(30_000);
  expect(world.services.starts).toEqual(['service:a@1']);
  // An operator does as told.
  world.host(2).powerOff();
  world.vouch(2);
  await world.until('b runs', () => serviceOn(world, 1, 'service:b').state === 'started');
  world.host(2).powerOn();
  await world.until('node 2 is a member', () => isWhole(world));
  expect(statusOf(world, 1).warnings.join()).not.toContain('counts as off');
});

describe('it is a lie', () => {
  const heard = (state: PeerView['state'], own = incarnation(2)): PeerView => ({
    id: 2,
    state,
    incarnation: own,
    beat: undefined,
    silentFor: 0,
    unheardFor: 0,
    links: [],
  });
  const cases: readonly (readonly [string, Parameters<typeof nodeEntry>[0], PeerView, boolean])[] = [
    ['when the very daemon that was fenced is up', 'fenced', heard('up'), true],
    ['when it is late', 'fenced', heard('late'), true],
    ['not when it is dead', 'fenced', heard('dead'), false],
    ['not when it was started anew', 'fenced', heard('up', incarnation(2, 2)), false],
    ['not when it was only lost', 'lost', heard('up'), false],
    ['not when it left', 'left', heard('up'), false],
  ];
  test.each(cases)('%s', (_, standing, peer, isLie) => {
    const ledger = ledgerOf(record('node:2', nodeEntry(standing, incarnation(2))));
    expect(findLie(ledger, [peer], (id) => `node${id}`) !== undefined).toBe(isLie);
  });

  test('a proof about another start of the daemon says nothing', () => {
    const ledger = ledgerOf(record('node:2', nodeEntry('fenced', incarnation(2))));
    expect(countsAsOff(ledger, member(2))).toBe(true);
    expect(countsAsOff(ledger, member(2, incarnation(2, 2)))).toBe(false);
  });
});
