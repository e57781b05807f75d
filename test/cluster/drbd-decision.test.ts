/** The decisions behind DRBD's fence-peer handler, as tables. */
import { describe, expect, test } from 'vitest';
import { nextDrbdState } from '#src/cluster/drbd-call-machine.ts';
import { createDrbdClaims } from '#src/cluster/drbd-claims.ts';
import { type DrbdFacts, decideDrbd } from '#src/cluster/drbd-decision.ts';
import { connectionTo, findDrbdPeer } from '#src/cluster/drbd-peer.ts';
import type { DrbdResource } from '#src/host/ports.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';

const FROZEN: DrbdResource = {
  name: 'r0',
  role: 'Primary',
  suspended: ['fencing'],
  disks: ['UpToDate', 'UpToDate'],
  connections: [],
};
const PEER: DrbdFacts['peer'] = {
  name: 'node2',
  standing: 'member',
  heard: true,
  proof: undefined,
  power: undefined,
};
const FACTS: DrbdFacts = {
  resource: 'r0',
  drbd: FROZEN,
  connected: false,
  quorum: { quorate: true, reason: 'two-node rule' },
  peer: PEER,
  graceOver: true,
};
const PROVEN = { ...PEER, standing: 'fenced', heard: false, proof: 'fenced by node1 with ipmi' } as const;
const ONE_BAD = { ...FROZEN, disks: ['UpToDate', 'Consistent'] };

type Row = readonly [what: string, facts: Partial<DrbdFacts>, kind: string, why: string];

const ROWS: readonly Row[] = [
  ['no such resource', { drbd: undefined }, 'refuse', 'there is no DRBD resource r0 here'],
  ['DRBD does not answer', { drbd: { problem: 'no answer' }, peer: PROVEN }, 'wait', 'no answer'],
  ['the link is back', { connected: true }, 'connected', 'connected to node2 again'],
  ['the link is back, and the peer was fenced', { connected: true, peer: PROVEN }, 'connected', 'again'],
  ['one volume has not all data', { drbd: ONE_BAD }, 'refuse', 'UpToDate, Consistent'],
  ['one volume has not all data, peer fenced', { drbd: ONE_BAD, peer: PROVEN }, 'refuse', 'needs the data'],
  ['no disk at all', { drbd: { ...FROZEN, disks: [] }, peer: PROVEN }, 'refuse', 'no disk'],
  ['no view', { quorum: undefined, peer: PROVEN }, 'wait', 'in no view'],
  ['no quorum', { quorum: { quorate: false, reason: '1 of 3' }, peer: PROVEN }, 'wait', 'no quorum (1 of 3)'],
  ['the peer is fenced', { peer: PROVEN }, 'fenced', 'node2 is fenced by node1 with ipmi'],
  [
    'the peer is fenced, here is Secondary',
    { drbd: { ...FROZEN, role: 'Secondary' }, peer: PROVEN },
    'fenced',
    '',
  ],
  ['the peer is lost', { peer: { ...PEER, standing: 'lost', heard: false } }, 'wait', 'not fenced yet'],
  ['the peer restarts its daemon', { peer: { ...PEER, standing: 'held' } }, 'wait', 'not fenced yet'],
  ['a silent member', { peer: { ...PEER, heard: false } }, 'wait', 'after deadtime'],
  ['a member that is alive, at first', { graceOver: false }, 'announce', 'the link may come back'],
  ['a member that is alive, then', {}, 'claim', 'the link does not come back'],
  [
    'only promoting, beside one that is alive',
    { drbd: { ...FROZEN, suspended: [] } },
    'wait',
    'not in use here',
  ],
  ['frozen for another reason', { drbd: { ...FROZEN, suspended: ['no-data'] } }, 'wait', 'not in use here'],
  ...(['left', 'never', 'fenced'] as const).flatMap((standing): readonly Row[] => {
    const peer = { ...PEER, standing, heard: false };
    return [
      [`${standing}: power unknown`, { peer }, 'look', 'reading its power'],
      [
        `${standing}: may have power`,
        { peer: { ...peer, power: { off: undefined } } },
        'look',
        'may have power',
      ],
      [
        `${standing}: off by its device, but heard`,
        { peer: { ...peer, heard: true, power: { off: 'status read off twice' } } },
        'wait',
        'is heard',
      ],
      [
        `${standing}: off`,
        { peer: { ...peer, power: { off: 'status read off twice' } } },
        'fenced',
        'is off',
      ],
    ];
  }),
];

test.each(ROWS)('%s', (_what, facts, kind, why) => {
  const decision = decideDrbd({ ...FACTS, ...facts });
  expect(decision).toMatchObject({ kind, why: expect.stringContaining(why) });
  expect(decision.ends !== '').toBe(kind !== 'fenced' && kind !== 'connected');
});

test('time alone never makes a peer count as off', () => {
  for (const [, facts] of ROWS) {
    const { peer } = { ...FACTS, ...facts };
    if (peer.proof !== undefined || peer.power?.off !== undefined) continue;
    expect(decideDrbd({ ...FACTS, ...facts, graceOver: true }).kind).not.toBe('fenced');
  }
});

describe('which node is meant', () => {
  const { nodes } = clusterConfig({ nodes: 3, services: [] });
  const address = (id: number, link = 0): string => nodes[id - 1]?.addresses[link]?.ip ?? '';
  const HINTS: readonly (readonly [
    what: string,
    names: readonly string[],
    address: string,
    expected: string,
  ])[] = [
    ['by name', ['node2'], '', 'node2'],
    ['by name, with an address of DRBD alone', ['node2'], '10.99.0.2', 'node2'],
    ['by name with a domain', ['node2.example.com'], '', 'node2'],
    ['by address on the second link', [], address(3, 1), 'node3'],
    ['by address, under another name', ['storage-b'], address(2), 'node2'],
    ['of several names by address', ['node2', 'node3'], address(3), 'node3'],
    ['by nothing', [], '', 'did not say'],
    ['neither name nor address is known', ['storage-b'], '192.0.2.1', 'is no node of cluster.xml'],
    ['name and address contradict', ['node2'], address(3), 'could be'],
    ['several names', ['node2', 'node3'], '', 'could be'],
    ['this node itself', ['node1'], '', 'this node itself'],
  ];
  test.each(HINTS)('%s', (_what, names, ip, expected) => {
    const found = findDrbdPeer(nodes, 1, { names, address: ip });
    expect('problem' in found ? found.problem : found.name).toContain(expected);
  });

  test('and which connection', () => {
    const link = (name: string, peerId?: number): DrbdResource['connections'][number] => ({
      name,
      peerId,
      state: 'Connecting',
      peerRole: 'Unknown',
      peerDisks: [],
    });
    const of = (...connections: DrbdResource['connections']): DrbdResource => ({ ...FROZEN, connections });
    const hints = { names: ['node2'], address: '' };
    expect(connectionTo(of(link('peer', 0)), hints)?.name).toBe('peer');
    expect(connectionTo(of(link('node2', 1), link('node3', 2)), hints)?.name).toBe('node2');
    expect(connectionTo(of(link('a', 1), link('b', 2)), { ...hints, peerId: 2 })?.name).toBe('b');
    expect(connectionTo(of(link('a', 1), link('b', 2)), hints)).toBeUndefined();
    expect(connectionTo(of(), hints)).toBeUndefined();
  });
});

describe('claims', () => {
  function arbiter(weights: Readonly<Record<number, number>> = {}): {
    say(asker: number, target: number, ready?: boolean): string;
    pass(ms: number): void;
  } {
    let now = 0;
    const claims = createDrbdClaims(
      () => now,
      (node) => weights[node] ?? 0,
    );
    return {
      say: (asker, target, ready = true) => claims.hear({ asker, target, ready }).kind,
      pass: (ms) => {
        now += ms;
      },
    };
  }

  test('one claim waits for its time, and is granted', () => {
    const { say } = arbiter();
    expect([say(2, 1, false), say(2, 1), say(2, 1)]).toEqual(['wait', 'fence', 'fence']);
  });

  test('of two the heavier is granted, whoever comes first; with equal weights the lower id', () => {
    for (const [weights, survivor] of [
      [{ 1: 1, 2: 5 }, 2],
      [{ 1: 3, 2: 3 }, 1],
      [{ 1: 5, 2: 1 }, 1],
    ] as const) {
      for (const order of [
        [1, 2],
        [2, 1],
      ]) {
        const { say } = arbiter(weights);
        for (const node of order) say(node, 3 - node, false);
        const granted = order.filter((node) => say(node, 3 - node) === 'fence');
        expect(granted).toEqual([survivor]);
      }
    }
  });

  test('a granted one strikes nobody any more, also when it is the heavier', () => {
    const { say } = arbiter({ 1: 9 });
    expect(say(2, 1)).toBe('fence');
    expect(say(1, 2)).toBe('yield');
    expect(say(1, 3)).toBe('yield');
  });

  test('three in a circle: who is granted first decides, and never all', () => {
    const { say } = arbiter();
    expect([say(1, 2), say(2, 3), say(3, 1)].filter((verdict) => verdict === 'fence')).toHaveLength(2);
    expect(say(2, 3)).toBe('yield');
  });

  test('a claim that is not repeated has been taken back', () => {
    const { say, pass } = arbiter({ 1: 9 });
    say(1, 2, false);
    expect(say(2, 1)).toBe('yield');
    pass(6_000);
    expect(say(2, 1)).toBe('fence');
  });
});

test('what was over stays over, and a new call always has its handler wait', () => {
  for (const state of ['answered', 'frozen', 'pausing', 'stuck'] as const)
    expect(nextDrbdState(state, 'asked')).toBe('held');
  expect(nextDrbdState('over', 'asked')).toBe('over');
  // The I/O is let go on only from where the peer was found to be off.
  expect(nextDrbdState('held', 'settle')).toBe('answered');
  expect(nextDrbdState('frozen', 'settle')).toBe('resuming');
  expect(nextDrbdState('stuck', 'settle')).toBe('stuck');
});
