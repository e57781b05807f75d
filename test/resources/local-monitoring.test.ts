/** Monitoring services that run on this host. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecord } from '#src/agents/process-record.ts';
import type { ProcessId } from '#src/host/ports.ts';
import { effectiveTiming } from '#src/resources/resource-timing.ts';
import { until } from '#test/host/until.ts';
import { every, type LocalBed, makeLocalBed, program, web } from '#test/resources/local-bed.ts';

const WEB = 'service:web';
let bed: LocalBed;
beforeEach(() => {
  bed = makeLocalBed();
});
afterEach(() => bed.clearAll());

function recorded(name: string): ProcessId {
  const record = parseRecord(`${bed.lines(`run/process/service.web.${name}.stat`)[0]}\n`);
  if (record === undefined) throw new Error(`no record of ${name}`);
  return record;
}

const kill = (name: string): void => {
  process.kill(recorded(name).pid, 'SIGKILL');
};

it('a program that dies is reported at once, once, with the reason', async () => {
  const daemon = bed.daemon([web(program('one', {}, every(50)), program('two', {}, every(3_600_000)))]);
  await daemon.start(WEB);
  kill('two');
  await until('the report', () => bed.failures().length > 0);
  expect(bed.failures()).toEqual([
    {
      type: 'failed',
      service: WEB,
      resource: 'process:two',
      reason: expect.stringMatching(/^not running: the program \(pid \d+\) ended, signal SIGKILL$/),
    },
  ]);
  expect(daemon.localState(WEB)).toBe('may-run');
  kill('one');
  expect(await daemon.stop(WEB)).toEqual({ ok: true });
  expect(bed.failures()).toHaveLength(1);
});

it('a check that fails is reported', async () => {
  writeFileSync(bed.path('ok'), '');
  const daemon = bed.daemon([web(program('app', { check: `test -e ${bed.path('ok')}` }, every(30)))]);
  await daemon.start(WEB);
  rmSync(bed.path('ok'));
  await until('the report', () => bed.failures().length > 0);
  expect(bed.failures()).toMatchObject([
    { resource: 'process:app', reason: 'failed: check ended with exit code 1' },
  ]);
});

it('a service that was adopted is monitored without being started', async () => {
  const config = web(program('app', {}, every(30)));
  const before = bed.daemon([config]);
  await before.start(WEB);
  await before.close();
  const started = recorded('app');
  const after = bed.daemon([config]);
  expect((await after.probe(WEB)).state).toBe('running');
  after.adopt(WEB);
  expect(after.localState(WEB)).toBe('running');
  expect(recorded('app')).toEqual(started);
  kill('app');
  await until('the report', () => bed.failures().length > 0);
});

it('an ordered stop is no failure, and an earlier look does not hold it up', async () => {
  const check = `touch ${bed.path('looking')}; test ! -e ${bed.path('up')} || exec sleep 1000`;
  const daemon = bed.daemon([web(program('app', { check }, every(10)))]);
  await daemon.start(WEB);
  writeFileSync(bed.path('up'), '');
  rmSync(bed.path('looking'));
  await until('a look that hangs', () => existsSync(bed.path('looking')));
  expect(await daemon.stop(WEB)).toEqual({ ok: true });
  expect(bed.failures()).toEqual([]);
});

describe('a frozen service', () => {
  it('is not monitored; thawed, it is looked at at once', async () => {
    const counted = `echo >> ${bed.path('looks')}; true`;
    const daemon = bed.daemon([web(program('app', { check: counted }, every(10)))]);
    await daemon.start(WEB);
    await until('some looks', () => existsSync(bed.path('looks')));
    daemon.setFrozen(WEB, true);
    kill('app');
    await until('the end of the program', () => !alive('app'));
    expect(bed.failures()).toEqual([]);
    expect(daemon.localState(WEB)).toBe('running');
    daemon.setFrozen(WEB, false);
    await until('the report', () => bed.failures().length > 0);
  });

  it('is not monitored after a start either', async () => {
    const daemon = bed.daemon([web(program('app'))]);
    daemon.setFrozen(WEB, true);
    await daemon.start(WEB);
    kill('app');
    await until('the end of the program', () => !alive('app'));
    expect((await daemon.probe(WEB)).state).toBe('stopped');
    expect(bed.failures()).toEqual([]);
  });
});

it('after release nothing is reported and nothing is vouched for', async () => {
  const daemon = bed.daemon([web(program('app'))]);
  await daemon.start(WEB);
  daemon.release(WEB);
  expect(daemon.localState(WEB)).toBe('may-run');
  kill('app');
  await until('the end of the program', () => !alive('app'));
  expect((await daemon.probe(WEB)).state).toBe('stopped');
  expect(bed.failures()).toEqual([]);
});

function alive(name: string): boolean {
  try {
    process.kill(recorded(name).pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('timing', () => {
  const agent = {
    startTimeout: 1000,
    stopTimeout: 2000,
    monitors: [
      { depth: 0, interval: 10, timeout: 100 },
      { depth: 20, interval: 0, timeout: 600 },
    ],
  };
  const action = { name: 'monitor', depth: 0 as number | '*', interval: undefined, timeout: undefined };

  it('is the agent’s unless the file says otherwise', () => {
    expect(effectiveTiming(agent, [])).toEqual(agent);
  });

  it('start and stop take the timeout of the file', () => {
    const actions = [
      { ...action, name: 'start', timeout: 7 },
      { ...action, name: 'stop', timeout: 8 },
    ];
    expect(effectiveTiming(agent, actions)).toEqual({ ...agent, startTimeout: 7, stopTimeout: 8 });
  });

  it('a depth is replaced, or added', () => {
    expect(effectiveTiming(agent, [{ ...action, interval: 5 }]).monitors[0]).toEqual({
      depth: 0,
      interval: 5,
      timeout: 100,
    });
    expect(effectiveTiming(agent, [{ ...action, depth: 20, interval: 5 }]).monitors[1]).toEqual({
      depth: 20,
      interval: 5,
      timeout: 600,
    });
    expect(effectiveTiming(agent, [{ ...action, depth: 10, interval: 5, timeout: 6 }]).monitors[2]).toEqual({
      depth: 10,
      interval: 5,
      timeout: 6,
    });
  });

  it('depth * concerns every monitor, and sets none going that never runs by itself', () => {
    const all = [{ ...action, name: 'status', depth: '*' as const, interval: 5, timeout: 6 }];
    expect(effectiveTiming(agent, all).monitors).toEqual([
      { depth: 0, interval: 5, timeout: 6 },
      { depth: 20, interval: 0, timeout: 6 },
    ]);
  });
});
