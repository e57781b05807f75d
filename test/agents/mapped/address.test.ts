/** The ip type for real, on a pair of interfaces of its own. Needs root. */
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '#src/agents/agent.ts';
import { interfaceWith } from '#src/agents/mapped/address-agent.ts';
import { agents } from '#src/agents/registry.ts';
import { type Bed, makeBed } from '#test/agents/bed.ts';

/** 198.18.0.0/15 is for tests of networks: RFC 2544. */
const NETWORK = `198.18.${process.pid % 256}`;
const [HERE, THERE] = [`pkh${process.pid}`, `pkt${process.pid}`];

const agent = agents.find('ip');
if (agent === undefined) throw new Error('no agent for ip');
const ip = agent;

function run(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' });
}

let bed: Bed;
beforeAll(() => {
  run('link', 'add', HERE, 'type', 'veth', 'peer', 'name', THERE);
  for (const name of [HERE, THERE]) run('link', 'set', name, 'up');
  run('address', 'add', `${NETWORK}.1/24`, 'dev', HERE);
  run('address', 'add', 'fd00:feed::1/64', 'dev', HERE, 'nodad');
});
afterAll(() => {
  run('link', 'delete', HERE);
});
beforeEach(() => {
  bed = makeBed();
});
afterEach(() => {
  run('link', 'set', THERE, 'up');
  bed.clear();
});

const at = (address: string, rest: Record<string, string> = {}): Operation => {
  const attributes = { address, ...rest };
  return bed.operation({ timeout: 20_000, attributes, resource: { type: 'ip', name: address, attributes } });
};

const addresses = (): string => run('-brief', 'address', 'show', 'dev', HERE);

describe('an address', () => {
  it('comes up on the interface of its network, is found there, and goes; start and stop can be repeated', async () => {
    const operation = at(`${NETWORK}.50`);
    expect(await ip.monitor({ ...operation, probe: true }, 0)).toMatchObject({ status: 'not-running' });
    expect(await ip.start(operation)).toEqual({ ok: true });
    expect(await ip.start(operation)).toEqual({ ok: true });
    expect(addresses()).toContain(`${NETWORK}.50/24`);
    expect(await ip.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    expect(await ip.stop(operation)).toEqual({ ok: true });
    expect(await ip.stop(operation)).toEqual({ ok: true });
    expect(addresses()).not.toContain(`${NETWORK}.50`);
    expect(await ip.monitor(operation, 0)).toMatchObject({ status: 'not-running' });
  });

  it('of IPv6, with a length of its own', async () => {
    const operation = at('FD00:feed:0::50/64');
    expect(await ip.start(operation)).toEqual({ ok: true });
    expect(addresses()).toContain('fd00:feed::50/64');
    expect(await ip.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    expect(await ip.stop(operation)).toEqual({ ok: true });
    expect(addresses()).not.toContain('fd00:feed::50');
  });

  it('has failed when the link is down, unless monitor_link is off', async () => {
    const operation = at(`${NETWORK}.51/24`);
    await ip.start(operation);
    run('link', 'set', THERE, 'down');
    expect(await ip.monitor(operation, 0)).toEqual({
      status: 'failed',
      reason: `the interface ${HERE} has no link`,
    });
    expect(await ip.monitor(at(`${NETWORK}.51/24`, { monitor_link: '0' }), 0)).toMatchObject({
      status: 'running',
    });
    // Where it is does not depend on the link.
    expect(await ip.monitor({ ...operation, probe: true }, 0)).toMatchObject({ status: 'running' });
    expect(await ip.stop(operation)).toEqual({ ok: true });
  });

  it('waits after a stop for as long as sleeptime says, and only if it was there', async () => {
    const operation = at(`${NETWORK}.52`, { sleeptime: '1' });
    const waits: number[] = [];
    const clock = {
      ...operation.ports.clock,
      after: (delay: number, fn: () => void) => {
        waits.push(delay);
        return operation.ports.clock.after(0, fn);
      },
    };
    const watched = { ...operation, ports: { ...operation.ports, clock } };
    await ip.start(watched);
    expect(await ip.stop(watched)).toEqual({ ok: true });
    expect(await ip.stop(watched)).toEqual({ ok: true });
    expect(waits).toEqual([1_000]);
  });

  it('of a network that no interface is in is refused with the reason, and is nowhere', async () => {
    const operation = at('192.0.2.77', { prefer_interface: HERE });
    const route = 'no interface of this node is in the network of 192.0.2.77';
    expect(await ip.start(at('192.0.2.77', { prefer_interface: 'nowhere0' }))).toMatchObject({
      ok: false,
      reason: expect.stringContaining(route),
    });
    expect(await ip.monitor({ ...operation, probe: true }, 0)).toMatchObject({ status: 'not-running' });
    expect(await ip.stop(operation)).toEqual({ ok: true });
  });
});

it('what is no list of interfaces names none', () => {
  for (const text of ['', 'null', '[null, 1]', '{"a":1}', '[{"ifname":"a","addr_info":[null,{}]}]', '[{']) {
    expect(interfaceWith('10.0.0.1', text)).toBeUndefined();
  }
});
