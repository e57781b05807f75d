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
  for (const part of [0.1, 0.4, 0.7]) {
    await hosts.lab.setBootDelay('n2', 'never');
    const moved = migrate(await hosts.control('n1'), 'n2');
    await moment(whole * part);
    const killed = await hosts.lab.kill('n2');
    await settledOn(hosts, 'n1', 'n2', killed);
    expect(await moved).not.toBe('SUCCESS');
    await back(hosts, 'n2');
  }
  expect(await hosts.boots('g1')).toBe(1);
  await hosts.neverTwice();
});
