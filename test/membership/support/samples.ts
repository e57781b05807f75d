/** Incarnations, members, epochs, heartbeats, records and moments to try membership on, with defaults for what a test does not care about. */
import type { ProposalInput } from '#src/membership/proposal-policy.ts';
import type {
  Epoch,
  Incarnation,
  Ledger,
  LedgerRecord,
  Member,
  NodeRecord,
  NodeStanding,
  View,
} from '#src/membership/types.ts';
import type { Heartbeat } from '#src/wire/words.ts';

/** Boot `n` of some host. */
export function boot(n: number): string {
  return n.toString(16).padStart(32, '0');
}

export function incarnation(bootNumber = 1, count = 1): Incarnation {
  return { boot: boot(bootNumber), count };
}

/** Node `id` in boot `id`, unless told otherwise. */
export function member(id: number, own: Incarnation = incarnation(id)): Member {
  return { id, incarnation: own };
}

export function epoch(number: number, proposer = 1): Epoch {
  return { number, proposer, incarnation: incarnation(proposer) };
}

export function view(number: number, proposer: number, ...ids: readonly number[]): View {
  return { epoch: epoch(number, proposer), members: ids.map((id) => member(id)) };
}

export function record(
  key: string,
  value: unknown,
  at: { epoch?: Epoch; version?: number } = {},
): LedgerRecord {
  return { key, stamp: { epoch: at.epoch ?? epoch(1), version: at.version ?? 0 }, value };
}

export function ledgerOf(...records: readonly LedgerRecord[]): Ledger {
  return new Map(records.map((one) => [one.key, one]));
}

export function nodeEntry(standing: NodeStanding, own: Incarnation | undefined = incarnation()): NodeRecord {
  return { standing, incarnation: own, since: 0, why: 'as the test has it' };
}

/** A heartbeat of node 2 to node 1, which it hears. */
export function beat(fields: Partial<Heartbeat> = {}): Heartbeat {
  return {
    sender: 2,
    incarnation: incarnation(2),
    sequence: 1,
    link: 0,
    state: 'member',
    ready: true,
    view: undefined,
    highestEpoch: 0,
    configVersion: 1,
    echoes: [],
    pausedMs: 0,
    ...fields,
  };
}

/** Node 2 in an active view of 1, 2 and 3 that node 1 coordinates; nothing has changed for long. */
export const CALM: ProposalInput = {
  now: 100_000,
  self: member(2),
  installed: view(5, 1, 1, 2, 3),
  active: true,
  inactiveSince: 0,
  eligible: [member(1), member(2), member(3)],
  eligibleSince: 0,
  viewHolders: [1, 3],
  coordinatorStuck: false,
  startUp: () => ({ kind: 'form', why: 'every node is here' }),
  notBefore: -Infinity,
  keepalive: 500,
  deadtime: 5_000,
};
