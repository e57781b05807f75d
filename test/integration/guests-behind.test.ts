/** What happens to guests without Picket's doing: they end, their QEMU hangs, their libvirtd dies or hangs. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createGuestHosts, type GuestHosts } from '#test/lab/guest-hosts.ts';
import { libvirtMissing } from '#test/lab/libvirt.ts';
import { until } from '#test/lab/until.ts';

const missing = await libvirtMissing();
let hosts: GuestHosts;

/** No look by the clock while the test runs: what is noticed is noticed by an event. */
const NEVER_LOOKED_AT = '<action name="status" depth="*" interval="1h"/>';
const LOOKED_AT =
  '<action name="status" depth="0" interval="500ms"/><action name="status" depth="10" interval="1s" timeout="20s"/>';

beforeAll(async () => {
  if (missing !== undefined) return;
  hosts = await createGuestHosts({
    g1: { home: 'n1', elements: NEVER_LOOKED_AT },
    g2: { home: 'n1', elements: NEVER_LOOKED_AT },
    g3: { home: 'n1', elements: NEVER_LOOKED_AT },
    g4: { home: 'n2', elements: LOOKED_AT, attributes: { shutdown_timeout: '1s' } },
    g5: { home: 'n1', elements: LOOKED_AT },
  });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(await hosts?.logs());
});
afterAll(async () => hosts?.destroy());

/** Resolves when the guest counts after its second boot, at home; it was never anywhere else. */
async function bootedAgain(name: string, home: string): Promise<void> {
  await until(
    `second boot of ${name}`,
    async () => ((await hosts.boots(name)) === 2 ? true : undefined),
    60_000,
  );
  await hosts.guest(name).ticks();
  await hosts.started(name, home);
  await hosts.neverTwice();
  expect(hosts.watch.places(name)).toEqual([home]);
  const service = (await hosts.status(home)).services.find(({ id }) => id === `vm:${name}`);
  expect(service).toMatchObject({ state: 'started', owner: home, restarts: 1 });
}

test.skipIf(missing)('virsh destroy: noticed by its event, started again', async () => {
  await hosts.guest('g1').ticks();
  expect((await hosts.libvirt.virsh('n1', 'destroy', 'g1')).code).toBe(0);
  await bootedAgain('g1', 'n1');
});

test.skipIf(missing)('virsh shutdown: the guest obeys, and is started again', async () => {
  await hosts.guest('g2').ticks();
  expect((await hosts.libvirt.virsh('n1', 'shutdown', 'g2')).code).toBe(0);
  await bootedAgain('g2', 'n1');
  expect((await hosts.guest('g2').console()).map(({ word }) => word)).toContain('POWER-BUTTON');
});

test.skipIf(missing)('its QEMU is killed: noticed by its event, started again', async () => {
  await hosts.guest('g3').ticks();
  await hosts.libvirt.signalGuest('n1', 'g3', 'KILL');
  await bootedAgain('g3', 'n1');
});

test.skipIf(missing)(
  'its QEMU hangs while libvirt calls it running: destroyed, and started again',
  async () => {
    await hosts.guest('g4').ticks();
    await hosts.libvirt.signalGuest('n2', 'g4', 'STOP');
    expect((await hosts.libvirt.virsh('n2', 'domstate', 'g4')).stdout.trim()).toBe('running');
    await bootedAgain('g4', 'n2');
  },
);

/** What status says of a guest that runs and can't be asked about. */
const UNASKED = /vm:g5 runs here, but not well: libvirt does not answer/;

/** The QEMU of the guest on that node. */
async function pidOf(node: string, name: string): Promise<string> {
  const { stdout } = await hosts.lab.exec(node, ['pgrep', '-f', `guest=${name},`]);
  return stdout.trim();
}

test.skipIf(missing)('libvirtd dies and comes back: its guests never notice', async () => {
  await hosts.guest('g5').ticks();
  const [boots, pid] = [await hosts.boots('g5'), await pidOf('n1', 'g5')];
  await hosts.libvirt.signalLibvirtd('n1', 'KILL');
  await hosts.says('n1', UNASKED);
  await hosts.guest('g5').ticks();
  await hosts.libvirt.startLibvirtd('n1');
  await until('no word of it any more', async () =>
    UNASKED.test((await hosts.picket('n1', 'status')).stdout) ? undefined : true,
  );
  await hosts.guest('g5').ticks();
  expect(await pidOf('n1', 'g5')).toBe(pid);
  expect(await hosts.boots('g5')).toBe(boots);
  const service = (await hosts.status('n1')).services.find(({ id }) => id === 'vm:g5');
  expect(service).toMatchObject({ state: 'started', owner: 'n1', restarts: 0 });
  await hosts.neverTwice();
});

test.skipIf(missing)(
  'libvirtd hangs: status says so, its guests go on, nothing starts anywhere',
  async () => {
    await hosts.guest('g5').ticks();
    const [boots, pid] = [await hosts.boots('g5'), await pidOf('n1', 'g5')];
    await hosts.libvirt.signalLibvirtd('n1', 'STOP');
    await hosts.says('n1', UNASKED, 60_000);
    await hosts.guest('g5').ticks();
    await hosts.libvirt.signalLibvirtd('n1', 'CONT');
    await until('no word of it any more', async () =>
      UNASKED.test((await hosts.picket('n1', 'status')).stdout) ? undefined : true,
    );
    await hosts.guest('g5').ticks();
    expect(await pidOf('n1', 'g5')).toBe(pid);
    expect(await hosts.boots('g5')).toBe(boots);
    const service = (await hosts.status('n1')).services.find(({ id }) => id === 'vm:g5');
    expect(service).toMatchObject({ state: 'started', owner: 'n1', restarts: 0 });
    await hosts.neverTwice();
  },
);
