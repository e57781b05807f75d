/** A host dies while a guest moves live to it, at three moments of the way: it is fenced, and the guest stays where it was. */
import { expect, test } from 'vitest';
import { back, MOVING, migrate, moment, settledOn, undisturbed } from './guest-deaths.ts';
import { freshGuestHosts } from './guest-story.ts';

const story = freshGuestHosts(MOVING);

test('the target dies at three moments of a migration: the guest stays, and never notices', {
  timeout: 300_000,
}, async () => {
  const { hosts } = story;
  const whole = await undisturbed(hosts);
  // How long a migration takes differs from one to the next: the guest may have arrived, and dies with its host then.
  let arrived = 0;
  for (const part of [0.1, 0.3, 0.5]) {
    await hosts.lab.setBootDelay('n2', 'never');
    const moved = migrate(await hosts.control('n1'), 'n2');
    await moment(whole * part);
    const killed = await hosts.lab.kill('n2');
    await settledOn(hosts, 'n1', 'n2', killed);
    if ((await moved) === 'SUCCESS') arrived += 1;
    await back(hosts, 'n2');
  }
  expect(await hosts.boots('g1')).toBe(1 + arrived);
  expect(arrived).toBeLessThan(2);
  await hosts.neverTwice();
});
