/** A host dies while a guest moves live: what the stories of dying sources and targets have in common. */
import { expect } from 'vitest';
import type { ControlClient } from '#src/control/client.ts';
import type { GuestHosts, GuestPlan } from '#test/lab/guest-hosts.ts';
import { until } from '#test/lab/until.ts';

/** Some 2 s to carry its memory. */
export const MOVING: Readonly<Record<string, GuestPlan>> = {
  g1: { home: 'n1', fill: 16, attributes: { migrate_bandwidth: '8' } },
};

export const other = (node: string): string => (node === 'n1' ? 'n2' : 'n1');
/** What comes of it is seen elsewhere: the daemon that answers may die. */
export const migrate = (control: ControlClient, to: string): Promise<string> =>
  control.service({ verb: 'migrate', service: 'vm:g1', node: to }).then(
    ({ code }) => code,
    (error: unknown) => String(error),
  );

/** How long a migration takes that nobody disturbs, ms; the guest is back where it was. */
export async function undisturbed(hosts: GuestHosts): Promise<number> {
  await hosts.guest('g1').ticks();
  const control = await hosts.control('n1');
  const begin = Date.now();
  expect(await migrate(control, 'n2')).toBe('SUCCESS');
  const took = Date.now() - begin;
  expect(await migrate(control, 'n1')).toBe('SUCCESS');
  return took;
}

/** Resolves when the guest counts on the survivor, which has fenced the other, if there was something to fence for. */
export async function settledOn(
  hosts: GuestHosts,
  survivor: string,
  dead: string,
  killed: number,
): Promise<void> {
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
export async function back(hosts: GuestHosts, dead: string): Promise<void> {
  await hosts.lab.powerOff(dead);
  await hosts.lab.setBootDelay(dead, 0);
  await hosts.boot(dead);
  await hosts.together();
  await hosts.started('g1', other(dead));
}

/** As `pause`, but the moment is what is meant: of the way, not of an outcome. */
export const moment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
