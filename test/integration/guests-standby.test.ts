/** A host is emptied, by an operator's word or as it shuts down: its guests move live, and live they come back. */
import { expect, test } from 'vitest';
import { freshGuestHosts } from './guest-story.ts';

const NAMES = ['g1', 'g2', 'g3', 'g4'] as const;
const attributes = { auto_failback: 'live', failback_delay: '1s' };
const story = freshGuestHosts(Object.fromEntries(NAMES.map((name) => [name, { home: 'n1', attributes }])));

test('standby moves all guests live, and online brings them back', { timeout: 240_000 }, async () => {
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
  expect(await control.restrict({ verb: 'online', node: 'n1' })).toMatchObject({ code: 'SUCCESS' });
  for (const name of NAMES) {
    await hosts.started(name, 'n1', 120_000);
    expect(await hosts.boots(name)).toBe(1);
    expect(hosts.watch.places(name)).toEqual(['n1', 'n2', 'n1']);
  }
  await hosts.neverTwice();
});

test('a host that shuts down sends its guests on as they run, and nobody fences it', {
  timeout: 240_000,
}, async () => {
  const { hosts } = story;
  await hosts.lab.exec('n1', ['pkill', '-TERM', '-o', '-f', 'picketd']);
  for (const name of NAMES) {
    await hosts.started(name, 'n2', 120_000);
    expect(await hosts.boots(name)).toBe(1);
    expect(hosts.watch.places(name)).toEqual(['n1', 'n2']);
  }
  await hosts.says('n2', /n1 +left/);
  expect(hosts.events('n2').seen.filter(({ name }) => name.startsWith('fence.'))).toEqual([]);
  await hosts.neverTwice();
});
