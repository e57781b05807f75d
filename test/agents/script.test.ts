/** The `script` type against small scripts of the LSB's form. */
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '#src/agents/agent.ts';
import { agents } from '#src/agents/registry.ts';
import { type Bed, makeBed } from '#test/agents/bed.ts';

let bed: Bed;
beforeEach(() => {
  bed = makeBed();
});
afterEach(() => bed.clear());

const agent = agents.find('script');
if (agent === undefined) throw new Error('no agent for script');
const script = agent;

/** A script whose service is a file; it notes each call. */
const SERVICE = `
  echo "$1" >> calls
  case $1 in
    start) touch up ;;
    stop) rm -f up ;;
    status) test -e up || exit 3 ;;
  esac`;

function write(body: string): void {
  writeFileSync(bed.path('it'), `#!/bin/sh\ncd ${bed.folder}\n${body}\n`);
  chmodSync(bed.path('it'), 0o755);
}

const of = (service = 'service:web', timeout = 10_000): Operation => {
  const attributes = { file: bed.path('it') };
  return bed.operation({
    service,
    timeout,
    attributes,
    resource: { type: 'script', name: 'daemon', attributes },
  });
};

describe('a script', () => {
  it('is started, asked, and stopped', async () => {
    write(SERVICE);
    expect(await script.monitor({ ...of(), probe: true }, 0)).toEqual({ status: 'not-running', reason: '' });
    expect(await script.start(of())).toEqual({ ok: true });
    expect(await script.monitor(of(), 0)).toEqual({ status: 'running', reason: '' });
    expect(await script.stop(of())).toEqual({ ok: true });
    expect(await script.stop(of())).toEqual({ ok: true });
    expect(await script.monitor(of(), 0)).toEqual({ status: 'not-running', reason: '' });
    expect(bed.lines('calls')).toEqual(['status', 'start', 'status', 'stop', 'stop', 'status']);
  });

  it('gets the name of its service as under rgmanager', async () => {
    write('echo "$OCF_RESKEY_service_name $OCF_RESKEY_name" > names');
    await script.start(of());
    expect(bed.lines('names')).toEqual(['web daemon']);
  });

  it.each([
    [0, 'running'],
    [1, 'failed'],
    [2, 'failed'],
    [3, 'not-running'],
    [4, 'failed'],
    [150, 'failed'],
  ])('that answers status with %i is %s', async (code, status) => {
    write(`exit ${code}`);
    expect(await script.monitor(of(), 0)).toMatchObject({ status });
  });

  it('that fails says why; only exit code 0 is a success', async () => {
    write('echo "no licence" >&2; exit 1');
    const reason = `${bed.path('it')} start: no licence (exit code 1)`;
    expect(await script.start(of())).toEqual({ ok: false, reason, timedOut: false });
    write('exit 5');
    expect(await script.stop(of())).toMatchObject({ ok: false });
  });

  it('that hangs is ended at its timeout, and nothing is known then', async () => {
    write('sleep 1000');
    expect(await script.stop(of('service:web', 200))).toMatchObject({ ok: false, timedOut: true });
    expect(await script.monitor(of('service:web', 200), 0)).toMatchObject({ status: 'unknown' });
  });

  it('that is not there was never started: it is stopped', async () => {
    expect(await script.stop(of())).toEqual({ ok: true });
    expect(await script.monitor(of(), 0)).toMatchObject({ status: 'unknown', notInstalled: true });
    expect(await script.start(of())).toMatchObject({ ok: false });
  });

  it('that vanished after its start can’t be stopped', async () => {
    write(SERVICE);
    await script.start(of());
    rmSync(bed.path('it'));
    expect(await script.stop(of())).toMatchObject({ ok: false, reason: expect.stringContaining('is gone') });
  });

  it('that two services of a node use is stopped by the last one', async () => {
    write(SERVICE);
    const [a, b] = [of('service:a'), of('service:b')];
    await script.start(a);
    await script.start(b);
    expect(await script.stop(a)).toEqual({ ok: true });
    expect(existsSync(bed.path('up'))).toBe(true);
    expect(await script.monitor(a, 0)).toMatchObject({ status: 'not-running' });
    expect(await script.monitor(b, 0)).toMatchObject({ status: 'running' });
    expect(await script.stop(b)).toEqual({ ok: true });
    expect(existsSync(bed.path('up'))).toBe(false);
  });

  it('that runs although no service started it is found', async () => {
    write(SERVICE);
    writeFileSync(bed.path('up'), '');
    expect(await script.monitor({ ...of(), probe: true }, 0)).toMatchObject({ status: 'running' });
  });
});
