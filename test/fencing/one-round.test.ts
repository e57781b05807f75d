/** What a member does when its coordinator can't fence a node: every method once, with the same proof as the coordinator's. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FenceProgress } from '#src/fencing/fence-types.ts';
import { fenceOnce, longestRound, powerOnOnce } from '#src/fencing/one-round.ts';
import { type AgentFolder, agentFolder } from '#test/fencing/support/agents.ts';
import { device, method, realPorts, request } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

let agents: AgentFolder;
let agent: string;
beforeEach(async () => {
  agents = await agentFolder();
  agent = await agents.outlets('outlets');
});
afterEach(() => agents.remove());

const outlet = (port: string, behave = '') =>
  device({
    name: `outlet${port}`,
    agent,
    attributes: { port, ...(behave === '' ? {} : { behave }) },
  });

function once(methods: Parameters<typeof request>[0]['methods'], cancel = new AbortController()) {
  const seen: FenceProgress[] = [];
  const result = fenceOnce(
    request({ ...(methods && { methods }) }),
    realPorts(),
    (progress) => seen.push(progress),
    cancel.signal,
  );
  return { result, seen };
}

test('the first method that is proven ends it', async () => {
  const { result, seen } = once([method('a', outlet('1', 'lie')), method('b', outlet('2'))]);
  expect(await result).toMatchObject({
    kind: 'proven',
    method: 'b',
    evidence: 'status read off twice on outlet2',
    verified: true,
    powerOn: true,
  });
  expect(seen.map((one) => one.type === 'shot' && one.device)).toEqual(['outlet1', 'outlet2']);
});

test('each method is tried once, and the last failure is told', async () => {
  const { result } = once([method('a', outlet('1', 'deny')), method('b', outlet('2', 'deny'))]);
  expect(await result).toEqual({
    kind: 'failed',
    device: 'outlet2',
    reason: 'outlet is locked [exit code 1]; afterwards status still reads on',
  });
  expect(await agents.journal()).toEqual(['off 1', 'status 1', 'off 2', 'status 2']);
});

test('called off, it tells no other device', async () => {
  const cancel = new AbortController();
  cancel.abort();
  const { result } = once([method('a', outlet('1'))], cancel);
  expect(await result).toEqual({ kind: 'failed', device: '', reason: 'called off' });
  expect(await agents.journal()).toEqual([]);
});

test('what was switched off is switched on again by the method that has confirmed it', async () => {
  const methods = [method('a', outlet('1')), method('b', outlet('2'))];
  const signal = new AbortController().signal;
  expect(await powerOnOnce(request({ methods }), 'b', realPorts(), signal)).toBeUndefined();
  expect(await agents.journal()).toEqual(['on 2']);
  expect(await powerOnOnce(request({ methods }), 'c', realPorts(), signal)).toBe(
    'there is no method c any more',
  );
});

test('it is bounded by the deadlines of all its devices', () => {
  const slow = device({ agent: 'fence_x', timeout: 10_000 });
  expect(longestRound([method('a', slow, slow), method('b', slow)])).toBe(70_000 + 40_000);
});
