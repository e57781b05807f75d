/** Which fence proves to DRBD that what it was connected to is off. */
import { expect, test } from 'vitest';
import { drbdProof, type LastFence } from '#src/cluster/drbd-facts.ts';
import { fenceKey, newFence } from '#src/cluster/records.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Incarnation, NodeRecord } from '#src/membership/types.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { incarnation, ledgerOf, nodeEntry, record } from '../membership/support/samples.ts';

interface Case {
  readonly standing?: NodeRecord['standing'];
  /** The daemon of node 2 that is heard now. */
  readonly heard?: Incarnation;
  readonly before?: LastFence;
  readonly told?: string;
  readonly own?: string;
  readonly fence?: 'fenced' | 'running';
}

const OLD = incarnation(2);
const NEW = incarnation(3);
/** How the fence that node 2 counts as fenced by is known. */
const ID = `${OLD.boot}/${OLD.count}/0`;

function proof({
  standing = 'fenced',
  heard,
  before,
  told,
  own,
  fence = 'fenced',
}: Case): string | undefined {
  const how = { asked: false, lookFirst: false };
  const ledger = ledgerOf(
    record('node:2', nodeEntry(standing, OLD)),
    record(fenceKey('7-2'), { ...newFence(2, 1, how, 0), state: fence, method: 'ipmi' }),
  );
  const peers = { state: heard === undefined ? 'dead' : 'up', incarnation: heard };
  const membership = { agreement: { ledger, ledgerBeforeDoubt: undefined }, peer: () => peers };
  const peer = clusterConfig({ nodes: 2, services: [] }).nodes[1];
  if (peer === undefined) throw new Error('there is no node 2');
  const note = { resource: 'r0', names: ['node2'], address: '' };
  const deps = { membership: () => membership as unknown as Membership, told: () => told };
  return drbdProof(deps, { note, peer, before, proof: own })?.id;
}

const EARLIER: LastFence = { id: '7-2', fenced: true };

test.each([
  ['it came after DRBD asked', {}, ID],
  ['it had begun when DRBD asked', { before: { id: '7-2', fenced: false } }, ID],
  ['the node has been started again since', { standing: 'member', heard: NEW }, 'fence 7-2'],
  ['it came before, and was not told yet', { before: EARLIER }, ID],
  ['it came before, and is what this very call was told', { before: EARLIER, told: ID, own: ID }, ID],
  ['it came before, and was told already', { before: EARLIER, told: ID }, undefined],
  ['it came before, and the node is heard again', { before: EARLIER, heard: NEW }, undefined],
  [
    'it came before, and the node is a member again',
    { before: EARLIER, standing: 'member', heard: NEW },
    undefined,
  ],
  ['the very one that counts as off is heard', { heard: OLD }, undefined],
  ['it has not succeeded yet', { standing: 'lost', fence: 'running' }, undefined],
  ['the node left, and was fenced long ago', { before: EARLIER, standing: 'left' }, undefined],
] satisfies readonly (readonly [string, Case, string | undefined])[])('%s', (_what, given, expected) => {
  expect(proof(given)).toBe(expected);
});
