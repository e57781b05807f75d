/** Claims of scenarios: each can hold and can fail, and says what is so instead; none is waved through. */
import { describe, expect, test } from 'vitest';
import type { StatusDocument } from '#src/cluster/status.ts';
import { type DurableState, NOTHING_KNOWN } from '#src/membership/ledger-store.ts';
import type { Epoch } from '#src/membership/types.ts';
import { judge, readCheck, type Witnessed, writeCheck } from '#src/sim/story-checks.ts';
import { type Names, wordsOf } from '#src/sim/story-forms.ts';

const NAMES: Names = {
  nodes: [1, 2, 3].map((id) => ({ id, name: `node${id}` })),
  links: ['sn'],
  services: ['service:web', 'service:db'],
};

function status(name: string, fields: Partial<StatusDocument> = {}): StatusDocument {
  return {
    node: name,
    view: {
      epoch: 3,
      members: ['node1', 'node2'],
      coordinator: 'node1',
      quorate: true,
      mayStart: true,
      reason: '2 of 3 votes',
    },
    nodes: [
      { name: 'node1', standing: 'member' },
      { name: 'node2', standing: 'member' },
      { name: 'node3', standing: 'lost' },
    ],
    services: [
      { id: 'service:web', state: 'started' },
      { id: 'service:db', state: 'failed' },
    ],
    waits: [{ what: 'the fence of node3' }],
    warnings: ['the device of node3 does not answer'],
    ...fields,
  } as StatusDocument;
}

const EPOCH: Epoch = { number: 3, proposer: 1, incarnation: { boot: 'a', count: 1 } };
const STAMP = { epoch: EPOCH, version: 1 };
const DISK: DurableState = {
  ...NOTHING_KNOWN,
  promised: { ...EPOCH, number: 4 },
  view: {
    epoch: EPOCH,
    members: [1, 2].map((id) => ({ id, incarnation: EPOCH.incarnation })),
  },
  records: [
    { key: 'service:web', stamp: STAMP, value: { state: 'starting' } },
    { key: 'node:3', stamp: STAMP, value: { standing: 'lost' } },
  ],
};

const WORLD: Witnessed = {
  nodes: [
    { id: 1, name: 'node1', on: true, disk: DISK, status: status('node1') },
    {
      id: 2,
      name: 'node2',
      on: true,
      disk: { ...DISK, promised: EPOCH },
      status: status('node2', { waits: [] }),
    },
    { id: 3, name: 'node3', on: false, disk: undefined, status: undefined },
  ],
  services: ['service:web', 'service:db'],
  where: (service) => (service === 'service:web' ? [2] : []),
  shots: ['off node3', 'reboot node3', 'on node3'],
  events: [
    { who: 'node1', name: 'node.lost' },
    { who: 'node2', name: 'node.lost' },
    { who: 'node1', name: 'fence.started' },
  ],
};

function verdict(claim: string): string | undefined {
  const check = readCheck(wordsOf(claim), NAMES);
  expect(readCheck(wordsOf(writeCheck(check, NAMES)), NAMES)).toEqual(check);
  return judge(check, WORLD);
}

describe('a claim', () => {
  test.each([
    'service web runs on node2',
    'service web runs on one of node1 node2',
    'service web runs exactly once',
    'service db runs nowhere',
    'service db is failed',
    'node3 is off',
    'node1 is on',
    'exactly one of node1 node3 is on',
    'exactly one of node1 node3 was shot',
    'daemon of node1 runs',
    'daemon of node3 is-down',
    'shots at node3 2',
    'shots at node1 0',
    'node3 is lost',
    'node1 says node2 is member',
    'view is node2 node1',
    'view has 2 members',
    'node1 has view node1 node2',
    'node1 waits',
    'status of node1 says "does not answer"',
    'status of node2 lacks "the fence of node3"',
    'disk of node1 has view node1 node2',
    'disk of node1 has promised another view',
    'disk of node1 has service web starting',
    'disk of node1 has node node3 lost',
    'event node.lost twice',
    'event node.lost once at node2',
    'event node.lost often',
    'event peer.late never',
  ])('that is so holds: %s', (claim) => {
    expect(verdict(claim)).toBeUndefined();
  });

  test.each([
    ['service web runs on node1', 'service:web runs on node2'],
    ['service web runs on one of node1 node3', 'service:web runs on node2'],
    ['service db runs exactly once', 'service:db runs nowhere'],
    ['service web runs nowhere', 'service:web runs on node2'],
    ['every service runs exactly once', 'service:db runs nowhere'],
    ['service web is failed', 'node1 says started; node2 says started'],
    ['node3 is on', 'it is off'],
    ['node1 is off', 'it is on'],
    ['exactly one of node1 node2 is on', 'node1 and node2 are on'],
    ['exactly one of node3 is on', 'all are off'],
    ['exactly one of node1 node2 was shot', 'none was'],
    ['daemon of node3 runs', 'it is down'],
    ['daemon of node1 is-down', 'it runs'],
    ['shots at node3 1', '2'],
    ['shots: none', 'off node3, reboot node3'],
    ['node3 is fenced', 'node1 says lost; node2 says lost'],
    ['node1 says node3 is left', 'lost'],
    ['node3 says node1 is member', 'its daemon does not run'],
    ['view is node1', 'node1 says node1 node2; node2 says node1 node2'],
    ['view is node1 node3', 'node1 says node1 node2; node2 says node1 node2'],
    ['view has 3 members', 'node1 says node1 node2; node2 says node1 node2'],
    ['node1 has view node1', 'node1 node2'],
    ['node1 has no view', 'it has node1 node2'],
    ['node2 waits', 'it waits for nothing'],
    ['nobody waits', 'node1: the fence of node3'],
    ['status of node2 lacks "does not answer"', 'its status is'],
    ['status of node1 says "all is well"', 'its status is'],
    ['disk of node1 has view node1 node3', 'it has node1 node2'],
    ['disk of node2 has promised another view', 'the last view promised is installed'],
    ['disk of node1 has service web started', 'it has starting'],
    ['disk of node1 has service db started', 'it has no record'],
    ['disk of node1 has node node3 fenced', 'it has lost'],
    ['disk of node3 has node node3 lost', 'there is no ledger on it'],
    ['event node.lost once', '2 times'],
    ['event node.lost never at node1', '1 times'],
    ['event peer.late often', '0 times'],
  ])('that is not so says what is: %s', (claim, words) => {
    expect(verdict(claim)).toContain(words);
  });

  test('about what the acting views say fails when there is none', () => {
    const nodes = WORLD.nodes.map((node) => ({ ...node, status: undefined }));
    const check = readCheck(wordsOf('node3 is lost'), NAMES);
    expect(judge(check, { ...WORLD, nodes })).toBe('no node is in a view that may act');
  });
});
