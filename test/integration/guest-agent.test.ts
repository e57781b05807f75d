/** The `vm` agent on a host with a real libvirt and real guests, and what happens to both behind its back. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Guest, libvirtMissing } from '#test/lab/libvirt.ts';
import { until } from '#test/lab/until.ts';
import { type GuestBed, makeGuestBed } from './guest-bed.ts';

const NODE = 'n1';
const missing = await libvirtMissing();
let bed: GuestBed;
let guests = 0;

beforeAll(async () => {
  if (missing === undefined) bed = await makeGuestBed();
});
afterAll(() => bed?.destroy());

type Fields = Parameters<GuestBed['operation']>[2];

/** A new guest, and the agent's operations on it. */
async function addGuest(options: Parameters<GuestBed['hosts']['addGuest']>[1] = {}) {
  guests += 1;
  const guest = await bed.hosts.addGuest(`g${guests}`, options);
  const operation = (fields: Fields = {}) =>
    bed.operation(NODE, guest.name, {
      ...fields,
      attributes: { xmlfile: guest.xmlFile, ...fields.attributes },
    });
  const agent = bed.agent(NODE);
  return {
    guest,
    operation,
    start: async (fields?: Fields) => agent.start(await operation(fields)),
    stop: async (fields?: Fields) => agent.stop(await operation(fields)),
    monitor: async (depth = 0, fields?: Fields) => agent.monitor(await operation(fields), depth),
    state: () => bed.state(NODE, guest.name),
  };
}

async function said(guest: Guest, word: string): Promise<number> {
  return (await guest.console()).filter((line) => line.word === word).length;
}

describe('start and stop', () => {
  it.skipIf(missing)(
    'begin with a definition and end with the power button; twice makes no difference',
    async () => {
      const { guest, start, stop, monitor, state } = await addGuest();
      expect(await monitor(0, { probe: true })).toEqual({
        status: 'not-running',
        reason: 'libvirt knows no such guest',
      });
      expect(await start()).toEqual({ ok: true });
      expect(await start()).toEqual({ ok: true });
      await guest.ticks();
      expect(await monitor(10)).toEqual({ status: 'running', reason: '' });
      expect(await stop()).toEqual({ ok: true });
      expect(await stop()).toEqual({ ok: true });
      expect([await state(), await said(guest, 'UP'), await said(guest, 'POWER-BUTTON')]).toEqual([
        'shut off (shutdown)',
        1,
        1,
      ]);
    },
  );

  it.skipIf(missing)(
    'a guest that does not heed the button is destroyed in the end, unless that is forbidden',
    async () => {
      const { guest, start, stop, state } = await addGuest({ deaf: true });
      expect(await start()).toEqual({ ok: true });
      await guest.ticks();
      expect(await stop({ attributes: { shutdown_timeout: '1s', no_kill: 'yes' } })).toEqual({
        ok: false,
        timedOut: false,
        reason: 'the guest is running (booted) after 1 s, and no_kill forbids to destroy it',
      });
      expect(await state()).toBe('running (booted)');
      expect(await stop({ attributes: { shutdown_timeout: '1s' } })).toEqual({ ok: true });
      expect(await state()).toBe('shut off (destroyed)');
    },
  );

  it.skipIf(missing)('need a definition, of this guest', async () => {
    const { guest, start } = await addGuest();
    const other = await addGuest();
    expect(await start({ attributes: { xmlfile: '' } })).toMatchObject({
      ok: false,
      reason: 'libvirt does not know the guest here, and neither xmlfile nor path leads to a definition',
    });
    expect(await start({ attributes: { xmlfile: other.guest.xmlFile } })).toMatchObject({
      reason: `${other.guest.xmlFile} defines "${other.guest.name}", not "${guest.name}"`,
    });
    expect(await start({ attributes: { xmlfile: '', path: `/nowhere:${bed.lab.shared}` } })).toEqual({
      ok: true,
    });
  });

  it.skipIf(missing)('take away what libvirt would do by itself at boot', async () => {
    const { guest, start } = await addGuest();
    await guest.define(NODE);
    await bed.hosts.virsh(NODE, 'autostart', guest.name);
    await start();
    expect((await bed.hosts.virsh(NODE, 'dominfo', guest.name)).stdout).toMatch(/Autostart:\s+disable/);
  });

  it.skipIf(missing)(
    'a guest that was paused by hand is shown, goes on by a start, and is no hindrance to a stop',
    async () => {
      const { guest, start, stop, monitor, state } = await addGuest();
      await start();
      await guest.ticks();
      await bed.hosts.virsh(NODE, 'suspend', guest.name);
      expect(await monitor(10)).toEqual({
        status: 'degraded',
        reason: 'the guest is paused (user): virsh resume lets it go on',
      });
      expect(await start()).toEqual({ ok: true });
      await guest.ticks();
      await bed.hosts.virsh(NODE, 'suspend', guest.name);
      expect(await stop()).toEqual({ ok: true });
      expect([await state(), await said(guest, 'UP')]).toEqual(['shut off (destroyed)', 1]);
    },
  );

  it.skipIf(missing)('a memory that libvirt saved is not used: the disk may have changed since', async () => {
    const { guest, start } = await addGuest();
    await start();
    await guest.ticks();
    await bed.hosts.virsh(NODE, 'managedsave', guest.name);
    expect(await start()).toEqual({ ok: true });
    await guest.ticks();
    expect(await said(guest, 'UP')).toBe(2);
  });

  it.skipIf(missing)('with `snapshot` the guest is saved and goes on, once', async () => {
    const { guest, start, stop, state } = await addGuest();
    const attributes = { snapshot: `${bed.lab.shared}/` };
    await start({ attributes });
    await guest.ticks();
    expect(await stop({ attributes })).toEqual({ ok: true });
    expect(await state()).toBe('shut off (saved)');
    expect(await start({ attributes })).toEqual({ ok: true });
    await guest.ticks();
    expect(await said(guest, 'UP')).toBe(1);
    await bed.hosts.virsh(NODE, 'destroy', guest.name);
    await start({ attributes });
    await guest.ticks();
    expect(await said(guest, 'UP')).toBe(2);
  });

  it.skipIf(missing)(
    'a start waits until `status_program` is content; a look at depth 10 asks it too',
    async () => {
      const { guest, start, monitor } = await addGuest();
      const flag = `${bed.lab.shared}/${guest.name}.well`;
      const attributes = {
        status_program: `test -e ${flag} || { echo "no answer of $OCF_RESKEY_name"; exit 3; }`,
      };
      expect(await start({ attributes, timeout: 3_000 })).toEqual({
        ok: false,
        timedOut: true,
        reason: `the guest runs, but does not work: status_program: no answer of ${guest.name} (exit code 3)`,
      });
      expect(await monitor(0, { attributes })).toMatchObject({ status: 'running' });
      expect(await monitor(10, { attributes })).toMatchObject({ status: 'failed' });
      await writeFile(flag, '');
      expect(await start({ attributes })).toEqual({ ok: true });
      expect(await monitor(10, { attributes })).toMatchObject({ status: 'running' });
    },
  );
});

describe('behind its back', () => {
  it.skipIf(missing)('a guest whose QEMU is killed is noticed at once', async () => {
    const { guest, operation, start, stop, monitor } = await addGuest();
    await start();
    let heard = 0;
    const leave = bed.agent(NODE).watch?.(await operation(), () => {
      heard += 1;
    });
    // The watch looks once by itself when it hears.
    await until('it hears', () => (heard > 0 ? true : undefined));
    heard = 0;
    await bed.hosts.signalGuest(NODE, guest.name, 'KILL');
    await until('its death is heard of', () => (heard > 0 ? true : undefined), 10_000);
    expect(await monitor()).toEqual({ status: 'not-running', reason: 'the guest, or its QEMU, crashed' });
    leave?.();
    expect(await start()).toEqual({ ok: true });
    expect(await stop()).toEqual({ ok: true });
  });

  it.skipIf(missing)(
    'a QEMU that hangs has failed at depth 10, and is not waited for by a stop',
    async () => {
      const { guest, start, stop, monitor, state } = await addGuest();
      await start();
      await guest.ticks();
      await bed.hosts.signalGuest(NODE, guest.name, 'STOP');
      expect(await monitor(0)).toMatchObject({ status: 'running' });
      expect(await monitor(10, { timeout: 4_000 })).toMatchObject({
        status: 'failed',
        reason: expect.stringMatching(/^QEMU hangs: /),
      });
      expect(await stop({ timeout: 165_000, attributes: { shutdown_timeout: '120s' } })).toEqual({
        ok: true,
      });
      expect(await state()).toBe('shut off (destroyed)');
    },
    90_000,
  );

  it.skipIf(missing)(
    'a libvirt that is gone leaves its guests alone; what it did not run is known to be down',
    async () => {
      const { guest, operation, start, stop, monitor } = await addGuest();
      const other = await addGuest();
      await start();
      await guest.ticks();
      let heard = 0;
      const leave = bed.agent(NODE).watch?.(await operation(), () => {
        heard += 1;
      });
      await until('it hears', () => (heard > 0 ? true : undefined));
      await bed.hosts.signalLibvirtd(NODE, 'KILL');
      expect(await monitor(10)).toMatchObject({
        status: 'degraded',
        reason: expect.stringMatching(
          /^libvirt does not answer: .*; the QEMU of the guest lives \(pid \d+\)$/,
        ),
      });
      expect(await monitor(0, { probe: true, timeout: 2_000 })).toMatchObject({ status: 'unknown' });
      expect(await stop({ timeout: 2_000 })).toMatchObject({ ok: false, timedOut: true });
      expect(await start({ timeout: 2_000 })).toMatchObject({ ok: false });
      expect(await other.monitor(0, { probe: true })).toMatchObject({ status: 'not-running' });
      expect(await other.stop()).toEqual({ ok: true });
      heard = 0;
      await bed.hosts.startLibvirtd(NODE);
      await until('it hears again', () => (heard > 0 ? true : undefined));
      expect(await monitor(10)).toEqual({ status: 'running', reason: '' });
      await guest.ticks();
      expect(await said(guest, 'UP')).toBe(1);
      leave?.();
    },
  );

  it.skipIf(missing)('a libvirt that hangs is told from one that answers, in time', async () => {
    const { guest, start, stop, monitor } = await addGuest();
    const other = await addGuest();
    await start();
    await bed.hosts.signalLibvirtd(NODE, 'STOP');
    try {
      expect(await monitor(10, { timeout: 1_000 })).toMatchObject({
        status: 'degraded',
        reason: expect.stringMatching(
          /libvirt does not answer \(within 1000 ms\); the QEMU of the guest lives/,
        ),
      });
      // It may be about to start it.
      expect(await other.monitor(0, { timeout: 1_000 })).toMatchObject({ status: 'unknown' });
      expect(await other.stop({ timeout: 1_000 })).toMatchObject({ ok: false, timedOut: true });
      expect(await stop({ timeout: 1_000 })).toMatchObject({ ok: false, timedOut: true });
    } finally {
      await bed.hosts.signalLibvirtd(NODE, 'CONT');
    }
    await guest.ticks();
    expect(await monitor()).toEqual({ status: 'running', reason: '' });
  });

  it.skipIf(missing)('a QEMU that libvirt knows nothing of is not called stopped', async () => {
    const { guest, start, stop, monitor } = await addGuest();
    const qemu = ['qemu-system-x86_64', '-name', `guest=${guest.name}`, '-machine', 'none', '-nodefaults'];
    const pidFile = '/run/stray.pid';
    await bed.lab.exec(NODE, [...qemu, '-display', 'none', '-daemonize', '-pidfile', pidFile]);
    const words = expect.stringMatching(
      /^libvirt says that the guest does not run, but a QEMU of its name does/,
    );
    expect(await monitor(0, { probe: true, timeout: 1_000 })).toEqual({ status: 'unknown', reason: words });
    expect(await stop({ timeout: 1_000 })).toMatchObject({ ok: false, reason: words });
    expect(await start({ timeout: 1_000 })).toMatchObject({ ok: false, reason: words });
    await bed.lab.exec(NODE, ['pkill', '-9', '-F', pidFile]);
    expect(await stop()).toEqual({ ok: true });
  });
});
