/** What a view may do was decided when it was formed, together with its ledger; more than that it never may. */
import { expect, test } from 'vitest';
import { createQuorumDesk, type QuorumDeskDeps } from '#src/cluster/quorum-desk.ts';
import { createRandom } from '#src/host/random.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { handClock } from '../host/hand-clock.ts';
import { SILENT } from '../host/silent-log.ts';
import { epoch, member, view } from '../membership/support/samples.ts';
import { KEYS, settle, wayTo, witnessDesk } from '../witness/support.ts';

const WITNESSED = clusterConfig({
  nodes: 2,
  services: [],
  quorum: {
    twoNode: false,
    expectedVotes: 3,
    witness: { host: '10.0.0.250', port: 694, votes: 1 },
  },
});

function bed(config = WITNESSED) {
  const clock = handClock();
  const witness = witnessDesk(clock);
  let up = true;
  let given = 0;
  const agreement = {
    activeView: undefined as ReturnType<typeof view> | undefined,
    isCoordinator: true,
    highestEpoch: 1,
    ledger: new Map(),
    abandonView: () => void given++,
    sawEpoch() {},
  };
  const membership = {
    agreement,
    waiting: { decision: { kind: 'nothing' } },
    state: 'member',
    consider() {},
  };
  const desk = createQuorumDesk({
    self: member(1),
    config: () => config,
    keys: KEYS,
    membership: () => membership,
    local: {},
    nodeName: String,
    ports: { clock, datagrams: wayTo(witness, () => up), random: createRandom(), commands: {} },
    log: SILENT,
    emit() {},
  } as unknown as QuorumDeskDeps);
  const merge = (startUp: boolean, ...ids: readonly number[]) => ({
    epoch: epoch(1, 1),
    members: ids.map((id) => member(id)),
    acceptances: [],
    startUp,
  });
  return {
    desk,
    merge,
    agreement,
    clock,
    given: () => given,
    reach(is: boolean) {
      up = is;
    },
  };
}

test('a vote that comes after the view was formed gives it no right; the view is given up for a new one', async () => {
  const at = bed();
  at.reach(false);
  await at.desk.start();
  await settle();
  expect(at.desk.merged(at.merge(false, 1), new Map())).toBe(false);
  const alone = view(1, 1, 1);
  at.agreement.activeView = alone;
  at.reach(true);
  const asked = at.desk.proposing(alone.epoch, alone.members);
  await settle();
  await asked;
  expect(at.desk.now().quorate).toBe(true);
  expect(at.desk.verdict(alone)).toMatchObject({
    quorate: false,
    reason: expect.stringContaining('1 of 3 votes'),
  });
  expect(at.given()).toBeGreaterThan(0);
});

test('the first view after a start is not formed without quorum while a node is unaccounted for', () => {
  const { desk, merge } = bed();
  expect(() => desk.merged(merge(true, 1), new Map())).toThrow('no quorum: 1 of 3 votes');
  expect(desk.merged(merge(true, 1, 2), new Map())).toBe(true);
  // An operator accounts for the other one.
  expect(desk.merged(merge(true, 1), new Map([[2, 'confirmed']]))).toBe(false);
  // Later views are formed all the same, and start nothing.
  expect(desk.merged(merge(false, 1), new Map())).toBe(false);
});

test('only one of two nodes without a witness asks its ping targets', () => {
  const ping = { ping: ['10.0.0.254'] };
  const pair = bed(clusterConfig({ nodes: 2, services: [], heartbeat: ping }));
  expect(pair.desk.permit(2)).toBeTypeOf('function');
  expect(bed(clusterConfig({ nodes: 2, services: [] })).desk.permit(2)).toBeUndefined();
  expect(bed(clusterConfig({ nodes: 3, services: [], heartbeat: ping })).desk.permit(2)).toBeUndefined();
});
