/** Starting and stopping services on this host: their order, their failures, and what may be said of them meanwhile. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '#src/agents/agent.ts';
import { createRegistry } from '#src/agents/registry.ts';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import { ports } from '#test/agents/bed.ts';
import { until } from '#test/host/until.ts';
import {
  type LocalBed,
  makeLocalBed,
  newRegistry,
  program,
  reasonOf,
  web,
} from '#test/resources/local-bed.ts';
import { service } from '#test/resources/service-samples.ts';

const WEB = 'service:web';
let bed: LocalBed;
beforeEach(() => {
  bed = makeLocalBed();
});
afterEach(() => bed.clearAll());

const dummy: ResourceConfig = {
  ...RESOURCE_DEFAULTS,
  type: 'ocf',
  name: 'dummy',
  id: 'ocf:dummy',
  attributes: { agent: 'Dummy' },
};
const broken = program('broken', { command: 'echo "cannot bind port 80"; exit 1' });

function stubborn(name: string): ResourceConfig {
  return { ...program(name), type: 'stubborn', id: `stubborn:${name}` };
}

/** A type whose stop fails until `obeys` says otherwise; all else is that of `process`. */
function withStubborn(obeys: (attempt: number) => boolean) {
  const base = newRegistry();
  const processes = base.find('process');
  if (processes === undefined) throw new Error('no process agent');
  let attempts = 0;
  const agent: Agent = {
    ...processes,
    type: 'stubborn',
    stop: async (operation) => {
      attempts += 1;
      return obeys(attempts)
        ? processes.stop(operation)
        : { ok: false, reason: 'device is busy', timedOut: false };
    },
  };
  return { registry: createRegistry([processes, agent]), attempts: () => attempts };
}

describe('order', () => {
  it('starts a tree parents first and stops it in the exact reverse', async () => {
    const daemon = bed.daemon([
      web(bed.traced('disk', bed.traced('mount', bed.traced('db'))), bed.traced('site')),
    ]);
    expect(await daemon.start(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+disk', '+mount', '+db', '+site']);
    expect(daemon.localState(WEB)).toBe('running');
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(bed.lines('order').slice(4)).toEqual(['-site', '-db', '-mount', '-disk']);
    expect(daemon.localState(WEB)).toBe('stopped');
  });

  it('works with OCF agents beside programs, and reports every step', async () => {
    const daemon = bed.daemon([web(program('app'), dummy)]);
    expect(await daemon.start(WEB)).toEqual({ ok: true });
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    const steps = bed.events.map((event) =>
      event.type === 'resource' ? `${event.op} ${event.resource} ${event.phase}` : '',
    );
    expect(steps).toEqual([
      'start process:app begin',
      'start process:app done',
      'start ocf:dummy begin',
      'start ocf:dummy done',
      'stop ocf:dummy begin',
      'stop ocf:dummy done',
      'stop process:app begin',
      'stop process:app done',
    ]);
  });

  it('a start that was repeated changes nothing', async () => {
    const daemon = bed.daemon([web(bed.traced('app'))]);
    await daemon.start(WEB);
    expect(await daemon.start(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+app']);
    expect(daemon.localState(WEB)).toBe('running');
  });
});

describe('a start that fails', () => {
  it('names the resource and the reason, ends there, and leaves a service that may run until it is stopped', async () => {
    const daemon = bed.daemon([web(bed.traced('one'), broken, bed.traced('three'))]);
    expect(await daemon.start(WEB)).toEqual({
      ok: false,
      reason: 'start of process:broken failed: the program ended at once, exit code 1: cannot bind port 80',
      stopNeeded: true,
      dropped: false,
    });
    expect(bed.lines('order')).toEqual(['+one']);
    expect(daemon.localState(WEB)).toBe('may-run');
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+one', '-one']);
    expect(daemon.localState(WEB)).toBe('stopped');
  });

  it('does nothing at all when a type has no agent here, and is proven stopped then', async () => {
    const guest = { ...program('guest'), type: 'vm', id: 'vm:guest' };
    const daemon = bed.daemon([web(bed.traced('disk'), guest)]);
    expect(await daemon.start(WEB)).toMatchObject({
      stopNeeded: false,
      reason: 'this version of Picket has no agent for vm:guest',
    });
    expect(bed.lines('order')).toEqual([]);
    expect(await daemon.probe(WEB)).toEqual({ state: 'stopped', reason: '' });
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
  });

  it('says so when the service is not configured', async () => {
    const daemon = bed.daemon([]);
    expect(await daemon.start('service:nope')).toMatchObject({ ok: false, stopNeeded: false });
    expect(daemon.localState('service:other')).toBe('stopped');
  });
});

describe('a stop', () => {
  it('interrupts a start and comes to an end without waiting for it', async () => {
    const daemon = bed.daemon([
      web(program('first'), program('slow', { check: 'false', start_timeout: '1h' })),
    ]);
    const start = daemon.start(WEB);
    await until('the slow resource', () =>
      bed.events.some((event) => event.type === 'resource' && event.resource === 'process:slow'),
    );
    expect(daemon.localState(WEB)).toBe('may-run');
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(reasonOf(await start)).toBe('the start was interrupted by a stop');
    expect(daemon.localState(WEB)).toBe('stopped');
    expect(await daemon.probe(WEB)).toEqual({ state: 'stopped', reason: '' });
  });

  it('overtakes starts that have not begun', async () => {
    const other = service({ id: 'service:other', name: 'other', resources: [bed.traced('other')] });
    const daemon = bed.daemon([web(program('a', { check: 'false' })), other], { maxParallel: () => 1 });
    const first = daemon.start(WEB);
    const second = daemon.start('service:other');
    const stop = daemon.stop('service:other');
    expect(await second).toMatchObject({ ok: false, dropped: true, stopNeeded: false });
    await daemon.stop(WEB);
    await first;
    expect(await stop).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual([]);
  });

  it('that fails is reported with the resource, every other resource is stopped, and it may run', async () => {
    const { registry, attempts } = withStubborn(() => false);
    const daemon = bed.daemon([web(bed.traced('disk'), stubborn('mount'), bed.traced('site'))], { registry });
    await daemon.start(WEB);
    expect(await daemon.stop(WEB)).toEqual({
      ok: false,
      reason: 'stop of stubborn:mount failed: device is busy (tried twice)',
      stopNeeded: true,
      dropped: false,
    });
    expect(attempts()).toBe(2);
    expect(bed.lines('order')).toEqual(['+disk', '+site', '-site', '-disk']);
    expect(daemon.localState(WEB)).toBe('may-run');
    expect((await daemon.probe(WEB)).state).toBe('may-run');
  });

  it('that fails once is tried again', async () => {
    const { registry } = withStubborn((attempt) => attempt > 1);
    const daemon = bed.daemon([web(stubborn('mount'))], { registry });
    await daemon.start(WEB);
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(daemon.localState(WEB)).toBe('stopped');
  });

  it('after a failed stop, the next one that succeeds is proof again', async () => {
    const { registry } = withStubborn((attempt) => attempt > 2);
    const daemon = bed.daemon([web(stubborn('mount'))], { registry });
    await daemon.start(WEB);
    expect(await daemon.stop(WEB)).toMatchObject({ ok: false });
    // It is found running, but a service that could not be stopped is not well.
    expect(await daemon.probe(WEB)).toEqual({
      state: 'may-run',
      reason: 'it runs, and its last stop failed',
    });
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(daemon.localState(WEB)).toBe('stopped');
  });

  it('an agent that throws has failed, and nothing else breaks', async () => {
    const registry = withStubborn(() => {
      throw new Error('a bug');
    }).registry;
    const daemon = bed.daemon([web(stubborn('mount'))], { registry });
    await daemon.start(WEB);
    expect(reasonOf(await daemon.stop(WEB))).toContain('a bug');
    expect(daemon.localState(WEB)).toBe('may-run');
  });
});

describe('a probe', () => {
  it('tells stopped, running and mixed apart, and changes nothing', async () => {
    const config = web(program('one'), program('two'), dummy);
    const before = bed.daemon([config]);
    expect(before.localState(WEB)).toBe('may-run');
    expect(await before.probe(WEB)).toEqual({ state: 'stopped', reason: '' });
    expect(before.localState(WEB)).toBe('stopped');
    expect(existsSync(bed.path('run/process'))).toBe(false);
    await before.start(WEB);
    await before.close();

    const after = bed.daemon([config]);
    expect(await after.probe(WEB)).toEqual({ state: 'running', reason: '' });
    rmSync(bed.path('run/ocf/Dummy-service.web.dummy.state'));
    expect(await after.probe(WEB)).toEqual({
      state: 'may-run',
      reason: 'process:one running, process:two running, ocf:dummy not-running (No process state file found)',
    });
    expect(existsSync(bed.path('run/ocf/Dummy-service.web.dummy.state'))).toBe(false);
    expect(bed.events.every((event) => event.type === 'resource' && event.op === 'start')).toBe(true);
  });

  it('a program that is not installed does not run, unless the service was started here in this boot', async () => {
    const missing = { ...dummy, attributes: { agent: 'NotInstalledHere' } };
    expect((await bed.daemon([web(missing)]).probe(WEB)).state).toBe('stopped');
    const daemon = bed.daemon([web(dummy)]);
    await daemon.start(WEB);
    await daemon.close();
    const after = bed.daemon([web(missing)]);
    await after.recover();
    expect((await after.probe(WEB)).state).toBe('may-run');
  });

  it('settle waits for the operation in hand', async () => {
    const daemon = bed.daemon([web(bed.traced('a'), bed.traced('b'))]);
    const start = daemon.start(WEB);
    expect(await daemon.settle(WEB)).toEqual({ state: 'running', reason: '' });
    expect(await start).toEqual({ ok: true });
  });
});

describe('many orders', () => {
  it('drops what has not begun, and carries out what has', async () => {
    const services = ['a', 'b', 'c'].map((name) =>
      service({ id: `service:${name}`, name, resources: [bed.traced(name)] }),
    );
    const daemon = bed.daemon(services, { maxParallel: () => 1 });
    const results = services.map(({ id }) => daemon.start(id));
    await until('the first to begin', () => bed.events.length > 0);
    expect(daemon.localState('service:c')).toBe('may-run');
    daemon.dropQueued();
    expect(await Promise.all(results)).toMatchObject([{ ok: true }, { dropped: true }, { dropped: true }]);
    expect(bed.lines('order')).toEqual(['+a']);
    await until('the end of all orders', () => daemon.idle());
    expect(await daemon.probe('service:c')).toEqual({ state: 'stopped', reason: '' });
  });

  it('starts a hundred services with a handful of writes to the disk', async () => {
    const services = Array.from({ length: 100 }, (_, at) =>
      service({ id: `service:s${at}`, name: `s${at}`, resources: [program('p')] }),
    );
    let writes = 0;
    const daemon = bed.daemon(services, { ports: countingWrites(() => (writes += 1)) });
    const results = await Promise.all(services.map(({ id }) => daemon.start(id)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(writes).toBeLessThan(50);
    expect((await Promise.all(services.map(({ id }) => daemon.stop(id)))).every(({ ok }) => ok)).toBe(true);
  });

  it('works on no more services at the same time than allowed', async () => {
    const services = Array.from({ length: 10 }, (_, at) =>
      service({ id: `service:s${at}`, name: `s${at}`, resources: [program('p')] }),
    );
    let inHand = 0;
    let most = 0;
    const daemon = bed.daemon(services, {
      maxParallel: () => 3,
      reported: (event) => {
        if (event.type !== 'resource') return;
        inHand += event.phase === 'begin' ? 1 : -1;
        most = Math.max(most, inHand);
      },
    });
    await Promise.all(services.map(({ id }) => daemon.start(id)));
    expect(most).toBe(3);
  });
});

describe('a new configuration', () => {
  it('a running service is stopped by the configuration it was started with', async () => {
    const daemon = bed.daemon([web(bed.traced('old'))]);
    await daemon.start(WEB);
    daemon.reconfigure([web(bed.traced('new'))]);
    expect(daemon.localState(WEB)).toBe('running');
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(await daemon.start(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+old', '-old', '+new']);
  });

  it('a service that is gone from it can still be stopped', async () => {
    const daemon = bed.daemon([web(bed.traced('app'))]);
    await daemon.start(WEB);
    daemon.reconfigure([]);
    expect(daemon.localState(WEB)).toBe('running');
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+app', '-app']);
  });
});

describe('a disk that hangs', () => {
  const files = { ...ports.files, writeDurably: () => new Promise<void>(() => {}) };
  // The journal's deadline comes at once; nothing else of these orders needs longer than this.
  const clock = {
    ...ports.clock,
    after: (delay: number, fn: () => void) => ports.clock.after(delay === 10_000 ? 0 : delay, fn),
  };

  it('holds up neither the answer to a start nor a stop', async () => {
    const before = bed.daemon([web(bed.traced('app'))]);
    await before.start(WEB);
    await before.close();
    const daemon = bed.daemon([web(bed.traced('app'))], { ports: { ...ports, files, clock } });
    expect(reasonOf(await daemon.start(WEB))).toBe(
      'cannot note the operation on disk: no answer from the disk within 10 s',
    );
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+app', '-app']);
  });
});

describe.runIf(process.getuid?.() === 0)('a full disk', () => {
  let disk: string;
  beforeEach(() => {
    disk = bed.path('disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
  });

  function fill(): void {
    try {
      writeFileSync(`${disk}/filler`, Buffer.alloc(65_536));
    } catch {
      // Full now.
    }
  }

  it('refuses a start in words, carries out a stop, and goes on when there is room again', async () => {
    const daemon = bed.daemon([web(bed.traced('app'))], { journalFolder: disk });
    await daemon.probe(WEB);
    fill();
    expect(await daemon.start(WEB)).toMatchObject({
      ok: false,
      stopNeeded: false,
      reason: expect.stringMatching(/^cannot note the operation on disk: .*no space/),
    });
    expect(daemon.localState(WEB)).toBe('stopped');
    expect(bed.lines('order')).toEqual([]);
    expect(daemon.warnings()).toHaveLength(1);
    rmSync(`${disk}/filler`);
    expect(await daemon.start(WEB)).toEqual({ ok: true });
    expect(daemon.warnings()).toEqual([]);
    fill();
    expect(await daemon.stop(WEB)).toEqual({ ok: true });
    expect(bed.lines('order')).toEqual(['+app', '-app']);
    await daemon.close();
  });
});

function countingWrites(counted: () => void) {
  return {
    ...ports,
    files: {
      ...ports.files,
      writeDurably: (path: string, data: Uint8Array, mode?: number) => {
        counted();
        return ports.files.writeDurably(path, data, mode);
      },
    },
  };
}
