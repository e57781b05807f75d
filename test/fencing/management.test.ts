/** The real fence_redfish and fence_ilo, through the whole fencer, against controllers that speak their protocols. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { checkDevice } from '#src/fencing/device-check.ts';
import type { ProcessId } from '#src/host/ports.ts';
import { type Certificate, type Controller, selfSigned } from '#test/fencing/support/management.ts';
import { startRedfish } from '#test/fencing/support/redfish.ts';
import { startRibcl } from '#test/fencing/support/ribcl.ts';
import { method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 });

let tls: Certificate;
beforeAll(async () => {
  tls = await selfSigned();
});

const BUTTON = 'HOLD_PWR_BTN TOGGLE="yes"';

describe.each([
  {
    title: 'Redfish',
    agent: 'fence_redfish',
    start: startRedfish,
    off: 'ForceOff',
    on: 'On',
    denied:
      'the controller does not show its systems: most often a wrong user name or password [exit code 1]',
    gone: /^127\.0\.0\.1 port \d+: Connection refused \[exit code 1\]$/,
    distrusted: /its certificate is not trusted \(ssl_insecure="1"/,
  },
  {
    title: 'iLO 2 (RIBCL)',
    agent: 'fence_ilo',
    start: startRibcl,
    off: BUTTON,
    on: BUTTON,
    denied:
      'Unable to connect/login to fencing device (wrong user name or password, or the device does not answer) [exit code 1]',
    gone: /^Unable to connect\/login to fencing device \(.*the device does not answer\)/,
    distrusted: /^Unable to connect\/login to fencing device/,
  },
])('$title', ({ agent, start, off, on, denied, gone, distrusted }) => {
  const withController =
    (act: (controller: Controller) => Promise<void>): (() => Promise<void>) =>
    async () => {
      const controller = await start(tls);
      try {
        await act(controller);
      } finally {
        await controller.stop();
      }
    };

  test.concurrent(
    'a node is turned off, proven off, and turned on again',
    withController(async ({ machine, fence }) => {
      const { first, job } = watchFence(request({ methods: [method('bmc', fence())] }), realPorts());
      expect(await first('confirmed')).toMatchObject({ verified: true, alreadyOff: false, powerOn: true });
      expect(machine).toMatchObject({ power: 'off', orders: [off] });
      expect(await job.powerOn()).toBe(true);
      expect(machine).toMatchObject({ power: 'on', orders: [off, on] });
    }),
  );

  test.concurrent(
    'a wrong password fences nobody, is called what it is, and is shown to nobody',
    withController(async ({ machine, fence }) => {
      const ports = realPorts();
      const { first, job, seen } = watchFence(
        request({ methods: [method('bmc', fence({ password: 'wr0ng-Pa55' }))] }),
        ports,
      );
      expect((await first('attempt-failed')).reason).toBe(
        `${denied}; afterwards status can't be read either`,
      );
      expect(machine).toMatchObject({ power: 'on', orders: [] });
      expect(machine.refusals).toBeGreaterThan(0);
      job.replaceMethods([method('bmc', fence())]);
      await first('confirmed');
      expect(machine).toMatchObject({ power: 'off', orders: [off] });
      expect(ports.log.lines.join() + JSON.stringify(seen)).not.toMatch(/wr0ng-Pa55|s3cret/);
    }),
  );

  test.concurrent.each(['refuses', 'lies'] as const)('a controller that %s has not fenced', (mood) =>
    withController(async ({ machine, fence }) => {
      machine.mood = mood;
      const { first, seen } = watchFence(request({ methods: [method('bmc', fence())] }), realPorts());
      expect((await first('attempt-failed')).reason).toMatch(
        /^Timed out waiting to power OFF \(the power stayed on: .*; afterwards status still reads on$/,
      );
      expect(seen.map(({ type }) => type)).not.toContain('confirmed');
      machine.mood = 'obeys';
      await first('confirmed', 60_000);
      expect(machine).toMatchObject({ power: 'off', orders: [off, off] });
    })(),
  );

  test.concurrent(
    'one that accepts and never answers is given up at the deadline, and nothing stays behind',
    withController(async ({ machine, fence, connections }) => {
      machine.mood = 'silent';
      const ports = realPorts();
      const started: ProcessId[] = [];
      const { first, job } = watchFence(request({ methods: [method('bmc', fence({}, 1_500))] }), {
        ...ports,
        agentStarted: (process) => void started.push(process),
      });
      expect((await first('attempt-failed')).reason).toContain(`no answer from ${agent} within 1.5 s`);
      await job.cancel();
      expect(started.length).toBeGreaterThan(0);
      expect(started.filter((process) => ports.commands.alive(process))).toEqual([]);
      // What the agent started (gnutls-cli has a session of its own) would hold its connection.
      await vi.waitFor(() => expect(connections()).toBe(0), { timeout: 10_000 });
      expect(machine).toMatchObject({ power: 'on', orders: [] });
    }),
  );

  test.concurrent(
    'a device check tells the power, and what is wrong, without an order',
    withController(async ({ machine, fence, stop }) => {
      const ports = realPorts();
      expect(await checkDevice(ports, fence(), 'node2')).toMatchObject({ ok: true, power: 'on' });
      machine.power = 'off';
      expect(await checkDevice(ports, fence(), 'node2')).toMatchObject({ ok: true, power: 'off' });
      const { ssl_insecure: _, ...strict } = fence().attributes;
      expect(await checkDevice(ports, { ...fence(), attributes: strict }, 'node2')).toMatchObject({
        ok: false,
        reason: expect.stringMatching(distrusted),
      });
      await stop();
      expect(await checkDevice(ports, fence(), 'node2')).toMatchObject({
        ok: false,
        reason: expect.stringMatching(gone),
      });
      expect(machine.orders).toEqual([]);
    }),
  );
});
