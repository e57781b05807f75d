import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FenceDevice } from '#src/config/model.ts';
import { type AgentFolder, agentFolder, POWER_ACTIONS } from '#test/fencing/support/agents.ts';
import { device, method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

let agents: AgentFolder;
let agent: string;
beforeEach(async () => {
  agents = await agentFolder();
  agent = await agents.outlets('outlets');
});
afterEach(() => agents.remove());

const outlet = (port: string, over: Partial<FenceDevice> = {}, behave = ''): FenceDevice =>
  device({
    name: `outlet${port}`,
    agent,
    ...over,
    attributes: { port, ...(behave === '' ? {} : { behave }) },
  });

test('a node with two power supplies: both off, both proven, recorded, then both on', async () => {
  const pdu = method(
    'pdu',
    outlet('1', { action: 'off' }),
    outlet('2', { action: 'off' }),
    outlet('1', { action: 'on' }),
    outlet('2', { action: 'on' }),
  );
  const { job, seen, first } = watchFence(request({ methods: [pdu] }), realPorts());
  const confirmed = await first('confirmed');
  expect(confirmed).toMatchObject({
    method: 'pdu',
    evidence: 'status read off twice on outlet1 and outlet2',
    verified: true,
    alreadyOff: false,
    powerOn: true,
  });
  expect(confirmed.agentMs).toBeGreaterThanOrEqual(confirmed.shotMs);
  expect(job.state).toMatchObject({ what: 'confirmed', method: 'pdu', attempts: 1, lastError: '' });
  expect(await agents.journal()).toEqual(['off 1', 'off 2', 'status 1', 'status 2', 'status 1', 'status 2']);
  expect(await job.powerOn()).toBe(true);
  expect((await agents.journal()).slice(6)).toEqual(['on 1', 'on 2']);
  expect(
    seen.map((progress) =>
      progress.type === 'shot' ? `${progress.action} ${progress.device}` : progress.type,
    ),
  ).toEqual(['off outlet1', 'off outlet2', 'confirmed', 'on outlet1', 'on outlet2', 'powered-on']);
});

test('one power supply that stays on is not a fence; the other method is tried and its pair is not shot in vain', async () => {
  const pdu = method('pdu', outlet('1', {}, 'deny'), outlet('2'));
  const { first, job } = watchFence(request({ methods: [pdu, method('ipmi', outlet('3'))] }), realPorts());
  expect(await first('attempt-failed')).toMatchObject({
    method: 'pdu',
    device: 'outlet1',
    reason: 'outlet is locked [exit code 1]; afterwards status still reads on',
    round: 1,
    retryAt: null,
  });
  expect(await first('confirmed')).toMatchObject({ method: 'ipmi' });
  expect(job.state).toMatchObject({ attempts: 2, lastError: expect.stringContaining('outlet is locked') });
  expect(await agents.journal()).toEqual(['off 1', 'status 1', 'off 3', 'status 3', 'status 3']);
});

test('evidence decides: a shot that complains but turned the power off is a fence', async () => {
  const { first } = watchFence(request({ methods: [method('m', outlet('1', {}, 'mumble'))] }), realPorts());
  expect(await first('confirmed')).toMatchObject({ verified: true });
});

test('evidence decides: a shot that claims success while the power is on is none', async () => {
  const { first, job, seen } = watchFence(
    request({ methods: [method('m', outlet('1', { timeout: 3_000 }, 'lie'))] }),
    realPorts(),
  );
  const failed = await first('attempt-failed');
  expect(failed).toMatchObject({ device: 'outlet1', reason: 'after the shot, status still reads on' });
  expect(failed.retryAt).not.toBeNull();
  expect(job.state).toMatchObject({ what: 'backing-off', until: failed.retryAt });
  await job.cancel();
  expect(seen.map(({ type }) => type)).not.toContain('confirmed');
  expect((await agents.journal()).filter((line) => line === 'status 1').length).toBeGreaterThan(2);
});

test('an agent that cannot tell the status is believed, and the evidence says so', async () => {
  const blind = await agents.outlets('blind', ['off', 'monitor', 'metadata']);
  const { first } = watchFence(
    request({ methods: [method('m', outlet('1', { agent: blind }))] }),
    realPorts(),
  );
  expect(await first('confirmed')).toMatchObject({
    verified: false,
    powerOn: false,
    evidence: `${blind} (outlet1) reported success of off, which it can't verify`,
  });
  expect(await agents.journal()).toEqual(['off 1']);
});

test('an agent that cannot tell the status and fails has not fenced', async () => {
  const blind = await agents.outlets('blind', ['off', 'monitor', 'metadata']);
  const { first, job } = watchFence(
    request({ methods: [method('m', outlet('1', { agent: blind }, 'mumble'))] }),
    realPorts(),
  );
  expect(await first('attempt-failed')).toMatchObject({ reason: 'connection lost [exit code 1]' });
  await job.cancel();
});

test('a node that is off already is not shot', async () => {
  await agents.setPower('1', false);
  const fence = request({
    methods: [method('m', outlet('1'))],
    precheck: 'first',
    delay: 60_000,
    delayWhy: 'lets the other go first',
  });
  const { first, job } = watchFence(fence, realPorts());
  expect(await first('confirmed')).toMatchObject({
    alreadyOff: true,
    shotMs: 0,
    powerOn: false,
    evidence: expect.stringContaining('already off'),
  });
  expect(await job.powerOn()).toBe(true);
  expect(await agents.journal()).toEqual(['status 1', 'status 1']);
});

test('a node that is off on one power supply only is shot', async () => {
  await agents.setPower('1', false);
  const { first } = watchFence(
    request({ methods: [method('m', outlet('1'), outlet('2'))], precheck: 'first' }),
    realPorts(),
  );
  expect(await first('confirmed')).toMatchObject({ alreadyOff: false });
  expect((await agents.journal()).slice(0, 4)).toEqual(['status 1', 'status 2', 'off 1', 'off 2']);
});

test('storage fencing that reads off before the shot proves nothing', async () => {
  const fabric = await agents.outlets(
    'fabric',
    POWER_ACTIONS.filter((action) => action !== 'reboot'),
  );
  await agents.setPower('1', false);
  const { first } = watchFence(
    request({ methods: [method('m', outlet('1', { agent: fabric }))], precheck: 'first' }),
    realPorts(),
  );
  expect(await first('confirmed')).toMatchObject({ alreadyOff: false, powerOn: false });
  expect((await agents.journal())[0]).toBe('off 1');
});

test('the wait is told before it begins, with its end and its reason', async () => {
  const { first, job, seen } = watchFence(
    request({ methods: [method('m', outlet('1'))], delay: 60_000, delayWhy: 'lets node1 go first' }),
    realPorts(),
  );
  const waiting = await first('waiting');
  expect(waiting.why).toBe('lets node1 go first');
  expect(job.state).toMatchObject({ what: 'waiting', until: waiting.until, attempts: 0 });
  await job.cancel();
  expect(seen.map(({ type }) => type)).toEqual(['waiting', 'cancelled']);
  expect(await agents.journal()).toEqual([]);
});

test('after cancel has resolved, no agent of the job runs any more', async () => {
  const stubborn = await agents.script(
    'stubborn',
    `trap '' TERM; echo $$ >'${agents.path}/pid'; while :; do sleep 1; done`,
  );
  const ports = realPorts();
  const started = Promise.withResolvers<{ pid: number; startTicks: number }>();
  const metadata = { name: 'x', actions: new Set(POWER_ACTIONS), parameters: new Map() };
  const { job, seen } = watchFence(request({ methods: [method('m', outlet('1', { agent: stubborn }))] }), {
    ...ports,
    agentStarted: started.resolve,
    catalog: { metadata: () => Promise.resolve(metadata) },
  });
  const process = await started.promise;
  expect(ports.commands.alive(process)).toBe(true);
  await job.cancel();
  expect(ports.commands.alive(process)).toBe(false);
  expect(job.state.what).toBe('cancelled');
  expect(seen.at(-1)).toEqual({ type: 'cancelled' });
  await job.cancel();
  expect(seen.filter(({ type }) => type === 'cancelled')).toHaveLength(1);
});

test('a power-on that fails is a warning: the fence stands', async () => {
  const halfway = await agents.script(
    'halfway',
    `while IFS='=' read -r key value; do [ "$key" = action ] && action=$value; done
     case $action in status) exit 2 ;; on) echo 'ERROR: Failed: fuse blown' >&2; exit 1 ;; metadata) exit 1 ;; esac`,
  );
  const { first, job, seen } = watchFence(
    request({ methods: [method('m', outlet('1', { agent: halfway }))] }),
    realPorts(),
  );
  await first('confirmed');
  expect(await job.powerOn()).toBe(false);
  expect(await job.powerOn()).toBe(false);
  expect(seen.filter(({ type }) => type === 'power-on-failed')).toEqual([
    { type: 'power-on-failed', method: 'm', device: 'outlet1', reason: 'fuse blown [exit code 1]' },
  ]);
  expect(job.state.what).toBe('done');
});

test('power-on of a fence that is not confirmed is refused', async () => {
  const { job } = watchFence(request({ methods: [method('m', outlet('1'))], delay: 60_000 }), realPorts());
  expect(await job.powerOn()).toBe(false);
  await job.cancel();
  expect(await job.powerOn()).toBe(false);
  expect(await agents.journal()).toEqual([]);
});

test('without a fence method the operator is told what to do', async () => {
  const { first, job } = watchFence(request({ methods: [] }), realPorts());
  expect((await first('attempt-failed')).reason).toContain('picket confirm-down node2');
  await job.cancel();
});

test('an observer that fails does not stop the fence', async () => {
  const ports = realPorts();
  const { startFence } = await import('#src/fencing/fencer.ts');
  const done = Promise.withResolvers<void>();
  startFence(request({ methods: [method('m', outlet('1'))] }), ports, (progress) => {
    if (progress.type === 'confirmed') done.resolve();
    throw new Error('observer');
  });
  await done.promise;
  expect(ports.log.lines.join('\n')).toContain('the observer of a fence failed');
});
