/** The `process` type against real programs. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '#src/agents/agent.ts';
import { createProcessAgent } from '#src/agents/process.ts';
import { readRecord, recordPath } from '#src/agents/process-record.ts';
import type { ProcessId } from '#src/host/ports.ts';
import { type Bed, makeBed, ports } from '#test/agents/bed.ts';
import { until } from '#test/host/until.ts';

let bed: Bed;
beforeEach(() => {
  bed = makeBed();
});
afterEach(() => bed.clear());

const agent = createProcessAgent();

function running(attributes: Record<string, string>, fields: Partial<Operation> = {}): Operation {
  return bed.operation({ attributes: { command: 'exec sleep 1000', ...attributes }, ...fields });
}

async function recordOf(operation: Operation): Promise<ProcessId> {
  const record = await readRecord(operation);
  if (record === undefined) throw new Error('no record of the program');
  return record;
}

describe('start', () => {
  it('runs the command line, with its environment, in its folder, with its output in the log', async () => {
    const operation = running({
      command: 'echo "$PICKET_NODE $PICKET_SERVICE $PICKET_RESOURCE $COLOUR"; pwd; exec sleep 1000',
      env: 'COLOUR=blue SHAPE=round',
      cwd: bed.folder,
      log: bed.path('out.log'),
    });
    expect(await agent.start(operation)).toEqual({ ok: true });
    await until('output', () => bed.lines('out.log').length === 2);
    expect(bed.lines('out.log')).toEqual(['node1 service:web it blue', bed.folder]);
    expect(await agent.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
  });

  it('leaves a program alone that runs already, also one that another daemon started', async () => {
    const operation = running({});
    await agent.start(operation);
    const first = await recordOf(operation);
    expect(await createProcessAgent().start(operation)).toEqual({ ok: true });
    expect(await recordOf(operation)).toEqual(first);
  });

  it('fails with the program’s last words when it ends at once', async () => {
    writeFileSync(bed.path('app.log'), 'an old line\n');
    const operation = running({
      command: 'echo trying; echo "no such database" >&2; exit 3',
      log: bed.path('app.log'),
    });
    expect(await agent.start(operation)).toEqual({
      ok: false,
      timedOut: false,
      reason: 'the program ended at once, exit code 3: no such database',
    });
  });

  it('says what is wrong with a program that puts itself into the background', async () => {
    const result = await agent.start(running({ command: 'sleep 1000 &' }));
    expect(result).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/exit code 0 \(it must stay in the for/),
    });
    expect(await agent.stop(running({}))).toEqual({ ok: true });
  });

  it('says so when the folder to run in is missing', async () => {
    const result = await agent.start(running({ cwd: '/no/such/folder' }));
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('/no/such/folder') });
  });

  it('with check: waits until the program is healthy', async () => {
    const operation = running({
      command: `sleep 0.2; touch ${bed.path('up')}; exec sleep 1000`,
      check: `test -e ${bed.path('up')}`,
    });
    expect(await agent.start(operation)).toEqual({ ok: true });
    expect(existsSync(bed.path('up'))).toBe(true);
  });

  it('with check: gives up after its timeout, and says why', async () => {
    const result = await agent.start(
      running({ check: 'echo "still loading" >&2; exit 9' }, { timeout: 400 }),
    );
    expect(result).toEqual({
      ok: false,
      timedOut: true,
      reason: 'not healthy within 400 ms: check ended with exit code 9: still loading',
    });
  });

  it('with check: notices that the program ended in the meantime', async () => {
    const result = await agent.start(running({ command: 'sleep 0.3; echo crashed; exit 1', check: 'false' }));
    expect(result).toMatchObject({ ok: false, timedOut: false, reason: expect.stringContaining('crashed') });
  });

  it('ends when it is cancelled', async () => {
    const cancel = new AbortController();
    const began = agent.start(
      running({ check: `touch ${bed.path('asked')}; false` }, { cancel: cancel.signal, timeout: 60_000 }),
    );
    await until('the first check', () => existsSync(bed.path('asked')));
    cancel.abort();
    expect(await began).toMatchObject({ ok: false, reason: 'cancelled' });
  });

  it('ends what is left of the last run first', async () => {
    const operation = running({ command: `sleep 1000 & echo $! > ${bed.path('pid')}; wait` });
    await agent.start(operation);
    await until('the helper', () => bed.lines('pid').length === 1);
    const first = await recordOf(operation);
    process.kill(first.pid, 'SIGKILL');
    await until('end of the main program', () => !ports.commands.alive(first));
    expect(ports.commands.groupAlive(first)).toBe(true);
    expect(await agent.monitor(operation, 0)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('others'),
    });
    expect(await agent.start(operation)).toEqual({ ok: true });
    expect(ports.commands.groupAlive(first)).toBe(false);
  });
});

describe('stop', () => {
  it('ends the whole group, and is a success when nothing runs', async () => {
    const operation = running({ command: 'sleep 1000 & sleep 1000 & wait' });
    await agent.start(operation);
    const process = await recordOf(operation);
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(ports.commands.groupAlive(process)).toBe(false);
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(await agent.monitor(operation, 0)).toEqual({ status: 'not-running', reason: '' });
  });

  it('waits for a helper that goes on after the main program has ended', async () => {
    const helper = `trap 'sleep 0.3; echo flushed > ${bed.path('end')}; exit' TERM; echo > ${bed.path('up')}; while :; do sleep 0.02; done`;
    const operation = running({ command: `sh -c "${helper}" & exec sleep 1000` });
    await agent.start(operation);
    await until('the trap', () => existsSync(bed.path('up')));
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(bed.lines('end')).toEqual(['flushed']);
  });

  it('lets the program finish its work after SIGTERM', async () => {
    const operation = running({
      command: `trap 'echo saved > ${bed.path('end')}; exit' TERM; echo > ${bed.path('up')}; while :; do sleep 0.05; done`,
    });
    await agent.start(operation);
    await until('the trap', () => existsSync(bed.path('up')));
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(bed.lines('end')).toEqual(['saved']);
  });

  it('kills after stop_timeout what ignores SIGTERM, helpers included', async () => {
    const operation = running({
      command: `trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo > ${bed.path('up')}; while :; do sleep 1; done`,
      stop_timeout: '200ms',
    });
    await agent.start(operation);
    await until('the traps', () => existsSync(bed.path('up')));
    const process = await recordOf(operation);
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(ports.commands.groupAlive(process)).toBe(false);
  });

  it('does not touch a later process that has got the pid', async () => {
    const operation = running({});
    await agent.start(operation);
    const { pid } = await recordOf(operation);
    const path = recordPath(operation);
    const original = readFileSync(path, 'utf8');
    const fields = original.split(' ');
    writeFileSync(path, [...fields.slice(0, 21), '1', ...fields.slice(22)].join(' '));
    expect(await agent.monitor(operation, 0)).toMatchObject({ status: 'not-running' });
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(() => process.kill(pid, 0)).not.toThrow();
    writeFileSync(path, original);
  });

  it('is not a success when nobody can tell whether it runs', async () => {
    writeFileSync(bed.path('run'), 'a file where a folder should be');
    const operation = running({});
    expect(await agent.stop(operation)).toMatchObject({ ok: false });
    expect(await agent.monitor(operation, 0)).toMatchObject({ status: 'unknown' });
    rmSync(bed.path('run'));
  });
});

describe('monitor and watch', () => {
  it('tells how the program ended, at once', async () => {
    const operation = running({});
    await agent.start(operation);
    const told = Promise.withResolvers<void>();
    const end = agent.watch?.(operation, told.resolve);
    process.kill((await recordOf(operation)).pid, 'SIGKILL');
    await told.promise;
    expect(await agent.monitor(operation, 0)).toMatchObject({
      status: 'not-running',
      reason: expect.stringMatching(/^the program \(pid \d+\) ended, signal SIGKILL$/),
    });
    end?.();
  });

  it('believes the check', async () => {
    const operation = running({ check: `test -e ${bed.path('healthy')}` });
    writeFileSync(bed.path('healthy'), '');
    await agent.start(operation);
    expect(await agent.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    rmSync(bed.path('healthy'));
    expect(await agent.monitor(operation, 0)).toEqual({
      status: 'failed',
      reason: 'check ended with exit code 1',
    });
  });

  it('takes a check that hangs for a failure', async () => {
    const operation = running({ check: 'sleep 1000' });
    await agent.start(running({}));
    expect(await agent.monitor({ ...operation, timeout: 100 }, 0)).toEqual({
      status: 'failed',
      reason: 'check gave no answer within 100 ms',
    });
  });
});
