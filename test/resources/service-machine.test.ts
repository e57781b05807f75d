/** The life of a service, event by event: what an administrator sees and what the nodes are told to do. */
import { describe, expect, it } from 'vitest';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import { contradiction, newEntry, wantsStart } from '#src/resources/service-record.ts';
import { entry, NOW, play, service } from './service-samples.ts';

const start = (node: number): ServiceEvent => ({ type: 'start', node, why: `best is node ${node}` });
const started = (node: number): ServiceEvent => ({ type: 'started', node });
const stopped = (node: number): ServiceEvent => ({ type: 'stopped', node });
const fenced = (node: number): ServiceEvent => ({
  type: 'owner-fenced',
  node,
  why: `node ${node} was fenced`,
});
const died = (node: number): ServiceEvent => ({ type: 'resource-failed', node, reason: 'process:web died' });
const startFailed = (node: number): ServiceEvent => ({ type: 'start-failed', node, reason: 'exit code 1' });
const stopFailed = (node: number): ServiceEvent => ({ type: 'stop-failed', node, reason: 'timed out' });
const reported = (node: number, state: 'stopped' | 'running' | 'may-run'): ServiceEvent => ({
  type: 'reported',
  node,
  state,
});
const settled = (node: number, state: 'stopped' | 'running' | 'may-run'): ServiceEvent => ({
  type: 'settled',
  node,
  state,
  reason: 'probe timed out',
});
const disable: ServiceEvent = { type: 'disable' };
const stop: ServiceEvent = { type: 'stop' };
const restart: ServiceEvent = { type: 'restart' };
const freeze: ServiceEvent = { type: 'freeze' };
const thaw: ServiceEvent = { type: 'thaw' };
const enable = (target = 0): ServiceEvent => ({ type: 'enable', target });
const relocate = (target = 0): ServiceEvent => ({ type: 'relocate', target });
const changed: ServiceEvent = { type: 'changed', why: 'node 2 joined' };

describe('starting', () => {
  it('orders the start from the chosen node and tells why it runs there', () => {
    const { entry: now, said } = play(entry('stopped'), [start(2), started(2)]);
    expect(said).toEqual(['start on 2']);
    expect(now).toMatchObject({ state: 'started', owner: 2, since: NOW + 2000, why: 'started on node 2' });
  });

  it('stops a failed start before another node is tried, and remembers where it failed', () => {
    const { entry: now, said } = play(entry('stopped'), [start(1), startFailed(1), stopped(1)]);
    expect(said).toEqual(['start on 1', 'stop on 1']);
    expect(now).toMatchObject({ state: 'stopped', owner: 0, lastOwner: 1 });
    expect(now.failedOn).toEqual([{ node: 1, at: NOW + 2000, why: 'start: exit code 1' }]);
    expect(now.why).toBe('stopped on node 1 (failed: start: exit code 1); to be started');
    expect(wantsStart(now)).toBe(true);
  });

  it('forgets the failures of a node once it has started there, and only of that node', () => {
    const events = [
      start(1),
      startFailed(1),
      stopped(1),
      start(2),
      startFailed(2),
      stopped(2),
      start(2),
      started(2),
    ];
    expect(play(entry('stopped'), events).entry.failedOn.map(({ node }) => node)).toEqual([1]);
  });

  it('keeps the record of failures small however often a start fails', () => {
    const round = [start(1), startFailed(1), stopped(1)];
    const { entry: now } = play(entry('stopped'), Array.from({ length: 50 }, () => round).flat());
    expect(now.failedOn).toHaveLength(5);
    expect(now.failedOn.at(-1)?.at).toBe(NOW + 149_000);
  });

  it('is interrupted by an operator who disables or stops it', () => {
    expect(play(entry('starting'), [disable, stopped(1)])).toMatchObject({
      entry: { state: 'disabled', owner: 0 },
      said: ['stop on 1'],
    });
    expect(play(entry('starting'), [stop, stopped(1)]).entry).toMatchObject({ state: 'stopped', held: true });
  });

  it('takes no notice of an answer from a node that was not asked', () => {
    expect(play(entry('starting'), [started(2)])).toMatchObject({
      accepted: false,
      entry: { state: 'starting' },
    });
  });
});

describe('a resource that fails', () => {
  it('is restarted in place: stopped first, then started on the same node', () => {
    const { entry: now, said } = play(entry('started'), [died(1), stopped(1), started(1)]);
    expect(said).toEqual(['stop on 1', 'start on 1']);
    expect(now).toMatchObject({ state: 'started', owner: 1, restarts: [NOW + 1000] });
  });

  it('makes the service move after max_restarts in restart_expire_time', () => {
    const config = service({ maxRestarts: 2, restartExpireTime: 60_000 });
    const round = [died(1), stopped(1), started(1)];
    const { entry: now, said } = play(entry('started'), [...round, ...round, died(1), stopped(1)], config);
    expect(said).toEqual(['stop on 1', 'start on 1', 'stop on 1', 'start on 1', 'stop on 1']);
    expect(now).toMatchObject({ state: 'recovering', owner: 0, lastOwner: 1, restarts: [] });
    expect(now.failedOn.map(({ node }) => node)).toEqual([1]);
    expect(wantsStart(now)).toBe(true);
    expect(play(now, [start(2)], config).said).toEqual(['start on 2']);
  });

  it('is restarted in place again once earlier restarts have expired', () => {
    const config = service({ maxRestarts: 1, restartExpireTime: 60_000 });
    const old = entry('started', { restarts: [NOW - 59_000] });
    expect(play(old, [died(1)], config).entry).toMatchObject({ after: 'restart', restarts: [NOW + 1000] });
    const young = entry('started', { restarts: [NOW - 58_000] });
    expect(play(young, [died(1)], config).entry.after).toBe('relocate');
  });

  it('counts every restart for ever when restart_expire_time is 0', () => {
    const old = entry('started', { restarts: [NOW - 1e9] });
    expect(play(old, [died(1)], service({ maxRestarts: 1 })).entry.after).toBe('relocate');
  });

  it('is disabled under restart-disable when the restarts are used up, and at once under disable', () => {
    const config = service({ recovery: 'restart-disable', maxRestarts: 1 });
    const used = entry('started', { restarts: [NOW] });
    expect(play(used, [died(1), stopped(1)], config).entry).toMatchObject({ state: 'disabled', owner: 0 });
    const never = service({ recovery: 'disable' });
    expect(play(entry('started'), [died(1), stopped(1)], never).entry.state).toBe('disabled');
  });

  it('moves at once under relocate', () => {
    const config = service({ recovery: 'relocate' });
    const { entry: now, said } = play(entry('started'), [died(1), stopped(1)], config);
    expect(said).toEqual(['stop on 1']);
    expect(now).toMatchObject({ state: 'recovering', owner: 0 });
  });

  it('goes to the next node when the restart in place fails', () => {
    const { entry: now, said } = play(entry('started'), [died(1), stopped(1), startFailed(1), stopped(1)]);
    expect(said).toEqual(['stop on 1', 'start on 1', 'stop on 1']);
    expect(now).toMatchObject({ state: 'stopped', owner: 0, failedOn: [{ node: 1 }] });
  });

  it('is left alone while the service is frozen', () => {
    const frozen = entry('started', { frozen: true });
    expect(play(frozen, [died(1)])).toMatchObject({ accepted: false, orders: [], entry: frozen });
  });
});

describe('a failed stop', () => {
  it('is not stopped: the service is failed, keeps its owner, and starts nowhere', () => {
    const { entry: now, said } = play(entry('started'), [
      relocate(2),
      stopFailed(1),
      start(2),
      changed,
      started(2),
    ]);
    expect(said).toEqual(['stop on 1']);
    expect(now).toMatchObject({ state: 'failed', owner: 1 });
    expect(now.why).toContain('stop failed on node 1: timed out');
  });

  it('ends when the node has been fenced, and what was asked for goes on', () => {
    const failed = play(entry('started'), [relocate(2), stopFailed(1)]).entry;
    expect(play(failed, [fenced(1)]).entry).toMatchObject({ state: 'stopped', owner: 0, target: 2 });
    const disabling = play(entry('started'), [disable, stopFailed(1)]).entry;
    expect(play(disabling, [fenced(1)]).entry.state).toBe('disabled');
    expect(play(disabling, [fenced(2)]).accepted).toBe(false);
  });

  it('ends when an operator disables it, and the record says who vouched', () => {
    const { entry: now } = play(entry('failed', { why: 'stop failed' }), [disable]);
    expect(now).toMatchObject({ state: 'disabled', owner: 0, lastOwner: 1 });
    expect(now.why).toBe('operator: disabled after cleaning up on node 1 (was: stop failed)');
  });

  it('is not forgotten because the node reports it stopped later', () => {
    expect(play(entry('failed'), [reported(1, 'stopped')]).entry.state).toBe('failed');
  });
});

describe('a fenced owner', () => {
  it.each(['starting', 'started', 'checking', 'stopping', 'recovering', 'failed'] as const)(
    'frees a service that was %s for another node, with its restarts still counted',
    (state) => {
      const { entry: now, said } = play(entry(state, { restarts: [NOW] }), [fenced(1)]);
      expect(now).toMatchObject({ state: 'stopped', owner: 0, lastOwner: 1, restarts: [NOW] });
      expect(now.why).toBe('node 1 was fenced; to be started');
      expect(said).toEqual([]);
      expect(wantsStart(now)).toBe(true);
    },
  );

  it('leaves a frozen service stopped until it is thawed, and says so', () => {
    const { entry: now } = play(entry('started', { frozen: true }), [fenced(1)]);
    expect(now).toMatchObject({ state: 'stopped', owner: 0, frozen: true });
    expect(now.why).toBe(
      'node 1 was fenced; frozen: not started anywhere until thawed (picket thaw service:web)',
    );
    expect(play(now, [start(2)]).accepted).toBe(false);
    expect(play(now, [thaw, start(2)]).said).toEqual(['start on 2']);
  });

  it('does not undo an operator who was stopping or disabling the service', () => {
    expect(play(entry('started'), [disable, fenced(1)]).entry.state).toBe('disabled');
    expect(play(entry('started'), [stop, fenced(1)]).entry).toMatchObject({ state: 'stopped', held: true });
  });

  it('means nothing to a service on another node', () => {
    expect(play(entry('started'), [fenced(2)]).accepted).toBe(false);
  });
});

describe('reports in a new view', () => {
  it('make a service started where it is found running, whatever the ledger had', () => {
    expect(play(entry('stopped'), [reported(2, 'running')]).entry).toMatchObject({
      state: 'started',
      owner: 2,
    });
    expect(play(entry('starting'), [reported(1, 'running')]).entry).toMatchObject({
      state: 'started',
      owner: 1,
    });
  });

  it('free a service that its owner reports stopped', () => {
    expect(play(entry('started'), [reported(1, 'stopped')]).entry).toMatchObject({
      state: 'stopped',
      owner: 0,
    });
    expect(play(entry('starting'), [reported(1, 'stopped')]).entry).toMatchObject({
      state: 'stopped',
      owner: 0,
    });
  });

  it('have a doubtful node looked at, and nothing is assumed stopped', () => {
    const doubtful = play(entry('started'), [reported(1, 'may-run')]);
    expect(doubtful).toMatchObject({ entry: { state: 'checking', owner: 1 }, said: ['settle on 1'] });
    expect(play(doubtful.entry, [settled(1, 'running')]).entry.state).toBe('started');
    expect(play(doubtful.entry, [settled(1, 'stopped')]).entry).toMatchObject({ state: 'stopped', owner: 0 });
    const unclear = play(doubtful.entry, [settled(1, 'may-run')]);
    expect(unclear).toMatchObject({ entry: { state: 'stopping', owner: 1 }, said: ['stop on 1'] });
    expect(wantsStart(play(unclear.entry, [stopped(1)]).entry)).toBe(true);
    expect(play(unclear.entry, [stopFailed(1)]).entry.state).toBe('failed');
  });

  it('give a lost stop order again, and take a report of stopped for its answer', () => {
    const stopping = entry('stopping', { after: 'relocate', target: 2 });
    expect(play(stopping, [reported(1, 'running')]).said).toEqual(['stop on 1']);
    expect(play(stopping, [reported(1, 'may-run')]).said).toEqual(['stop on 1']);
    expect(play(stopping, [reported(1, 'stopped')]).entry).toMatchObject({ state: 'stopped', target: 2 });
  });

  it('have a disabled service stopped again where it is found', () => {
    const found = play(entry('disabled'), [reported(2, 'running'), stopped(2)]);
    expect(found).toMatchObject({ entry: { state: 'disabled', owner: 0 }, said: ['stop on 2'] });
    const doubtful = play(entry('disabled'), [reported(2, 'may-run'), settled(2, 'running'), stopped(2)]);
    expect(doubtful).toMatchObject({ entry: { state: 'disabled' }, said: ['settle on 2', 'stop on 2'] });
  });

  it('leave a disabled service alone that somebody runs by hand while it is frozen, until it is thawed', () => {
    const found = play(entry('disabled', { frozen: true }), [reported(2, 'running')]);
    expect(found).toMatchObject({ entry: { state: 'started', owner: 2, frozen: true }, said: [] });
    const later = play(found.entry, [thaw, stopped(2)]);
    expect(later).toMatchObject({ entry: { state: 'disabled', owner: 0 }, said: ['stop on 2'] });
  });

  it('raise an alarm when it runs in two places, and nothing more is started', () => {
    const twice = play(entry('started'), [{ type: 'conflict', nodes: [1, 2] }]);
    expect(twice.entry).toMatchObject({ state: 'error', owner: 1 });
    expect(twice.entry.why).toContain('active on node 1 and node 2');
    expect(
      play(twice.entry, [start(3), changed, fenced(1), stopped(1), reported(2, 'running')]).said,
    ).toEqual([]);
    expect(play(entry('stopping'), [reported(2, 'running')]).entry.state).toBe('error');
    expect(play(twice.entry, [disable]).entry).toMatchObject({ state: 'disabled', owner: 0 });
  });

  it('have another node that may run it looked at and stopped, without touching the owner', () => {
    const other = play(entry('started'), [reported(2, 'may-run'), settled(2, 'may-run')]);
    expect(other).toMatchObject({
      entry: { state: 'started', owner: 1 },
      said: ['settle on 2', 'stop on 2'],
    });
  });
});

describe('operators', () => {
  it('stop a service until something changes', () => {
    const held = play(entry('started'), [stop, stopped(1)]).entry;
    expect(held.why).toBe('stopped on node 1 by an operator');
    expect(play(held, [start(1)]).accepted).toBe(false);
    expect(play(held, [changed, start(1)]).said).toEqual(['start on 1']);
    expect(play(held, [enable(), start(1)]).said).toEqual(['start on 1']);
  });

  it('disable a service until they enable it', () => {
    const off = play(entry('started'), [disable, stopped(1)]).entry;
    expect(off.state).toBe('disabled');
    expect(play(off, [changed, start(1)]).said).toEqual([]);
    expect(play(off, [enable(3)]).entry).toMatchObject({ state: 'stopped', target: 3, held: false });
  });

  it('restart it in place', () => {
    expect(play(entry('started'), [restart, stopped(1), started(1)])).toMatchObject({
      entry: { state: 'started', owner: 1 },
      said: ['stop on 1', 'start on 1'],
    });
  });

  it('relocate it: stopped there first, then wanted on the other node', () => {
    const moved = play(entry('started'), [relocate(2), stopped(1)]);
    expect(moved).toMatchObject({ entry: { state: 'stopped', owner: 0, target: 2 }, said: ['stop on 1'] });
    // Until it runs there, the wish stays: a new coordinator has to know it.
    expect(play(moved.entry, [start(2)]).entry).toMatchObject({ owner: 2, target: 2 });
    expect(play(moved.entry, [start(2), started(2)]).entry).toMatchObject({ owner: 2, target: 0 });
  });

  it('can change a stop under way into a disable, but not a disable into a stop', () => {
    expect(play(entry('stopping', { after: 'relocate' }), [disable, stopped(1)])).toMatchObject({
      entry: { state: 'disabled' },
      said: [],
    });
    expect(play(entry('stopping', { after: 'disable' }), [stop, stopped(1)]).entry.state).toBe('disabled');
    expect(play(entry('recovering', { after: 'restart' }), [stop, stopped(1)])).toMatchObject({
      entry: { state: 'stopped', held: true },
      said: [],
    });
  });

  it('make another try at a node that failed by enabling it', () => {
    const failed = entry('stopped', { failedOn: [{ node: 1, at: NOW, why: 'x' }], restarts: [NOW] });
    expect(play(failed, [enable()]).entry).toMatchObject({ failedOn: [], restarts: [] });
    expect(play(failed, [changed]).entry).toMatchObject({ failedOn: [], restarts: [NOW] });
  });

  const refused = [
    ['started', enable(), 'RUN'],
    ['starting', enable(2), 'RUN'],
    ['started', relocate(1), 'RUN'],
    ['stopping', enable(), 'AGAIN'],
    ['recovering', restart, 'AGAIN'],
    ['checking', relocate(), 'AGAIN'],
    ['starting', freeze, 'AGAIN'],
    ['failed', enable(), 'ABORT'],
    ['failed', restart, 'FAIL'],
    ['error', relocate(2), 'FAIL'],
    ['disabled', restart, 'INVAL'],
    ['disabled', relocate(2), 'INVAL'],
  ] as const;
  it.each(refused)('are refused on a %s service: %o gives %s', (state, event, code) => {
    const before = entry(state);
    const result = play(before, [event]);
    expect(result).toMatchObject({ accepted: false, orders: [], entry: before, refusal: { code } });
    expect(result.refusal?.message).toContain('service:web');
  });

  it.each([enable(), disable, stop, restart, relocate(2)])('get no %o past a freeze', (event) => {
    expect(play(entry('started', { frozen: true }), [event]).refusal).toEqual({
      code: 'FROZEN',
      message: 'service:web is frozen: thaw it first (picket thaw service:web)',
    });
  });

  it('may place or stop a service that waits for a node after its recovery', () => {
    const waiting = entry('recovering', { owner: 0, after: undefined });
    expect(play(waiting, [stop]).entry).toMatchObject({ state: 'stopped', held: true });
    expect(play(waiting, [disable]).entry.state).toBe('disabled');
    expect(play(waiting, [relocate(2)]).entry).toMatchObject({ state: 'stopped', target: 2 });
  });
});

describe('the record of a service', () => {
  it('begins as stopped and wanted, or as disabled without autostart', () => {
    expect(wantsStart(newEntry(service(), NOW))).toBe(true);
    const off = newEntry(service({ autostart: false }), NOW);
    expect(off).toMatchObject({ state: 'disabled', owner: 0 });
    expect(wantsStart(off)).toBe(false);
  });

  it('that contradicts itself is an error, not a licence to start', () => {
    const odd = entry('stopped', { owner: 2 });
    expect(contradiction(odd)).toBe('recorded as stopped, yet owned by node 2');
    expect(play(odd, [start(1)])).toMatchObject({ entry: { state: 'error', owner: 2 }, orders: [] });
    expect(play(entry('started', { owner: 0 }), [died(0)]).entry.state).toBe('error');
  });

  it('names nodes the way the caller does', async () => {
    const { step } = await import('#src/resources/service-machine.ts');
    const by = { now: NOW, service: service(), nodeName: (id: number) => `alpha${id}` };
    expect(step(entry('starting'), started(1), by).entry.why).toBe('started on alpha1');
  });
});
