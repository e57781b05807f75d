/** The real fence_ipmilan and ipmitool against a BMC's real conversation on loopback. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { checkDevice } from '#src/fencing/device-check.ts';
import { agentFolder } from '#test/fencing/support/agents.ts';
import { BMC_PASSWORD, type Bmc, startBmc } from '#test/fencing/support/bmc.ts';
import { method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let bmc: Bmc;
beforeEach(async () => {
  bmc = await startBmc();
});
afterEach(() => bmc.stop());

test('a node is turned off, proven off, and turned on again when that is asked for', async () => {
  const { first, job } = watchFence(request({ methods: [method('ipmi', bmc.fence())] }), realPorts());
  expect(await first('confirmed')).toMatchObject({
    method: 'ipmi',
    evidence: 'status read off twice on ipmi-node2',
    verified: true,
    powerOn: true,
  });
  expect(await bmc.power()).toBe('off');
  expect(await bmc.orders()).toEqual(['power 0']);
  expect(await job.powerOn()).toBe(true);
  expect(await bmc.power()).toBe('on');
});

test('a wrong password fences nobody, says so without showing it, and is tried again with the corrected one', async () => {
  const ports = realPorts();
  const wrong = bmc.fence({ password: 'wr0ng-Pa55' });
  const { first, job, seen } = watchFence(request({ methods: [method('ipmi', wrong)] }), ports);
  const failed = await first('attempt-failed');
  expect(failed).toMatchObject({ device: 'ipmi-node2', round: 1 });
  expect(failed.reason).toMatch(/wrong user name or password.*status can't be read either/);
  expect(failed.retryAt).not.toBeNull();
  expect(job.state).toMatchObject({ what: 'backing-off', lastError: failed.reason });
  expect(await bmc.power()).toBe('on');
  expect(seen.map(({ type }) => type)).not.toContain('confirmed');

  job.replaceMethods([method('ipmi', bmc.fence())]);
  await first('confirmed');
  expect(await bmc.power()).toBe('off');
  const everything = ports.log.lines.join('\n') + JSON.stringify(seen);
  expect(everything).not.toContain('wr0ng-Pa55');
  expect(everything).not.toContain(BMC_PASSWORD);
});

test('a node that is off already gets no order', async () => {
  await bmc.setPower(false);
  const { first } = watchFence(
    request({ methods: [method('ipmi', bmc.fence())], precheck: 'first' }),
    realPorts(),
  );
  expect(await first('confirmed')).toMatchObject({ alreadyOff: true });
  expect(await bmc.orders()).toEqual([]);
});

test('a BMC that acknowledges the order and does nothing has not fenced', async () => {
  await bmc.setStuck(true);
  const { first, job, seen } = watchFence(request({ methods: [method('ipmi', bmc.fence())] }), realPorts());
  expect((await first('attempt-failed')).reason).toMatch(/power stayed on.*status still reads on/);
  await bmc.setStuck(false);
  await first('confirmed');
  expect(seen.map(({ type }) => type)).toEqual(['shot', 'attempt-failed', 'shot', 'confirmed']);
  expect(await bmc.power()).toBe('off');
  await job.cancel();
});

test('a device check tells the power, and what is wrong with a device, without touching the node', async () => {
  const ports = realPorts();
  const catalog = createAgentCatalog(ports);
  expect(await checkDevice({ ...ports, catalog }, bmc.fence(), 'node2')).toMatchObject({
    ok: true,
    power: 'on',
  });
  await bmc.setPower(false);
  expect(await checkDevice(ports, bmc.fence(), 'node2')).toMatchObject({ ok: true, power: 'off' });
  const wrong = await checkDevice(ports, bmc.fence({ password: 'wr0ng-Pa55' }), 'node2');
  expect(wrong).toMatchObject({ ok: false, reason: expect.stringContaining('wrong user name or password') });
  const missing = await checkDevice(
    { ...ports, catalog },
    { ...bmc.fence(), agent: 'fence_not_installed', timeout: 5_000 },
    'node2',
  );
  expect(missing).toMatchObject({ ok: false, reason: expect.stringContaining('is fence-agents installed?') });
  expect(await bmc.orders()).toEqual([]);
});

test('a password that a passwd_script prints is used', async () => {
  const agents = await agentFolder();
  try {
    const script = await agents.script('password', `echo '${BMC_PASSWORD}'`);
    const { password: _, ...attributes } = bmc.fence().attributes;
    const fence = { ...bmc.fence(), attributes: { ...attributes, passwd_script: script } };
    expect(await checkDevice(realPorts(), fence, 'node2')).toMatchObject({ ok: true, power: 'on' });
  } finally {
    await agents.remove();
  }
});
