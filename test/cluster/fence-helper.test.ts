/** A member fences for its coordinator only, only what its own ledger calls lost, and no longer than that view lasts. */
import { expect, test } from 'vitest';
import { createFenceHelper } from '#src/cluster/fence-helper.ts';
import { createFenceRoom } from '#src/cluster/fence-room.ts';
import { fenceKey, newFence } from '#src/cluster/records.ts';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import type { Command, CommandOutcome, Commands } from '#src/host/ports.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import { sameEpoch } from '#src/membership/epoch.ts';
import type { Ledger } from '#src/membership/types.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import type { Request } from '#src/wire/frames.ts';
import { handClock } from '#test/host/hand-clock.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { NOW } from '../resources/service-samples.ts';

const FENCE = newFence(3, 1, { asked: false, lookFirst: false }, NOW);
const LOST = ledgerOf(record('node:3', nodeEntry('lost', incarnation(3))), record(fenceKey('9-3'), FENCE));
const ORDER: Extract<Request, { type: 'fence' }> = {
  ...{ type: 'fence', epoch: epoch(9), version: 4, id: '9-3', node: 3 },
  ...{ step: 'off', action: 'configured', method: '' },
};

/** Node 2 in view 9 of coordinator 1, with agents that end when the test says so. */
function bed(given: { readonly ledger?: Ledger; readonly version?: number; readonly dies?: boolean } = {}) {
  let ledger = given.ledger ?? LOST;
  const asked: string[] = [];
  const ends: ((outcome: CommandOutcome) => void)[] = [];
  const run: Commands['run'] = (command: Command, cancel) => {
    const action = /action=(\w+)/.exec(command.input ?? '')?.[1] ?? '';
    if (action === 'metadata') return Promise.resolve({ kind: 'exited', code: 1, stdout: '', stderr: '' });
    asked.push(action);
    const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
    ends.push(resolve);
    const stop = (): void => resolve({ kind: 'cancelled', stdout: '', stderr: '' });
    if (given.dies !== false) cancel?.addEventListener('abort', stop);
    return promise;
  };
  const clock = handClock();
  const ports = { commands: { run } as Commands, clock, log: SILENT };
  const agreement = {
    obeys: (from: { readonly id: number }, of: typeof ORDER.epoch) =>
      from.id === 1 && sameEpoch(of, epoch(9)),
    version: given.version ?? 4,
    highestEpoch: 9,
    get ledger() {
      return ledger;
    },
  } as unknown as Agreement;
  const deps = {
    self: 2,
    config: () => clusterConfig({ nodes: 3, services: [] }),
    agreement: () => agreement,
    confirmed: () => undefined,
    restarting: () => false,
    ports: { ...ports, catalog: createAgentCatalog(ports) },
    emit: () => {},
    deadtime: () => 10_000,
    clock,
  };
  return {
    deps,
    clock,
    asked,
    end: (code: number) => {
      for (const resolve of ends.splice(0)) resolve({ kind: 'exited', code, stdout: '', stderr: '' });
    },
    became: (next: Ledger) => {
      ledger = next;
    },
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

test('the coordinator of the active view is obeyed, and hears what proves it', async () => {
  const { deps, asked, end, turn } = bed();
  const answer = createFenceHelper(deps).answer(member(1), ORDER);
  await turn();
  end(0);
  for (let reading = 1; reading <= 2; reading += 1) {
    await turn();
    end(2);
  }
  expect(await answer).toMatchObject({ type: 'fenced', ok: true, method: 'power', verified: true });
  expect(asked).toEqual(['off', 'status', 'status']);
});

test.each([
  ['another node', {}, member(3), ORDER, /not the coordinator/],
  ['another view', {}, member(1), { ...ORDER, epoch: epoch(8) }, /not the coordinator/],
  ['a later ledger', { version: 3 }, member(1), ORDER, /the ledger here is at version 3/],
  ['an unknown fence', {}, member(1), { ...ORDER, id: '8-3' }, /knows nothing/],
  ['its own end', {}, member(1), { ...ORDER, node: 2 }, /knows nothing/],
  [
    'a node that counts as down',
    {
      ledger: ledgerOf(record('node:3', nodeEntry('fenced', incarnation(3))), record(fenceKey('9-3'), FENCE)),
    },
    member(1),
    ORDER,
    /does not say/,
  ],
  [
    'a fence that waits',
    {
      ledger: ledgerOf(
        record('node:3', nodeEntry('lost', incarnation(3))),
        record(fenceKey('9-3'), { ...FENCE, state: 'waiting' }),
      ),
    },
    member(1),
    ORDER,
    /does not say/,
  ],
  [
    'power for a lost node',
    {},
    member(1),
    { ...ORDER, step: 'power-on' as const },
    /does not count as fenced/,
  ],
])('it refuses a word about %s', async (_, given, from, order, words) => {
  const { deps, asked } = bed(given);
  expect(await createFenceHelper(deps).answer(from, order)).toMatchObject({
    type: 'refused',
    reason: expect.stringMatching(words),
  });
  expect(asked).toEqual([]);
});

test('a word that the node is down ends the attempt', async () => {
  const { deps, asked, became, turn } = bed();
  const helper = createFenceHelper(deps);
  const answer = helper.answer(member(1), ORDER);
  await turn();
  became(ledgerOf(record('node:3', nodeEntry('fenced', incarnation(3))), record(fenceKey('9-3'), FENCE)));
  helper.follow();
  expect(await answer).toMatchObject({ type: 'fenced', ok: false, reason: 'called off' });
  expect(asked).toEqual(['off']);
});

test('the end of the view ends the attempt; a new view hears of this node when its agent is gone', async () => {
  const { deps, asked, end, turn } = bed({ dies: false });
  const room = createFenceRoom(deps);
  expect(room.quiet()).toBeUndefined();
  const answer = room.answer(member(1), ORDER);
  await turn();
  room.viewEnded(undefined);
  let quiet = false;
  void room.quiet()?.then(() => {
    quiet = true;
  });
  await turn();
  expect(quiet).toBe(false);
  end(0);
  expect(await answer).toMatchObject({ type: 'fenced', ok: false });
  await turn();
  expect([quiet, room.quiet(), asked]).toEqual([true, undefined, ['off']]);
});

test('an agent that can not be killed keeps this node from no view', async () => {
  const { deps, clock, turn } = bed({ dies: false });
  const room = createFenceRoom(deps);
  void room.answer(member(1), ORDER);
  await turn();
  room.viewEnded(undefined);
  const quiet = room.quiet();
  clock.advance(4_999);
  let over = false;
  void quiet?.then(() => {
    over = true;
  });
  await turn();
  expect(over).toBe(false);
  clock.advance(1);
  await quiet;
});
