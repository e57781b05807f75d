/** A host with guests dies: it is fenced first, then its guests go on from their disks on the other host, and never on both. */
import { expect, test } from 'vitest';
import { freshGuestHosts } from './guest-story.ts';

const story = freshGuestHosts({ g1: { home: 'n1' }, g2: { home: 'n2' } });

test('a dead host is powered off before its guests start on the other', { timeout: 120_000 }, async () => {
  const { hosts } = story;
  const { lab } = hosts;
  const reached = await hosts.guest('g1').ticks();
  await lab.setBootDelay('n1', 'never');
  const killed = await lab.kill('n1');
  await hosts.started('g1', 'n2');
  const ticked = await hosts.guest('g1').ticks();
  expect(ticked).toBeGreaterThan(reached);

  const off = (await lab.orders('n1')).find(({ at, order }) => at >= killed && order === 'set power 0');
  const starting = hosts
    .events('n2')
    .seen.filter(({ at, service, name }) => at >= killed && service === 'vm:g1' && name.includes('start'));
  expect(starting.length).toBeGreaterThan(0);
  expect(off?.at).toBeLessThanOrEqual(Math.min(...starting.map(({ at }) => at)));
  expect(hosts.watch.places('g1')).toEqual(['n1', 'n2']);
  // The other guest never noticed.
  expect(await hosts.boots('g2')).toBe(1);
  await hosts.neverTwice();

  await lab.setBootDelay('n1', 0);
  await hosts.boot('n1');
  await hosts.together();
  await hosts.guest('g1').ticks();
  // It comes back with its definition of the guest, and takes nothing.
  expect(hosts.watch.places('g1')).toEqual(['n1', 'n2']);
  await hosts.neverTwice();
});
