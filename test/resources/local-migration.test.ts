/** A live migration as this node has its part in it: what may run here meanwhile, and what a stop or a restart makes of it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Agent, Migration } from '#src/agents/agent.ts';
import { createRegistry } from '#src/agents/registry.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import { until } from '#test/host/until.ts';
import {
  every,
  type LocalBed,
  makeLocalBed,
  newRegistry,
  program,
  reasonOf,
  web,
} from '#test/resources/local-bed.ts';

const WEB = 'service:web';
const TARGET = { nodeName: 'node2', addresses: ['10.0.0.2'] };
let bed: LocalBed;
beforeEach(() => {
  bed = makeLocalBed();
});
afterEach(() => bed.clearAll());

const guest: ResourceConfig = { ...program('guest', {}, every(100)), type: 'guest', id: 'guest:guest' };

/** `process`, which moves nothing: its `migrate` ends when it is let, or is cancelled. */
function host(more: Partial<Migration> = {}) {
  const processes = newRegistry().find('process');
  if (processes === undefined) throw new Error('no process agent');
  const calls: string[] = [];
  const { promise: let_, resolve: release } = Promise.withResolvers<void>();
  const agent: Agent = {
    ...processes,
    type: 'guest',
    start: (operation) => {
      calls.push('start');
      return processes.start(operation);
    },
    migration: {
      prepare: async () => {
        calls.push('prepare');
        return { ok: true };
      },
      migrate: async ({ cancel }, target, progress) => {
        calls.push(`migrate to ${target.nodeName} at ${target.addresses.join(', ')}`);
        progress({ percent: 40, words: '10 MiB left' });
        const { promise: cancelled, resolve } = Promise.withResolvers<void>();
        cancel.addEventListener('abort', () => resolve());
        await Promise.race([let_, cancelled]);
        return cancel.aborted ? { ok: false, reason: 'aborted', timedOut: false } : { ok: true };
      },
      timeout: () => 60_000,
      ...more,
    },
  };
  const registry = createRegistry([agent]);
  return { calls, release, daemon: (): LocalServices => bed.daemon([web(guest)], { registry }) };
}

it('what is to come may run here from then on, until a look says otherwise', async () => {
  const { calls, daemon } = host();
  const local = daemon();
  await local.probe(WEB);
  expect(local.localState(WEB)).toBe('stopped');
  expect(await local.prepare(WEB)).toEqual({ ok: true });
  expect(calls).toEqual(['prepare']);
  expect(local.localState(WEB)).toBe('may-run');
  expect(await local.settle(WEB)).toMatchObject({ state: 'stopped' });
  expect(local.localState(WEB)).toBe('stopped');
});

it('what has come is found, adopted and monitored', async () => {
  const { daemon } = host();
  const [local, outside] = [daemon(), daemon()];
  await local.probe(WEB);
  await local.prepare(WEB);
  await outside.start(WEB);
  expect(await local.settle(WEB)).toMatchObject({ state: 'running' });
  local.adopt(WEB);
  await outside.stop(WEB);
  await until('it is missed', () => bed.failures().length > 0);
});

it('nothing is prepared where it runs already', async () => {
  const { calls, daemon } = host();
  const local = daemon();
  await local.start(WEB);
  expect(reasonOf(await local.prepare(WEB))).toContain('running');
  expect(calls).not.toContain('prepare');
  expect(local.localState(WEB)).toBe('running');
});

it('a refusal says why', async () => {
  const { daemon } = host({ prepare: async () => ({ ok: false, reason: 'no such CPU', timedOut: false }) });
  const local = daemon();
  await local.probe(WEB);
  expect(reasonOf(await local.prepare(WEB))).toBe('guest:guest: no such CPU');
});

it('what goes is not monitored meanwhile, and only a look tells afterwards whether it has gone', async () => {
  const { calls, release, daemon } = host();
  const [local, outside] = [daemon(), daemon()];
  await local.start(WEB);
  const moved = local.migrate(WEB, TARGET);
  await until('it is under way', () => calls.some((call) => call.startsWith('migrate')));
  expect(calls.at(-1)).toBe('migrate to node2 at 10.0.0.2');
  expect(bed.events.at(-1)).toMatchObject({
    type: 'migrating',
    target: 'node2',
    percent: 40,
    words: '10 MiB left',
  });
  expect(local.localState(WEB)).toBe('may-run');
  await outside.stop(WEB);
  release();
  expect(await moved).toEqual({ ok: true });
  expect(local.localState(WEB)).toBe('may-run');
  expect(await local.settle(WEB)).toMatchObject({ state: 'stopped' });
  expect(local.localState(WEB)).toBe('stopped');
  expect(bed.failures()).toEqual([]);
});

it('what stayed is monitored again when it is adopted', async () => {
  const { daemon } = host({ migrate: async () => ({ ok: false, reason: 'no route', timedOut: false }) });
  const [local, outside] = [daemon(), daemon()];
  await local.start(WEB);
  expect(reasonOf(await local.migrate(WEB, TARGET))).toBe('guest:guest: no route');
  expect(await local.settle(WEB)).toMatchObject({ state: 'running' });
  local.adopt(WEB);
  await outside.stop(WEB);
  await until('it is missed', () => bed.failures().length > 0);
});

it('a stop breaks it off, and stops', async () => {
  const { calls, daemon } = host();
  const local = daemon();
  await local.start(WEB);
  const moved = local.migrate(WEB, TARGET);
  await until('it is under way', () => calls.some((call) => call.startsWith('migrate')));
  expect(await local.stop(WEB)).toEqual({ ok: true });
  expect(reasonOf(await moved)).toBe('guest:guest: aborted');
  expect(local.localState(WEB)).toBe('stopped');
});

it('nothing migrates from where it is not known to run', async () => {
  const { calls, daemon } = host();
  const local = daemon();
  await local.probe(WEB);
  expect(reasonOf(await local.migrate(WEB, TARGET))).toContain('not known to run');
  expect(calls).toEqual([]);
});

it('one that nobody waits for any more is broken off, and the look that waited behind it comes', async () => {
  const { calls, daemon } = host();
  const local = daemon();
  local.breakOff(WEB);
  await local.start(WEB);
  const moved = local.migrate(WEB, TARGET);
  await until('it is under way', () => calls.some((call) => call.startsWith('migrate')));
  const seen = local.settle(WEB);
  local.breakOff(WEB);
  expect(reasonOf(await moved)).toContain('aborted');
  expect(await seen).toMatchObject({ state: 'running' });
});
