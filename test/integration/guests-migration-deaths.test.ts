/**
 * A host dies while a guest moves live from it or to it, at ten moments of the way: it is fenced, then the guest runs on the
 * other host, as the copy that was on its way if that was complete, else from its disk. Never on both, and never nowhere
 * because a corpse was taken for it: what the target has received vanishes 6.7 s after its source.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ControlClient } from '#src/control/client.ts';
import { createGuestHosts, type GuestHosts } from '#test/lab/guest-hosts.ts';
import { libvirtMissing } from '#test/lab/libvirt.ts';
import { until } from '#test/lab/until.ts';

const missing = await libvirtMissing();
let hosts: GuestHosts;

beforeEach(async ({ skip }) => {
  skip(missing !== undefined, missing);
  // Some 2 s to carry its memory.
  hosts = await createGuestHosts({ g1: { home: 'n1', fill: 16, attributes: { migrate_bandwidth: '8' } } });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(await hosts?.logs());
  await hosts?.destroy();
});

const other = (node: string): string => (node === 'n1' ? 'n2' : 'n1');
/** What comes of it is seen elsewhere: the daemon that answers may die. */
const migrate = (control: ControlClient, to: string): Promise<string> =>
  control.service({ verb: 'migrate', service: 'vm:g1', node: to }).then(
    ({ code }) => code,
    (error: unknown) => String(error),
  );

/** How long a migration takes that nobody disturbs, ms; the guest is back where it was. */
async function undisturbed(): Promise<number> {
  await hosts.guest('g1').ticks();
  const control = await hosts.control('n1');
  const begin = Date.now();
  expect(await migrate(control, 'n2')).toBe('SUCCESS');
  const took = Date.now() - begin;
  expect(await migrate(control, 'n1')).toBe('SUCCESS');
  return took;
}

/** Resolves when the guest counts on the survivor, which has fenced the other, if there was something to fence for. */
async function settledOn(survivor: string, dead: string, killed: number): Promise<void> {
  await hosts
    .events(survivor)
    .wait(
      `the fence of ${dead}`,
      (event) => event.name === 'fence.succeeded' && event.node === dead && event.at >= killed,
      60_000,
    );
  // libvirt may have lost the target while it opened its connection: Picket gives such a job up after a minute.
  await hosts.started('g1', survivor, 120_000);
  const reached = await hosts.guest('g1').ticks();
  // A corpse that was taken for the guest would be gone by now.
  const last = await until('ticks', async () => {
    const count = await hosts.guest('g1').ticks();
    return count > reached + 3 ? count : undefined;
  });
  expect(last).toBeGreaterThan(reached);
  expect((await hosts.libvirt.virsh(survivor, 'domstate', 'g1')).stdout.trim()).toBe('running');
  await hosts.neverTwice();
}

/** Both are there again, and the guest has stayed. */
async function back(dead: string): Promise<void> {
  await hosts.lab.powerOff(dead);
  await hosts.lab.setBootDelay(dead, 0);
  await hosts.boot(dead);
  await hosts.together();
  await hosts.started('g1', other(dead));
}

/** As `pause`, but the moment is what is meant: of the way, not of an outcome. */
const moment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('the source dies at ten moments of a migration', { timeout: 600_000 }, async () => {
  const whole = await undisturbed();
  let source = 'n1';
  for (let tenth = 0; tenth < 10; tenth++) {
    const target = other(source);
    await hosts.lab.setBootDelay(source, 'never');
    const moved = migrate(await hosts.control(target), target);
    await moment((whole * (tenth + 0.5)) / 10);
    const killed = await hosts.lab.kill(source);
    await settledOn(target, source, killed);
    expect(hosts.watch.places('g1').at(-1)).toBe(target);
    await moved;
    await back(source);
    source = target;
  }
  await hosts.neverTwice();
});

test('the target dies at three moments of a migration: the guest stays, and never notices', {
  timeout: 300_000,
}, async () => {
  const whole = await undisturbed();
  for (const part of [0.1, 0.4, 0.7]) {
    await hosts.lab.setBootDelay('n2', 'never');
    const moved = migrate(await hosts.control('n1'), 'n2');
    await moment(whole * part);
    const killed = await hosts.lab.kill('n2');
    await settledOn('n1', 'n2', killed);
    expect(await moved).not.toBe('SUCCESS');
    await back('n2');
  }
  expect(await hosts.boots('g1')).toBe(1);
  await hosts.neverTwice();
});
