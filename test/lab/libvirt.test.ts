/** The lab's hosts with libvirt, driven by plain virsh: what the tests of guests rely on is true. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GuestWatch, watchGuests } from './guest-watch.ts';
import { createLab, type Lab } from './lab.ts';
import { type Guest, installLibvirt, type LibvirtHosts, libvirtMissing, libvirtUri } from './libvirt.ts';
import { run } from './run.ts';
import { until } from './until.ts';

const missing = await libvirtMissing();
let lab: Lab;
let hosts: LibvirtHosts;
let watch: GuestWatch;
let count = 0;
let guest: Guest;

beforeAll(async () => {
  if (missing !== undefined) return;
  lab = await createLab();
  hosts = await installLibvirt(lab);
  await Promise.all(lab.nodes.map((node) => lab.boot(node)));
  await Promise.all(lab.nodes.map((node) => hosts.ready(node)));
  watch = watchGuests(lab);
});
beforeEach(async () => {
  if (missing !== undefined) return;
  count += 1;
  guest = await hosts.addGuest(`g${count}`, { fill: count === 2 ? 32 : 0 });
  for (const node of lab.nodes) await guest.define(node);
});
afterAll(async () => {
  await watch?.stop();
  const images = `${lab?.shared}/`;
  await lab?.destroy();
  // Its own devices are gone, and nobody else's.
  if (missing === undefined) expect((await run(['losetup', '--all'])).stdout).not.toContain(images);
});

const ok = async (node: string, ...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await hosts.virsh(node, ...words);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout.trim();
};
const migrate = (to: string, ...more: readonly string[]): readonly string[] => [
  ...['migrate', '--live', '--p2p', ...more, guest.name],
  libvirtUri(lab.address(to, 'lan0')),
];
const words = async (): Promise<readonly string[]> => (await guest.console()).map(({ word }) => word);

test.skipIf(missing)(
  'a guest starts, counts, obeys its power button, and goes on from its disk',
  async () => {
    await ok('n1', 'start', guest.name);
    const reached = await guest.ticks();
    await ok('n1', 'shutdown', guest.name);
    await until('its end', async () =>
      (await ok('n1', 'domstate', guest.name)) === 'shut off' ? true : undefined,
    );
    expect((await words()).at(-1)).toBe('POWER-BUTTON');
    await ok('n2', 'start', guest.name);
    expect(await guest.ticks()).toBeGreaterThan(reached);
    expect(watch.places(guest.name)).toEqual(['n1', 'n2']);
    await ok('n2', 'destroy', guest.name);
    expect((await words()).filter((word) => word === 'UP').length).toBe(2);
    expect(await words()).not.toContain('SPLIT-BRAIN');
  },
);

test.skipIf(missing)(
  'it moves live, taking what it has in memory with it; bandwidth decides how long',
  async () => {
    await ok('n1', 'start', guest.name);
    await guest.ticks();
    const long = hosts.virsh('n1', ...migrate('n2', '--bandwidth', '1'));
    await until('the migration', async () =>
      (await ok('n2', 'domstate', '--reason', guest.name)).startsWith('paused') ? true : undefined,
    );
    await until('what it still has to carry', async () =>
      /Memory remaining: +[1-9]/.test(await ok('n1', 'domjobinfo', guest.name)) ? true : undefined,
    );
    await ok('n1', 'domjobabort', guest.name);
    expect((await long).stderr).toContain('canceled by client');
    expect(await ok('n1', 'domstate', guest.name)).toBe('running');
    await ok('n1', ...migrate('n2', '--bandwidth', '1000'));
    const there = await guest.ticks();
    await ok('n2', ...migrate('n1', '--bandwidth', '1000'));
    expect(await guest.ticks()).toBeGreaterThan(there);
    expect(watch.places(guest.name)).toEqual(['n1', 'n2', 'n1']);
    expect(await words()).not.toContain('SPLIT-BRAIN');
    expect((await words()).filter((word) => word === 'UP').length).toBe(1);
    expect(watch.doubles).toEqual([]);
    await ok('n1', 'destroy', guest.name);
  },
);

test.skipIf(missing)('two copies are noticed: by the disk, and by who asks both hosts', async () => {
  await ok('n1', 'start', guest.name);
  await guest.ticks();
  expect(watch.doubles).toEqual([]);
  await ok('n2', 'start', guest.name);
  await until('the split', async () => ((await words()).includes('SPLIT-BRAIN') ? true : undefined));
  await until('what the hosts say', () => (watch.doubles.length > 0 ? true : undefined));
  expect(watch.doubles[0]).toContain(`${guest.name} on n1 and on n2`);
  for (const node of lab.nodes) await ok(node, 'destroy', guest.name);
});

test.skipIf(missing)(
  'a host has a libvirt of its own, which loses its guests with the power and keeps what it knows',
  async () => {
    await ok('n2', 'start', guest.name);
    await guest.ticks();
    expect(await ok('n1', 'domstate', guest.name)).toBe('shut off');
    await lab.powerOff('n2');
    const said = (await guest.console()).length;
    await lab.boot('n2');
    await hosts.ready('n2');
    expect(await ok('n2', 'domstate', guest.name)).toBe('shut off');
    expect((await guest.console()).length).toBe(said);
    const kvm = (await readFile(guest.xmlFile, 'utf8')).replace("type='qemu'", "type='kvm'");
    await writeFile(`${lab.shared}/kvm.xml`, kvm);
    const refused = await hosts.virsh('n2', 'define', `${lab.shared}/kvm.xml`);
    expect(refused.stderr).toContain('does not support');
  },
);

test.skipIf(missing)('a libvirtd that dies leaves its guests; one that hangs answers nobody', async () => {
  await ok('n1', 'start', guest.name);
  await hosts.signalLibvirtd('n1', 'KILL');
  await guest.ticks();
  expect((await hosts.virsh('n1', 'list')).code).toBe(1);
  await hosts.startLibvirtd('n1');
  expect(await ok('n1', 'domstate', guest.name)).toBe('running');
  await hosts.signalLibvirtd('n1', 'STOP');
  const asked = hosts.virsh('n1', 'domstate', guest.name);
  await guest.ticks();
  await hosts.signalLibvirtd('n1', 'CONT');
  expect((await asked).stdout.trim()).toBe('running');
  await hosts.signalGuest('n1', guest.name, 'KILL');
  await until('its end', async () =>
    (await ok('n1', 'domstate', guest.name)) === 'shut off' ? true : undefined,
  );
});
