/** A service that runs with real programs follows a new configuration: what did not change keeps its process. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { every, type LocalBed, makeLocalBed, program, reasonOf, web } from './local-bed.ts';

let bed: LocalBed;
beforeEach(() => {
  bed = makeLocalBed();
});
afterEach(() => bed.clearAll());

const ID = 'service:web';

function order(): readonly string[] {
  return readFileSync(bed.path('order'), 'utf8').trim().split('\n');
}

test('only what changed stops and starts, children with their parent', async () => {
  const [a, b, c] = [bed.traced('a'), bed.traced('b', bed.traced('b1')), bed.traced('c')];
  const local = bed.daemon([web(a, b, c)], { configId: 'one' });
  expect(await local.start(ID)).toEqual({ ok: true });
  const changed = { ...b, attributes: { ...b.attributes, env: 'X=1' } };
  local.reconfigure([web(a, changed, bed.traced('d'))], 'two');
  expect(await local.change(ID, 'shrink')).toEqual({ ok: true });
  expect(order()).toEqual(['+a', '+b', '+b1', '+c', '-c', '-b1', '-b']);
  expect(local.localState(ID)).toBe('running');
  expect(await local.change(ID, 'grow')).toEqual({ ok: true });
  expect(order().slice(7)).toEqual(['+b', '+b1', '+d']);
  expect(await local.probe(ID)).toEqual({ state: 'running', reason: '' });
  expect(await local.stop(ID)).toEqual({ ok: true });
  expect(order().slice(10)).toEqual(['-d', '-b1', '-b', '-a']);
});

test('a service that does not run, or has nothing to do, is left as it is', async () => {
  const local = bed.daemon([web(bed.traced('a'))], { configId: 'one' });
  local.reconfigure([web(bed.traced('b'))], 'two');
  expect(await local.change(ID, 'shrink')).toEqual({ ok: true });
  expect(await local.change(ID, 'grow')).toEqual({ ok: true });
  expect(await local.start(ID)).toEqual({ ok: true });
  expect(await local.change(ID, 'grow')).toEqual({ ok: true });
  expect(order()).toEqual(['+b']);
});

test('what cannot start makes the whole service one that may run, and a stop of the whole mends it', async () => {
  const a = bed.traced('a');
  const local = bed.daemon([web(a)], { configId: 'one' });
  await local.start(ID);
  local.reconfigure([web(a, program('bad', { command: 'exit 1' }))], 'two');
  expect(await local.change(ID, 'shrink')).toEqual({ ok: true });
  expect(reasonOf(await local.change(ID, 'grow'))).toMatch(/start of process:bad failed/);
  expect(local.localState(ID)).toBe('may-run');
  expect(await local.stop(ID)).toEqual({ ok: true });
  expect(order()).toEqual(['+a', '-a']);
});

test('it is monitored by the new configuration afterwards', async () => {
  const a = bed.traced('a');
  const local = bed.daemon([web(a)], { configId: 'one' });
  await local.start(ID);
  local.reconfigure([web(a, program('short', { command: 'exec sleep 1000' }, every(100)))], 'two');
  await local.change(ID, 'shrink');
  await local.change(ID, 'grow');
  expect(bed.failures()).toEqual([]);
  local.reconfigure([web(a, program('short', { command: 'exec sleep 0.3' }, every(100)))], 'three');
  await local.change(ID, 'shrink');
  await local.change(ID, 'grow');
  await expect.poll(() => bed.failures().length, { timeout: 10_000 }).toBe(1);
});

test('the daemon after a crash stops it by the configuration it was started with', async () => {
  const old = web(bed.traced('a'), bed.traced('b'));
  const first = bed.daemon([old], { configId: 'one' });
  await first.start(ID);
  await first.close();
  const now = web(bed.traced('a'));
  const earlier = async (configId: string) => (configId === 'one' ? old : undefined);
  const second = bed.daemon([now], { configId: 'two', earlier });
  await second.recover();
  expect(await second.probe(ID)).toEqual({ state: 'running', reason: '' });
  expect(await second.change(ID, 'shrink')).toEqual({ ok: true });
  expect(order()).toEqual(['+a', '+b', '-b']);
  expect(await second.stop(ID)).toEqual({ ok: true });
  expect(order().at(-1)).toBe('-a');
});

test('a removed service is stopped by what it was started with, also after a crash of the daemon', async () => {
  const old = web(bed.traced('a'));
  const first = bed.daemon([old], { configId: 'one' });
  await first.start(ID);
  await first.close();
  const second = bed.daemon([], { configId: 'two', earlier: async () => old });
  await second.recover();
  expect(await second.settle(ID)).toEqual({ state: 'running', reason: '' });
  expect(await second.stop(ID)).toEqual({ ok: true });
  expect(order()).toEqual(['+a', '-a']);
  expect(second.localState(ID)).toBe('stopped');
});

test('what was found stopped after a crash of the daemon is known to be stopped also when it is removed', async () => {
  const config = web(program('a'));
  const before = bed.daemon([config], { configId: 'one' });
  expect((await before.start(config.id)).ok).toBe(true);
  // Its stop was on the way when the daemon died, and nobody noted that it succeeded.
  const other = bed.daemon([config], { configId: 'one', journalFolder: bed.path('other') });
  await other.stop(config.id);
  const after = bed.daemon([config], { configId: 'one' });
  await after.recover();
  expect(await after.probe(config.id)).toMatchObject({ state: 'stopped' });
  after.reconfigure([], 'two');
  expect(await after.settle(config.id)).toMatchObject({ state: 'stopped' });
  expect(await after.stop(config.id)).toEqual({ ok: true });
});
