/** What the stories of fencing have in common: which agent drives the BMCs, and the truths that hold in each of them. */
import { expect } from 'vitest';
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { Events } from '#test/lab/control.ts';
import type { Lab } from '#test/lab/lab.ts';
import { until } from '#test/lab/until.ts';
import type { Hosts } from './hosts.ts';

export interface Driver {
  readonly agent: string;
  /** Attributes with which it gives up on a BMC that does not answer in seconds: by itself fence_ipmilan takes 20. */
  readonly impatient: Readonly<Record<string, string>>;
  /** As it and Picket say it. */
  readonly words: { readonly refused: RegExp; readonly silent: RegExp; readonly powerStays: RegExp };
}

/** Built in; it waits for nothing, and notices in 2 s that nobody answers. */
export const IPMI: Driver = {
  agent: 'fence_ipmi',
  impatient: { agent: 'fence_ipmi' },
  words: {
    refused: /refuses the password of user "admin"/,
    silent: /no answer from 10\.77\.2\.10\d \(UDP 623\)/,
    powerStays: /still reads on/,
  },
};

export const IPMILAN: Driver = {
  agent: 'fence_ipmilan',
  impatient: { agent: 'fence_ipmilan', power_timeout: '3' },
  words: {
    refused: /wrong user name or password/,
    silent: /Connection timed out \(no answer/,
    powerStays: /the power stayed on|still reads on/,
  },
};

/** What `picket status` prints of a lost node, in one place: the sentence goes on with `state`. */
function lost(node: string, by: string, state: string): RegExp {
  return new RegExp(
    `${node} is lost, and its services wait until it is fenced; fencing by ${by} ${state}.*` +
      `\\n.*\\n(.*until:.*\\n)?.*ends when:.*picket confirm-down ${node}`,
  );
}

/** `words` are what the last attempt met. All of these end with the way out, as an operator needs it. */
export const statusSays = {
  failing: (node: string, by: string, device: string, words: RegExp): RegExp =>
    lost(node, by, `failed (once|twice|\\d+ times), the last time with ${device}: .*(${words.source})`),
  shooting: (node: string, by: string): RegExp => lost(node, by, 'is under way'),
  waiting: (node: string, by: string, words: RegExp): RegExp => lost(node, by, `waits: .*(${words.source})`),
};

/** Since then, what the BMC of the node was told to do with the power. */
export async function powerOrders(lab: Lab, node: string, since = 0): Promise<readonly string[]> {
  const orders = await lab.orders(node);
  return orders.filter(({ at, order }) => at >= since && /^set power/.test(order)).map(({ order }) => order);
}

export async function fenceOf(events: Events, node: string, within?: number): Promise<ClusterEvent> {
  return await events.wait(
    `the fence of ${node}`,
    (event) => event.name === 'fence.succeeded' && event.node === node,
    within,
  );
}

/** Every failed attempt at that node so far. */
export function failures(events: Events, node: string): readonly ClusterEvent[] {
  return events.seen.filter((event) => event.name === 'fence.failed' && event.node === node);
}

export async function failed(events: Events, node: string, times = 1): Promise<readonly ClusterEvent[]> {
  await events.wait(`${times} failed attempts`, () => failures(events, node).length >= times, 60_000);
  return failures(events, node);
}

/** As long as n2 is lost and not fenced: nothing of it has begun on n1, by its words, its records and the witness. */
export async function nothingTakenOver(hosts: Hosts, n1: Events, since: number): Promise<void> {
  expect(startsOf(n1, 'web', since)).toEqual([]);
  const web = (await hosts.status('n1')).services.find(({ id }) => id === 'service:web');
  expect(web).toMatchObject({ owner: 'n2' });
  expect(await hosts.witnessed('web')).toEqual(['n2']);
}

/**
 * Waits until web, which n2 ran when it was lost at `since`, runs on n1; and judges: nothing began before the fence was
 * confirmed, nor before nothing of n2 ran any more; it never ran twice; and base never left n1.
 */
export async function takenOver(
  hosts: Hosts,
  n1: Events,
  since: number,
  within?: number,
): Promise<ClusterEvent> {
  await n1.wait(
    'web on n1',
    (event) => event.name === 'service.started' && isOf(event, 'web', since),
    within,
  );
  const fenced = n1.seen.find((event) => event.name === 'node.fenced' || event.name === 'fence.succeeded');
  const starts = startsOf(n1, 'web', since);
  for (const event of starts) {
    expect(event.node, event.message).toBe('n1');
    expect(event.sequence, event.message).toBeGreaterThan(fenced?.sequence ?? Infinity);
  }
  await hosts.witnessedOn('n1', 'web');
  const first = (await hosts.firstOn('n1', 'web', since)) ?? 0;
  const dead = (await hosts.lab.powerLog('n2')).findLast(({ at, what }) => at < first && what !== 'boot');
  expect(dead?.at ?? Infinity, 'n2 was down before').toBeGreaterThanOrEqual(since);
  expect(await hosts.witnessed('web')).toEqual(['n2', 'n1']);
  expect(await hosts.witnessed('base')).toEqual(['n1']);
  return fenced ?? expect.fail('no fence');
}

/** Its starts and those of its resources, since then. */
function startsOf(events: Events, service: string, since: number): readonly ClusterEvent[] {
  return events.seen.filter(
    (event) => isOf(event, service, since) && /^(service|resource)\.start/.test(event.name),
  );
}

function isOf(event: ClusterEvent, service: string, since: number): boolean {
  return event.service === `service:${service}` && event.at >= since;
}

/** Resolves with the time at which nothing of the node ran any more because its power went, ms. */
export async function wentOff(lab: Lab, node: string, since: number): Promise<number> {
  return await until(`${node} to be off`, async () => {
    const log = await lab.powerLog(node);
    return log.find(({ at, what }) => at >= since && what === 'off')?.at;
  });
}
