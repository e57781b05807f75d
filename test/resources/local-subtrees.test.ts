/** Independent subtrees of services that run on this host: what fails alone is restarted alone, or left stopped. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '#src/agents/agent.ts';
import { parseRecord } from '#src/agents/process-record.ts';
import { createRegistry } from '#src/agents/registry.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import { until } from '#test/host/until.ts';
import { every, type LocalBed, makeLocalBed, newRegistry, program, web } from '#test/resources/local-bed.ts';

const WEB = 'service:web';
let bed: LocalBed;
beforeEach(() => {
  bed = makeLocalBed();
});
afterEach(() => bed.clearAll());

/** A program that notes its starts and its ends, looked at all the time. */
function traced(name: string, fields: Partial<ResourceConfig> = {}): ResourceConfig {
  return { ...bed.traced(name), actions: every(30), ...fields };
}

const restart = { independent: 'restart' } as const;
const nonCritical = { independent: 'non-critical' } as const;

/** One that only starts while the file `ok` is there. */
function fussy(name: string, fields: Partial<ResourceConfig> = {}): ResourceConfig {
  const command = `test -e ${bed.path('ok')} || exit 3; echo +${name} >> ${bed.path('order')}; exec sleep 1000`;
  const check = `test -e ${bed.path('ok')}`;
  return { ...program(name, { command, check }, every(30)), ...fields };
}

function kill(name: string): void {
  const record = parseRecord(`${bed.lines(`run/process/service.web.${name}.stat`)[0]}\n`);
  if (record === undefined) throw new Error(`no record of ${name}`);
  process.kill(record.pid, 'SIGKILL');
}

async function noted(...lines: readonly string[]): Promise<void> {
  await until(`the notes ${lines.join(' ')}`, () => bed.lines('order').join(' ') === lines.join(' '));
}

/** What happened to the subtrees, as far as it was told. */
function told(): readonly string[] {
  return bed.events.flatMap((event) => (event.type === 'part' ? [`${event.resource} ${event.state}`] : []));
}

function downOf(daemon: LocalServices): readonly string[] {
  return daemon.parts(WEB).map(({ resource, state }) => `${resource} ${state}`);
}

describe('__independent_subtree="1"', () => {
  it('restarts only what failed, with what stands around it up to the independent resource, children first', async () => {
    const inner = { ...traced('mount', restart), children: [traced('db')] };
    const daemon = bed.daemon([web(traced('ip'), inner, traced('site'))]);
    await daemon.start(WEB);
    await noted('+ip', '+mount', '+db', '+site');
    kill('db');
    await noted('+ip', '+mount', '+db', '+site', '-mount', '+mount', '+db');
    await until('the word', () => told().includes('process:mount restored'));
    expect(daemon.localState(WEB)).toBe('running');
    expect(daemon.parts(WEB)).toEqual([]);
    expect(bed.failures()).toEqual([]);
    // What was restarted is looked at again, and what was not has been all the time.
    kill('mount');
    await until('the next restart', () => told().filter((word) => word.endsWith('restored')).length === 2);
    kill('ip');
    await until('the failure of the service', () => bed.failures().length > 0);
    expect(bed.failures()).toMatchObject([{ resource: 'process:ip' }]);
  });

  it('is a failure of the service after __max_restarts', async () => {
    const counted = { ...restart, maxRestarts: 2, restartExpireTime: 3_600_000 };
    const daemon = bed.daemon([web(traced('ip'), traced('app', counted))]);
    await daemon.start(WEB);
    for (const times of [1, 2]) {
      kill('app');
      await until('the restart', () => told().filter((word) => word.endsWith('restored')).length === times);
    }
    kill('app');
    await until('the failure of the service', () => bed.failures().length > 0);
    expect(bed.failures()).toMatchObject([
      { resource: 'process:app', reason: expect.stringContaining('2 restarts of it did not help') },
    ]);
    expect(daemon.localState(WEB)).toBe('may-run');
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
  });

  it('that does not start again is tried again at its interval, and shown as down meanwhile', async () => {
    writeFileSync(bed.path('ok'), '');
    const daemon = bed.daemon([web(traced('ip'), fussy('app', restart))]);
    await daemon.start(WEB);
    rmSync(bed.path('ok'));
    kill('app');
    await until('the word', () => downOf(daemon).includes('process:app retried'));
    expect(daemon.parts(WEB)[0]?.why).toContain('start of process:app failed');
    expect(daemon.localState(WEB)).toBe('running');
    expect(bed.failures()).toEqual([]);
    writeFileSync(bed.path('ok'), '');
    await until('the next try', () => daemon.parts(WEB).length === 0);
    await noted('+ip', '+app', '+app');
  });

  it('whose stop fails is a failure of the service: it may run', async () => {
    const { registry } = stubborn();
    const app = { ...program('app', {}, every(30)), ...restart, type: 'stubborn', id: 'stubborn:app' };
    const daemon = bed.daemon([web(traced('ip'), app)], { registry });
    await daemon.start(WEB);
    kill('app');
    await until('the failure of the service', () => bed.failures().length > 0);
    expect(bed.failures()).toMatchObject([
      { resource: 'stubborn:app', reason: expect.stringContaining('device is busy') },
    ]);
    expect(daemon.localState(WEB)).toBe('may-run');
    expect(await daemon.stop(WEB)).toMatchObject({ ok: false });
  });

  it('that fails to start with the service fails the service', async () => {
    const daemon = bed.daemon([web(traced('ip'), fussy('app', restart))]);
    expect(await daemon.start(WEB)).toMatchObject({ ok: false, stopNeeded: true });
  });

  it('is not recovered while the service is frozen, and is once it is thawed', async () => {
    const daemon = bed.daemon([web(traced('ip'), traced('app', restart))]);
    await daemon.start(WEB);
    daemon.setFrozen(WEB, true);
    kill('app');
    await until('its end', () => !existsSync(`/proc/${pidOf('app')}`));
    expect(told()).toEqual([]);
    daemon.setFrozen(WEB, false);
    await until('the restart', () => told().includes('process:app restored'));
  });

  it('waits while the node is not sure that it still owns the service', async () => {
    let sure = false;
    const daemon = bed.daemon([web(traced('ip'), traced('app', restart))], { mayMend: () => sure });
    await daemon.start(WEB);
    kill('app');
    await until('its end', () => !existsSync(`/proc/${pidOf('app')}`));
    await daemon.settle(WEB);
    expect(told()).toEqual([]);
    expect(daemon.localState(WEB)).toBe('running');
    sure = true;
    await until('the restart', () => told().includes('process:app restored'));
  });

  it('gives way to a stop that comes meanwhile', async () => {
    const slow = { start_timeout: '60s', check: `test -e ${bed.path('ok')}` };
    writeFileSync(bed.path('ok'), '');
    const app = { ...program('app', slow, every(30)), ...restart };
    const daemon = bed.daemon([web(traced('ip'), app)]);
    await daemon.start(WEB);
    rmSync(bed.path('ok'));
    await until('the restart that waits for its check', () => told().includes('process:app restarting'));
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(daemon.localState(WEB)).toBe('stopped');
    expect(bed.failures()).toEqual([]);
  });
});

describe('__independent_subtree="2"', () => {
  it('leaves what failed stopped, and the service goes on without it until an operator wants it back', async () => {
    const inner = { ...traced('stats', nonCritical), children: [traced('graph')] };
    const daemon = bed.daemon([web(traced('ip'), inner)]);
    await daemon.start(WEB);
    kill('graph');
    await until('the word', () => downOf(daemon).length > 0);
    expect(daemon.parts(WEB)).toEqual([
      {
        resource: 'process:stats',
        state: 'stopped',
        why: expect.stringMatching(/^process:graph .*SIGKILL/),
      },
    ]);
    await noted('+ip', '+stats', '+graph', '-stats');
    expect(daemon.localState(WEB)).toBe('running');
    expect(await daemon.convalesce(WEB)).toEqual({ ok: true });
    await noted('+ip', '+stats', '+graph', '-stats', '+stats', '+graph');
    expect(daemon.parts(WEB)).toEqual([]);
    // It is looked at again.
    kill('stats');
    await until('the word', () => downOf(daemon).length > 0);
    expect(bed.failures()).toEqual([]);
  });

  it('is restarted up to __max_restarts before it is left stopped', async () => {
    const counted = { ...nonCritical, maxRestarts: 1, restartExpireTime: 3_600_000 };
    const daemon = bed.daemon([web(traced('ip'), traced('stats', counted))]);
    await daemon.start(WEB);
    kill('stats');
    await until('the restart', () => told().includes('process:stats restored'));
    kill('stats');
    await until('the word', () => downOf(daemon).includes('process:stats stopped'));
    expect(daemon.localState(WEB)).toBe('running');
  });

  it('left stopped, is not looked at and not restarted, whatever else happens to the service', async () => {
    const counted = { ...nonCritical, maxRestarts: 1, restartExpireTime: 3_600_000 };
    const check = `echo look >> ${bed.path('looks')}`;
    const daemon = bed.daemon([web(program('ip', { check }, every(10)), traced('stats', counted))]);
    await daemon.start(WEB);
    for (const state of ['restored', 'stopped']) {
      kill('stats');
      await until('the end of it', () => told().includes(`process:stats ${state}`));
    }
    const before = told().length;
    daemon.setFrozen(WEB, true);
    daemon.setFrozen(WEB, false);
    const looks = bed.lines('looks').length;
    await until('more looks', () => bed.lines('looks').length > looks + 5);
    expect(told()).toHaveLength(before);
  });

  it('that does not start with the service is left out, and the service starts', async () => {
    const daemon = bed.daemon([web(traced('ip'), fussy('stats', nonCritical), traced('site'))]);
    expect(await daemon.start(WEB)).toEqual({ ok: true });
    await noted('+ip', '+site');
    expect(downOf(daemon)).toEqual(['process:stats stopped']);
    expect(await daemon.convalesce(WEB)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('start of process:stats failed'),
    });
    expect(downOf(daemon)).toEqual(['process:stats stopped']);
    writeFileSync(bed.path('ok'), '');
    expect(await daemon.convalesce(WEB)).toEqual({ ok: true });
    expect(daemon.parts(WEB)).toEqual([]);
  });

  it('whose stop fails is shown, and the stop of the service fails with it: it may run', async () => {
    const { registry, obey } = stubborn();
    const app = { ...program('app', {}, every(30)), ...nonCritical, type: 'stubborn', id: 'stubborn:app' };
    const daemon = bed.daemon([web(traced('ip'), app)], { registry });
    await daemon.start(WEB);
    kill('app');
    await until('the word', () => downOf(daemon).includes('stubborn:app may-run'));
    expect(daemon.localState(WEB)).toBe('running');
    expect(bed.failures()).toEqual([]);
    expect(await daemon.stop(WEB)).toMatchObject({ ok: false });
    expect(daemon.localState(WEB)).toBe('may-run');
    obey();
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(daemon.localState(WEB)).toBe('stopped');
  });

  it('inside another independent resource stays stopped when that is restarted', async () => {
    const inner = traced('stats', nonCritical);
    const outer = { ...traced('mount', restart), children: [inner, traced('db')] };
    const daemon = bed.daemon([web(traced('ip'), outer)]);
    await daemon.start(WEB);
    kill('stats');
    await until('the word', () => downOf(daemon).includes('process:stats stopped'));
    kill('db');
    await until('the restart', () => told().includes('process:mount restored'));
    await noted('+ip', '+mount', '+stats', '+db', '-mount', '+mount', '+db');
    expect(downOf(daemon)).toEqual(['process:stats stopped']);
  });
});

it('a new configuration starts nothing inside what is left stopped, and starts what it changes itself', async () => {
  const stats = traced('stats', nonCritical);
  const daemon = bed.daemon([web(traced('ip'), stats)]);
  await daemon.start(WEB);
  kill('stats');
  await until('the word', () => downOf(daemon).includes('process:stats stopped'));
  const wider = { ...stats, children: [traced('graph')] };
  daemon.reconfigure([web(traced('ip'), wider)]);
  expect(await daemon.change(WEB, 'grow')).toEqual({ ok: true });
  await noted('+ip', '+stats');
  expect(downOf(daemon)).toEqual(['process:stats stopped']);
  const changed = { ...wider, attributes: { ...wider.attributes, stop_timeout: '19s' } };
  daemon.reconfigure([web(traced('ip'), changed)]);
  expect(await daemon.change(WEB, 'shrink')).toEqual({ ok: true });
  expect(await daemon.change(WEB, 'grow')).toEqual({ ok: true });
  await noted('+ip', '+stats', '+stats', '+graph');
  expect(daemon.parts(WEB)).toEqual([]);
});

describe('__max_failures', () => {
  it('failed looks are tolerated, and shown, until there are more of them', async () => {
    writeFileSync(bed.path('ok'), '');
    const patient = { maxFailures: 2, failureExpireTime: 3_600_000 };
    const check = `test -e ${bed.path('ok')}`;
    const daemon = bed.daemon([web({ ...program('app', { check }, every(30)), ...patient })]);
    await daemon.start(WEB);
    rmSync(bed.path('ok'));
    await until('the failure of the service', () => bed.failures().length > 0);
    const degraded = bed.events.flatMap((event) => (event.type === 'degraded' ? [event.reason] : []));
    expect(degraded).toEqual([
      expect.stringContaining('failed look 1 of 2 that is tolerated'),
      expect.stringContaining('failed look 2 of 2 that is tolerated'),
    ]);
  });

  it('what runs and is not well stands in the status until it is, or is stopped', async () => {
    const patient = { maxFailures: 1_000_000, failureExpireTime: 3_600_000 };
    const check = `test -e ${bed.path('ok')}`;
    const daemon = bed.daemon([web({ ...program('app', { check }, every(30)), ...patient })]);
    const warned = (): boolean => /^process:app of service:web runs here, but/.test(daemon.warnings().join());
    writeFileSync(bed.path('ok'), '');
    await daemon.start(WEB);
    expect(daemon.warnings()).toEqual([]);
    rmSync(bed.path('ok'));
    await until('the warning', warned);
    writeFileSync(bed.path('ok'), '');
    await until('its end', () => daemon.warnings().length === 0);
    rmSync(bed.path('ok'));
    await until('the warning', warned);
    await daemon.stop(WEB);
    expect(daemon.warnings()).toEqual([]);
  });
});

describe('a daemon that comes back', () => {
  it('knows what is left stopped from the ledger, and leaves it', async () => {
    const config = web(traced('ip'), traced('stats', nonCritical));
    const before = bed.daemon([config]);
    await before.start(WEB);
    kill('stats');
    await until('the word', () => downOf(before).length > 0);
    const parts = before.parts(WEB);
    await before.close();
    const after = bed.daemon([config]);
    expect(await after.probe(WEB)).toEqual({ state: 'running', reason: '' });
    after.adopt(WEB, parts);
    expect(after.parts(WEB)).toEqual(parts);
    // The rest is looked at.
    kill('ip');
    await until('the failure of the service', () => bed.failures().length > 0);
    await noted('+ip', '+stats');
  });

  it('recovers what has failed meanwhile', async () => {
    const config = web(traced('ip'), traced('app', restart), traced('stats', nonCritical));
    const before = bed.daemon([config]);
    await before.start(WEB);
    await before.close();
    kill('app');
    kill('stats');
    await until(
      'their end',
      () => !existsSync(`/proc/${pidOf('app')}`) && !existsSync(`/proc/${pidOf('stats')}`),
    );
    const after = bed.daemon([config]);
    expect((await after.probe(WEB)).state).toBe('running');
    after.adopt(WEB);
    await until('the restart', () => told().includes('process:app restored'));
    await until('the word', () => downOf(after).includes('process:stats stopped'));
    expect(after.localState(WEB)).toBe('running');
  });

  it('takes a service for stopped only when nothing of it runs, and for one that may run when its base is down', async () => {
    const config = web(traced('ip'), traced('app', restart));
    const daemon = bed.daemon([config]);
    expect((await daemon.probe(WEB)).state).toBe('stopped');
    await daemon.start(WEB);
    daemon.release(WEB);
    kill('ip');
    await until('its end', () => !existsSync(`/proc/${pidOf('ip')}`));
    expect(await daemon.probe(WEB)).toMatchObject({
      state: 'may-run',
      reason: expect.stringContaining('process:app running'),
    });
  });
});

function pidOf(name: string): number {
  return parseRecord(`${bed.lines(`run/process/service.web.${name}.stat`)[0]}\n`)?.pid ?? 0;
}

/** A type whose stop fails until it is told to obey; all else is that of `process`. */
function stubborn() {
  const base = newRegistry();
  const processes = base.find('process');
  if (processes === undefined) throw new Error('no process agent');
  let obeys = false;
  const agent: Agent = {
    ...processes,
    type: 'stubborn',
    stop: async (operation) =>
      obeys ? processes.stop(operation) : { ok: false, reason: 'device is busy', timedOut: false },
    // What does not stop is not known to be down.
    monitor: async (operation, depth) => {
      const seen = await processes.monitor(operation, depth);
      return seen.status === 'not-running' ? { status: 'failed', reason: 'half of it is gone' } : seen;
    },
  };
  return { registry: createRegistry([processes, agent]), obey: () => (obeys = true) };
}
