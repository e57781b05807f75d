/**
 * Three real daemons, each in a network namespace of its own with a BMC, through the faults of a cluster's life. Whatever
 * is done to them: by the witnesses' own log no service ever runs twice at once, and in the end every service runs at home.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loss, partition } from '#test/lab/faults.ts';
import { until } from '#test/lab/until.ts';
import { tellStory } from './member-story.ts';
import { DEADTIME_MS } from './members.ts';

const story = tellStory(3);

test('a node that is cut off is fenced; the majority keeps its own services and takes over the others', async () => {
  const { members } = story;
  const { member, others: majority } = await story.roles();
  const before = await members.running();
  const cut = await members.lab.setFaults(partition([member], majority));
  await members.carriedBy(majority);
  expect(await members.shotSince(cut)).toEqual([member]);
  const now = await members.running();
  for (const [service, where] of before) {
    if (!where.startsWith(member)) expect(now.get(service)).toBe(where);
  }
  // It boots into the broken network: alone it starts nothing.
  await until('its next daemon', () => members.status(member).catch(() => undefined));
  await sleep(2 * DEADTIME_MS);
  await story.nothingNewSince(now);
  await members.lab.setFaults([]);
  await members.settled();
  expect(await members.shotSince(cut)).toEqual([member]);
});

test('a coordinator that is cut off is fenced by the others, who agree on another one', async () => {
  const { members } = story;
  const { coordinator, followers } = await story.roles();
  const cut = await members.lab.setFaults(partition([coordinator], followers));
  await members.carriedBy(followers);
  expect(await members.shotSince(cut)).toEqual([coordinator]);
  expect(followers).toContain(await members.coordinator(followers[0]));
  await members.lab.setFaults([]);
  await members.settled();
});

test('a node that hears all and that nobody hears is fenced', async () => {
  const { members } = story;
  const { member, others } = await story.roles();
  const cut = await members.lab.setFaults(others.map((to) => ({ from: member, to })));
  await members.carriedBy(others);
  expect(await members.shotSince(cut)).toEqual([member]);
  await members.lab.setFaults([]);
  await members.settled();
});

test('a network that loses 30 % of everything moves no service and changes no view', async () => {
  const { members } = story;
  const { sameView } = await story.undisturbed(() => story.faultsForAWhile(loss(30, members.nodes)));
  expect(sameView).toBe(true);
});

test('one link of two that is cut changes no view', async () => {
  const { member, others } = await story.roles();
  const faults = partition([member], others).map((fault) => ({ ...fault, networks: ['lan0'] as const }));
  const { sameView } = await story.undisturbed(() => story.faultsForAWhile(faults));
  expect(sameView).toBe(true);
});

test.each(['member', 'coordinator'] as const)(
  'a %s that stands still for twice deadtime is fenced before its services start elsewhere',
  async (role) => {
    const { members } = story;
    const node = (await story.roles())[role];
    await story.withoutReboot([node], async () => {
      const stopped = Date.now();
      await members.signal(node, 'STOP');
      await members.carriedBy(members.nodes.filter((other) => other !== node));
      expect(await members.shotSince(stopped)).toEqual([node]);
    });
  },
);

test.each(['member', 'coordinator'] as const)(
  'a %s wakes up from twice deadtime while its BMC does not obey: nothing of it has been started elsewhere',
  async (role) => {
    const { members } = story;
    const node = (await story.roles())[role];
    const before = await members.running();
    await members.lab.setStuck(node, true);
    await members.signal(node, 'STOP');
    await sleep(2 * DEADTIME_MS);
    expect(await members.running()).toEqual(before);
    await members.signal(node, 'CONT');
    await sleep(DEADTIME_MS);
    await story.nothingNewSince(before);
    await members.lab.setStuck(node, false);
    await members.settled();
  },
);

test('a daemon that is killed and comes back within deadtime costs nobody anything', async () => {
  const { members } = story;
  for (const node of members.nodes) {
    await story.undisturbed(async () => {
      expect(await story.endOf(node, () => members.signal(node, 'KILL'))).toBe('137');
    });
  }
});

test('a daemon that is killed and does not come back is fenced, and its services start elsewhere', async () => {
  const { members } = story;
  const { member, others } = await story.roles();
  await members.setRestart(member, false);
  await story.withoutReboot([member], async () => {
    const killed = Date.now();
    await members.signal(member, 'KILL');
    await members.carriedBy(others);
    expect(await members.shotSince(killed)).toEqual([member]);
  });
});

test('all daemons are restarted one after another: services move away and come home, nobody is fenced', async () => {
  const { members } = story;
  const began = Date.now();
  await story.rollingRestart();
  expect(await members.shotSince(began)).toEqual([]);
});
