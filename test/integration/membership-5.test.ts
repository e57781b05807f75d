/**
 * Five real daemons: what three can't show. Halves of unequal size, several deaths at once, everybody alone, and two members
 * that don't hear each other while all others hear both.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loss, partition } from '#test/lab/faults.ts';
import { tellStory } from './member-story.ts';
import { DEADTIME_MS } from './members.ts';

const story = tellStory(5);

test('two of five are cut off, the coordinator among them: both are fenced, three go on', async () => {
  const { members } = story;
  const { coordinator, member, followers } = await story.roles();
  const minority = [coordinator, member];
  const majority = followers.filter((node) => node !== member);
  const before = await members.running();
  const cut = await members.lab.setFaults(partition(minority, majority));
  await members.carriedBy(majority);
  expect((await members.shotSince(cut)).toSorted()).toEqual(minority.toSorted());
  const now = await members.running();
  for (const [service, where] of before) {
    if (majority.includes(where.split(' ')[0] ?? '')) expect(now.get(service)).toBe(where);
  }
  await members.lab.setFaults([]);
  await members.settled();
});

test('everybody is alone for twice deadtime: nobody shoots or starts anything, nor when they meet again', async () => {
  const { members } = story;
  const began = Date.now();
  const before = await members.running();
  await members.lab.setFaults(partition(...members.nodes.map((node) => [node])));
  await sleep(2 * DEADTIME_MS);
  expect(await members.shotSince(began)).toEqual([]);
  await story.nothingNewSince(before);
  await members.lab.setFaults([]);
  await members.settled();
  expect(await members.shotSince(began)).toEqual([]);
});

test('two members that do not hear each other stay members: all the others hear both', async () => {
  const { followers } = await story.roles();
  const [from = '', to = ''] = followers;
  await story.undisturbed(() => story.faultsForAWhile([{ from, to }]));
});

test('two nodes lose power at once, the coordinator among them: their services start on the other three', async () => {
  const { members } = story;
  const { coordinator, member, followers } = await story.roles();
  const others = followers.filter((node) => node !== member);
  await story.withoutReboot([coordinator, member], async () => {
    await Promise.all([coordinator, member].map((node) => members.lab.kill(node)));
    await members.carriedBy(others);
  });
});

test('a network that loses 30 % of everything moves no service and changes no view', async () => {
  const { members } = story;
  const { sameView } = await story.undisturbed(() => story.faultsForAWhile(loss(30, members.nodes)));
  expect(sameView).toBe(true);
});

test('all daemons are killed at once and come back: no service notices', async () => {
  const { members } = story;
  await story.undisturbed(async () => {
    await Promise.all(members.nodes.map((node) => members.signal(node, 'KILL')));
  });
});

test('all daemons are restarted one after another: services move away and come home, nobody is fenced', async () => {
  const { members } = story;
  const began = Date.now();
  await story.rollingRestart();
  expect(await members.shotSince(began)).toEqual([]);
});
