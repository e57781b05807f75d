/** A host is emptied by an operator's word: its guests move live. */
import { expect, test } from 'vitest';
import { freshGuestHosts } from './guest-story.ts';

const NAMES = ['g1', 'g2', 'g3', 'g4'] as const;
const story = freshGuestHosts(Object.fromEntries(NAMES.map((name) => [name, { home: 'n1' }])));

test('standby moves all guests live', { timeout: 240_000 }, async () => {
  const { hosts } = story;
  const control = await hosts.control('n2');
  const standby = await control.restrict({ verb: 'standby', node: 'n1', wait: true });
  expect(standby).toMatchObject({ code: 'SUCCESS' });
  for (const name of NAMES) {
    await hosts.started(name, 'n2');
    await hosts.guest(name).ticks();
    expect(await hosts.boots(name)).toBe(1);
    expect(hosts.watch.places(name)).toEqual(['n1', 'n2']);
  }
  expect((await hosts.libvirt.virsh('n1', 'list', '--name')).stdout.trim()).toBe('');
  await hosts.neverTwice();
});
