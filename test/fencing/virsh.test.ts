/** The real fence_virsh over a real ssh login. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkDevice } from '#src/fencing/device-check.ts';
import { startVirshHost, type VirshHost } from '#test/fencing/support/virsh-host.ts';
import { method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let host: VirshHost;
beforeEach(async () => {
  host = await startVirshHost();
});
afterEach(() => host.stop());

test('a guest is destroyed, proven off, and started again', async () => {
  const { first, job } = watchFence(request({ methods: [method('virsh', host.fence())] }), realPorts());
  expect(await first('confirmed')).toMatchObject({ verified: true, alreadyOff: false });
  expect(await host.state()).toBe('shut off');
  expect(await job.powerOn()).toBe(true);
  expect(await host.state()).toBe('running');
});

test('a key that the host does not know fences nobody', async () => {
  const { first, job } = watchFence(
    request({ methods: [method('virsh', host.fence({ identity_file: host.strangersKey }))] }),
    realPorts(),
  );
  expect((await first('attempt-failed')).reason).toBe(
    "Unable to connect/login to fencing device (wrong user name or password, or the device does not answer) [exit code 1]; afterwards status can't be read either",
  );
  expect(await host.state()).toBe('running');
  await job.cancel();
});

test('a guest that the host does not know is not taken for off', async () => {
  expect(await checkDevice(realPorts(), host.fence({ port: 'node3' }), 'node3')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('You have to enter existing name/UUID of virtual machine!'),
  });
});

test('a guest that is off reads off', async () => {
  await host.setState('shut off');
  expect(await checkDevice(realPorts(), host.fence(), 'node2')).toMatchObject({ ok: true, power: 'off' });
});
