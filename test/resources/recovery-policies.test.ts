/** What follows when a running service fails, policy by policy: rgmanager's table. */
import { describe, expect, it } from 'vitest';
import type { Recovery } from '#src/config/model.ts';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import { entry, NOW, play, service } from '#test/resources/service-samples.ts';

const died: ServiceEvent = { type: 'resource-failed', node: 1, reason: 'exit code 1' };
const stopped: ServiceEvent = { type: 'stopped', node: 1 };
const stopFailed: ServiceEvent = { type: 'stop-failed', node: 1, reason: 'timed out' };
const started: ServiceEvent = { type: 'started', node: 1 };
const startFailed: ServiceEvent = { type: 'start-failed', node: 1, reason: 'exit code 1' };

interface Row {
  readonly recovery: Recovery;
  /** Earlier restarts that count; max_restarts is 2. */
  readonly restarts: number;
  readonly after: readonly ServiceEvent[];
  /** State and owner, and the restarts that count from then on. */
  readonly becomes: readonly [state: string, owner: number, restarts: number];
  readonly orders: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    recovery: 'restart',
    restarts: 0,
    after: [stopped],
    becomes: ['starting', 1, 1],
    orders: ['stop on 1', 'start on 1'],
  },
  {
    recovery: 'restart',
    restarts: 1,
    after: [stopped],
    becomes: ['starting', 1, 2],
    orders: ['stop on 1', 'start on 1'],
  },
  {
    recovery: 'restart',
    restarts: 2,
    after: [stopped],
    becomes: ['recovering', 0, 0],
    orders: ['stop on 1'],
  },
  {
    recovery: 'restart-disable',
    restarts: 0,
    after: [stopped],
    becomes: ['starting', 1, 1],
    orders: ['stop on 1', 'start on 1'],
  },
  {
    recovery: 'restart-disable',
    restarts: 2,
    after: [stopped],
    becomes: ['disabled', 0, 0],
    orders: ['stop on 1'],
  },
  {
    recovery: 'relocate',
    restarts: 0,
    after: [stopped],
    becomes: ['recovering', 0, 0],
    orders: ['stop on 1'],
  },
  { recovery: 'disable', restarts: 0, after: [stopped], becomes: ['disabled', 0, 0], orders: ['stop on 1'] },
  // A restart that does not work out is followed by another node, under restart-disable too.
  ...(['restart', 'restart-disable'] as const).map(
    (recovery): Row => ({
      recovery,
      restarts: 0,
      after: [stopped, startFailed, stopped],
      becomes: ['stopped', 0, 1],
      orders: ['stop on 1', 'start on 1', 'stop on 1'],
    }),
  ),
  // A stop that fails ends it under every policy.
  ...(['restart', 'restart-disable', 'relocate', 'disable'] as const).map(
    (recovery): Row => ({
      recovery,
      restarts: 0,
      after: [stopFailed],
      becomes: ['failed', 1, recovery.startsWith('restart') ? 1 : 0],
      orders: ['stop on 1'],
    }),
  ),
];

describe('recovery', () => {
  it.each(ROWS)(
    '$recovery with $restarts restarts: $becomes.0',
    ({ recovery, restarts, after, becomes, orders }) => {
      const config = service({ recovery, maxRestarts: 2, restartExpireTime: 600_000 });
      const before = entry('started', {
        restarts: Array.from({ length: restarts }, (_, index) => NOW - index),
      });
      const { entry: now, said } = play(before, [died, ...after], config);
      expect([now.state, now.owner, now.restarts.length]).toEqual(becomes);
      expect(said).toEqual(orders);
    },
  );

  it('counts restarts on through a change of the configuration', () => {
    const before = service({ maxRestarts: 2, restartExpireTime: 600_000 });
    const once = play(entry('started'), [died, stopped, started], before).entry;
    expect(once.restarts).toHaveLength(1);
    const after = service({ maxRestarts: 1, restartExpireTime: 600_000, recovery: 'restart-disable' });
    expect(play(once, [{ type: 'changed', why: 'a new version' }, died, stopped], after).entry.state).toBe(
      'disabled',
    );
  });

  it('counts restarts on when the service changes its node', () => {
    const config = service({ maxRestarts: 2, restartExpireTime: 600_000 });
    const once = play(entry('started'), [died, stopped, started], config).entry;
    const moved = play(once, [
      { type: 'owner-fenced', node: 1, why: 'fenced' },
      { type: 'start', node: 2, why: '' },
    ]);
    expect(moved.entry.restarts).toEqual(once.restarts);
  });
});

describe('what of a running service is down', () => {
  const partial = [{ resource: 'ip:a', state: 'stopped', why: 'it failed' }] as const;
  const parts: ServiceEvent = { type: 'parts', node: 1, partial };

  it('is recorded on its owner’s word and changes nothing else', () => {
    const { entry: now, said } = play(entry('started'), [parts]);
    expect(now).toMatchObject({ state: 'started', owner: 1, since: NOW, partial });
    expect(said).toEqual([]);
    expect(play(now, [{ ...parts, partial: [] }]).entry).not.toHaveProperty('partial');
    expect(play(entry('started'), [{ ...parts, node: 2 }]).accepted).toBe(false);
  });

  it('is forgotten with the stop of the service, and kept while it is only being checked', () => {
    const before = entry('started', { partial });
    const checked = play(before, [{ type: 'reported', node: 1, state: 'may-run' }]).entry;
    expect(checked).toMatchObject({ state: 'checking', partial });
    for (const event of [died, { type: 'restart' }, { type: 'owner-fenced', node: 1, why: '' }] as const)
      expect(play(before, [event]).entry).not.toHaveProperty('partial');
  });

  it('can be started again by an operator: in no other state, and only if something is down', () => {
    const asked = (from: Parameters<typeof entry>): string =>
      play(entry(...from), [{ type: 'convalesce' }]).refusal?.code ?? 'ok';
    expect(asked(['started', { partial }])).toBe('ok');
    expect(asked(['started'])).toBe('RUN');
    expect(asked(['started', { partial, frozen: true }])).toBe('FROZEN');
    for (const state of ['starting', 'checking', 'stopping', 'recovering'] as const)
      expect(asked([state])).toBe('AGAIN');
    for (const state of ['stopped', 'disabled', 'failed', 'error', 'uninitialized'] as const)
      expect(asked([state])).toBe('INVAL');
  });
});
