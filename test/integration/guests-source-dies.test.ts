/**
 * A host dies while a guest moves live from it, at ten moments of the way: it is fenced, then the guest runs on the other
 * host, as the copy that was on its way if that was complete, else from its disk. Never on both, and never nowhere because a
 * corpse was taken for it: what the target has received vanishes 6.7 s after its source.
 */
import { expect, test } from 'vitest';
import { back, MOVING, migrate, moment, other, settledOn, undisturbed } from './guest-deaths.ts';
import { freshGuestHosts } from './guest-story.ts';

const story = freshGuestHosts(MOVING);

test('the source dies at ten moments of a migration', { timeout: 600_000 }, async () => {
  const { hosts } = story;
  const whole = await undisturbed(hosts);
  let source = 'n1';
  for (let tenth = 0; tenth < 10; tenth++) {
    const target = other(source);
    await hosts.lab.setBootDelay(source, 'never');
    const moved = migrate(await hosts.control(target), target);
    await moment((whole * (tenth + 0.5)) / 10);
    const killed = await hosts.lab.kill(source);
    await settledOn(hosts, target, source, killed);
    expect(hosts.watch.places('g1').at(-1)).toBe(target);
    await moved;
    await back(hosts, source);
    source = target;
  }
  await hosts.neverTwice();
});
