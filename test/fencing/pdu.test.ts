/** The real fence_apc_snmp against a power strip that speaks SNMP. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkDevice } from '#src/fencing/device-check.ts';
import { type Pdu, startPdu } from '#test/fencing/support/pdu.ts';
import { method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let pdu: Pdu;
beforeEach(async () => {
  pdu = await startPdu();
});
afterEach(() => pdu.stop());

test('both outlets of a node are turned off, proven off, and turned on again; no other is touched', async () => {
  const twoSupplies = method('pdu', pdu.fence(3), pdu.fence(4));
  const { first, job } = watchFence(request({ methods: [twoSupplies] }), realPorts());
  expect(await first('confirmed')).toMatchObject({ verified: true, alreadyOff: false });
  expect(await Promise.all([2, 3, 4, 5].map(pdu.outlet))).toEqual(['on', 'off', 'off', 'on']);
  expect(await job.powerOn()).toBe(true);
  expect(await Promise.all([3, 4].map(pdu.outlet))).toEqual(['on', 'on']);
});

test('a community that may only read fences nobody', async () => {
  const { first, job } = watchFence(
    request({ methods: [method('pdu', pdu.fence(3, { community: 'public' }))] }),
    realPorts(),
  );
  expect((await first('attempt-failed')).reason).toMatch(
    /^Failed object: .*community may not switch it\).*; afterwards status still reads on$/,
  );
  expect(await pdu.outlet(3)).toBe('on');
  await job.cancel();
});

test('a community that nobody knows is told', async () => {
  const result = await checkDevice(realPorts(), pdu.fence(3, { community: 'geheim' }), 'node2');
  expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(/No Response.*community/) });
  expect(JSON.stringify(result)).not.toContain('geheim');
});

test('an outlet that the strip does not have is told over SNMP 1', async () => {
  expect(await checkDevice(realPorts(), pdu.fence(12), 'node2')).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^Failed object: .*the device has no such outlet/),
  });
});
