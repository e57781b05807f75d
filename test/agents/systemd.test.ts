/** The `systemd` type against a real systemd. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '#src/agents/agent.ts';
import { agents } from '#src/agents/registry.ts';
import { judgeUnit, parseSpan, parseUnit } from '#src/agents/systemd-unit.ts';
import { type Bed, makeBed, ports } from '#test/agents/bed.ts';
import { makeSystemdBed, type SystemdBed } from '#test/agents/systemd-bed.ts';

let bed: Bed;
let init: SystemdBed;
beforeAll(async () => {
  init = await makeSystemdBed();
});
afterAll(() => init.end());
beforeEach(() => {
  bed = makeBed();
});
afterEach(() => bed.clear());

const agent = agents.find('systemd');
if (agent === undefined) throw new Error('no agent for systemd');
const systemd = agent;

const of = (name: string, attributes: Record<string, string> = {}, timeout = 10_000): Operation =>
  bed.operation({
    timeout,
    attributes,
    resource: { type: 'systemd', name, attributes },
    ports: { ...ports, commands: init.commands },
  });

describe('a unit', () => {
  it('is started, found running, and stopped; start and stop can be repeated', async () => {
    init.write('web.service', ['[Service]', 'ExecStart=/bin/sleep 1000']);
    const operation = of('web');
    expect(await systemd.monitor({ ...operation, probe: true }, 0)).toEqual({
      status: 'not-running',
      reason: '',
    });
    expect(await systemd.start(operation)).toEqual({ ok: true });
    expect(await systemd.start(operation)).toEqual({ ok: true });
    expect(await systemd.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    expect(await systemd.stop(operation)).toEqual({ ok: true });
    expect(await systemd.stop(operation)).toEqual({ ok: true });
    expect(await systemd.monitor(operation, 0)).toEqual({ status: 'not-running', reason: '' });
  });

  it('may have another name than the resource', async () => {
    init.write('other.target', []);
    const operation = of('any', { unit: 'other.target' });
    expect(await systemd.start(operation)).toEqual({ ok: true });
    expect(init.run('systemctl', 'is-active', 'other.target').trim()).toBe('active');
    expect(await systemd.stop(operation)).toEqual({ ok: true });
  });

  it('that died is not running, with systemd’s reason', async () => {
    init.write('dies.service', ['[Service]', 'ExecStart=/bin/sleep 1000']);
    await systemd.start(of('dies'));
    init.run('systemctl', 'kill', '--signal=KILL', 'dies.service');
    await expect
      .poll(() => systemd.monitor(of('dies'), 0))
      .toEqual({ status: 'not-running', reason: 'dies.service has failed (signal)' });
    expect(await systemd.stop(of('dies'))).toEqual({ ok: true });
  });

  it('that can’t start says so', async () => {
    init.write('broken.service', [
      '[Service]',
      'Type=oneshot',
      'RemainAfterExit=yes',
      'ExecStart=/bin/false',
    ]);
    expect(await systemd.start(of('broken'))).toMatchObject({
      ok: false,
      timedOut: false,
      reason: expect.stringMatching(/broken\.service/),
    });
  });

  it('that ends at once by design has not started', async () => {
    init.write('once.service', ['[Service]', 'Type=oneshot', 'ExecStart=/bin/true']);
    expect(await systemd.start(of('once'))).toEqual({
      ok: false,
      timedOut: false,
      reason: 'once.service does not run after its start (a unit of Type=oneshot needs RemainAfterExit=yes)',
    });
  });

  it('whose stop takes too long is not stopped', async () => {
    init.write('slow.service', ['[Service]', 'ExecStart=/bin/sleep 1000', 'ExecStop=/bin/sleep 1000']);
    await systemd.start(of('slow'));
    expect(await systemd.stop(of('slow', {}, 500))).toMatchObject({ ok: false, timedOut: true });
    expect(await systemd.monitor(of('slow'), 0)).toEqual({
      status: 'failed',
      reason: 'systemd is stopping slow.service',
    });
    init.run('systemctl', 'kill', '--signal=KILL', 'slow.service');
  });

  it('that leaves a process behind is not stopped', async () => {
    init.write('leaves.service', [
      '[Service]',
      'KillMode=process',
      'ExecStart=/bin/sh -c "sleep 1000 & exec sleep 1000"',
    ]);
    await systemd.start(of('leaves'));
    expect(await systemd.stop(of('leaves'))).toEqual({
      ok: false,
      timedOut: false,
      reason: 'leaves.service still runs: leaves.service is inactive, but has processes left',
    });
  });

  it('that systemd has never heard of does not run', async () => {
    expect(await systemd.monitor(of('nowhere'), 0)).toEqual({
      status: 'not-running',
      reason: 'there is no nowhere.service on this node',
    });
    expect(await systemd.stop(of('nowhere'))).toEqual({ ok: true });
    expect(await systemd.start(of('nowhere'))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('nowhere.service not found'),
    });
  });

  it('gets the time that it asks for', async () => {
    init.write('patient.service', [
      ...['[Service]', 'ExecStart=/bin/sleep 1000'],
      ...['TimeoutStartSec=infinity', 'TimeoutStopSec=150'],
    ]);
    expect(await systemd.timingOf?.(of('patient'))).toMatchObject({
      startTimeout: 100_000,
      stopTimeout: 160_000,
    });
  });

  it.each(['--all', '../x', 'a b', ''])('is never called %j', async (unit) => {
    const operation = { ...of('x'), resource: { type: 'systemd', name: unit, attributes: { unit } } };
    if (unit !== '--all') expect(await systemd.start(operation)).toMatchObject({ ok: false });
    expect(await systemd.monitor(operation, 0)).not.toMatchObject({ status: 'running' });
  });
});

it('a systemd that does not answer leaves the state unknown', async () => {
  const commands = {
    ...ports.commands,
    run: async () => ({ kind: 'exited', code: 1, stdout: '', stderr: 'Failed to connect to bus\n' }) as const,
  };
  const operation = { ...of('web'), ports: { ...ports, commands } };
  expect(await systemd.monitor(operation, 0)).toEqual({
    status: 'unknown',
    reason: 'systemctl: Failed to connect to bus (exit code 1)',
  });
  expect(await systemd.start(operation)).toMatchObject({ ok: false });
  expect(await systemd.stop(operation)).toMatchObject({ ok: false });
});

describe('what systemctl show says', () => {
  it.each([
    ['ActiveState=reloading', 'running'],
    ['ActiveState=activating\nSubState=auto-restart', 'degraded'],
    ['ActiveState=failed\nMainPID=0\nTasksCurrent=[not set]', 'not-running'],
    ['ActiveState=inactive\nTasksCurrent=18446744073709551615', 'not-running'],
    ['ActiveState=failed\nTasksCurrent=2', 'failed'],
    ['ActiveState=maintenance', 'unknown'],
  ])('%j means %s', (text, status) => {
    expect(judgeUnit(parseUnit(text) ?? {})).toMatchObject({ status });
  });

  it('is nothing without a state', () => {
    expect(parseUnit('')).toBeUndefined();
    expect(parseUnit('Id=a')).toBeUndefined();
  });

  it.each([
    ['1min 30s', 90_000],
    ['2h 5ms', 7_200_005],
    ['500us', 0.5],
    ['infinity', undefined],
    ['', undefined],
  ])('the span %j is %s ms', (text, span) => {
    expect(parseSpan(text)).toBe(span);
  });
});
