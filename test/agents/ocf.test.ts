/** The `ocf` type against the Dummy agent of resource-agents, and agents written here for the rare answers. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOcfAgent } from '#src/agents/ocf.ts';
import { timingFromMetadata } from '#src/agents/ocf-metadata.ts';
import { type Bed, makeBed } from '#test/agents/bed.ts';

let bed: Bed;
beforeEach(() => {
  bed = makeBed();
});
afterEach(() => bed.clear());

const ocf = createOcfAgent();

/** An agent of the provider `test`; `body` sees the action in $1. */
function write(name: string, body: string): ReturnType<typeof createOcfAgent> {
  const folder = bed.path('ocf/resource.d/test');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${body}\n`);
  chmodSync(`${folder}/${name}`, 0o755);
  return createOcfAgent(bed.path('ocf'));
}

const mine = (attributes: Record<string, string> = {}) =>
  bed.operation({ attributes: { provider: 'test', agent: 'It', ...attributes } });

describe('with Dummy of resource-agents', () => {
  it('starts, finds it running, stops and finds it stopped; start and stop can be repeated', async () => {
    const operation = bed.operation({ attributes: { agent: 'Dummy' } });
    expect(await ocf.monitor({ ...operation, probe: true }, 0)).toMatchObject({ status: 'not-running' });
    expect(await ocf.start(operation)).toEqual({ ok: true });
    expect(await ocf.start(operation)).toEqual({ ok: true });
    expect(await ocf.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    expect(existsSync(bed.path('run/ocf/Dummy-service.web.it.state'))).toBe(true);
    expect(await ocf.stop(operation)).toEqual({ ok: true });
    expect(await ocf.stop(operation)).toEqual({ ok: true });
    expect(await ocf.monitor(operation, 0)).toEqual({
      status: 'not-running',
      reason: 'No process state file found',
    });
  });

  it('keeps two instances apart and hands over attributes', async () => {
    const one = bed.operation({ attributes: { type: 'ocf:heartbeat:Dummy', state: bed.path('state') } });
    const two = bed.operation({ attributes: { agent: 'Dummy' } });
    expect(await ocf.start(one)).toEqual({ ok: true });
    expect(existsSync(bed.path('state'))).toBe(true);
    expect(await ocf.monitor(two, 0)).toMatchObject({ status: 'not-running' });
  });

  it('takes its timing from the agent', async () => {
    expect(await ocf.timingOf?.(bed.operation({ attributes: { agent: 'Dummy' } }))).toEqual({
      startTimeout: 20_000,
      stopTimeout: 20_000,
      monitors: [{ depth: 0, interval: 10_000, timeout: 20_000 }],
    });
  });
});

describe('the environment of an agent', () => {
  it('is what the OCF API asks for, and nothing else', async () => {
    const agent = write('It', `env > ${bed.path('env')}`);
    const operation = mine({ ip: '10.0.0.1', param_name: 'x', param_type: 'y', class: 'ocf' });
    expect(await agent.monitor({ ...operation, timeout: 12_000 }, 10)).toMatchObject({ status: 'running' });
    const shell = ['PWD', 'OLDPWD', '_', 'SHLVL'];
    const seen = bed.lines('env').filter((line) => !shell.includes(line.split('=')[0] ?? ''));
    expect([...seen].sort()).toEqual([
      `HA_RSCTMP=${bed.path('run/ocf')}`,
      'HOME=/root',
      'LC_ALL=C',
      'OCF_CHECK_LEVEL=10',
      'OCF_RA_VERSION_MAJOR=1',
      'OCF_RA_VERSION_MINOR=1',
      'OCF_RESKEY_CRM_meta_interval=10000',
      'OCF_RESKEY_CRM_meta_timeout=12000',
      'OCF_RESKEY_crm_feature_set=3.0.0',
      'OCF_RESKEY_ip=10.0.0.1',
      'OCF_RESKEY_name=x',
      'OCF_RESKEY_type=y',
      'OCF_RESOURCE_INSTANCE=service.web.it',
      'OCF_RESOURCE_PROVIDER=test',
      'OCF_RESOURCE_TYPE=It',
      `OCF_ROOT=${bed.path('ocf')}`,
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'PICKET_CLUSTER=lab',
      'PICKET_NODE=node1',
      'PICKET_RESOURCE=it',
      'PICKET_SERVICE=service:web',
    ]);
  });
});

describe('answers of agents', () => {
  it.each([
    [0, 'running'],
    [1, 'failed'],
    [2, 'unknown'],
    [3, 'unknown'],
    [5, 'unknown'],
    [6, 'unknown'],
    [7, 'not-running'],
    [8, 'running'],
    [9, 'failed'],
    [42, 'unknown'],
    [190, 'degraded'],
  ])('a monitor with exit code %i means %s', async (code, status) => {
    expect(await write('It', `exit ${code}`).monitor(mine(), 0)).toMatchObject({ status });
  });

  it('only exit code 0 is a successful start or stop', async () => {
    for (const code of [1, 2, 5, 7, 8, 190]) {
      const agent = write('It', `exit ${code}`);
      expect(await agent.start(mine())).toMatchObject({ ok: false });
      expect(await agent.stop(mine())).toMatchObject({ ok: false });
    }
  });

  it('gives the agent’s own reason, before its log lines', async () => {
    const agent = write(
      'It',
      'echo "ocf-exit-reason:address is in use" >&2; echo "ERROR: later line" >&2; exit 1',
    );
    expect(await agent.start(mine())).toEqual({
      ok: false,
      timedOut: false,
      reason: 'ocf:test:It start: address is in use (exit code 1: failed)',
    });
  });

  it('gives the last line of its output, or the meaning of the exit code, when the agent names no reason', async () => {
    expect(await write('It', 'echo first >&2; echo last >&2; exit 1').start(mine())).toMatchObject({
      reason: 'ocf:test:It start: last (exit code 1: failed)',
    });
    expect(await write('It', 'exit 5').stop(mine())).toMatchObject({
      reason: 'ocf:test:It stop: a program it needs is not installed (exit code 5)',
    });
  });

  it('an agent that hangs is ended at its timeout, and the state is unknown then', async () => {
    const agent = write('It', 'sleep 1000');
    const operation = { ...mine(), timeout: 100 };
    expect(await agent.stop(operation)).toEqual({
      ok: false,
      timedOut: true,
      reason: 'ocf:test:It stop gave no answer within 100 ms',
    });
    expect(await agent.monitor(operation, 0)).toMatchObject({ status: 'unknown' });
  });

  it('says which agent is missing; that is no proof of a stopped resource by itself', async () => {
    const operation = bed.operation({ attributes: { agent: 'NoSuchThing' } });
    expect(await ocf.start(operation)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('NoSuchThing'),
    });
    expect(await ocf.monitor(operation, 0)).toMatchObject({ status: 'unknown', notInstalled: true });
  });

  it.each([
    [{ agent: '../../../bin/sh' }, /no name of an OCF agent/],
    [{ agent: 'Dummy', provider: '..' }, /no name of an OCF agent/],
    [{ agent: 'Dummy', provider: 'a/b' }, /no name of an OCF agent/],
    [{}, /attribute agent is missing/],
    [{ agent: 'lsb:foo:bar' }, /only OCF agents/],
    [{ agent: 'Dummy', class: 'systemd' }, /only OCF agents/],
  ])('refuses %j', async (attributes: Record<string, string>, message) => {
    const operation = bed.operation({ attributes });
    expect(await ocf.start(operation)).toMatchObject({ ok: false, reason: expect.stringMatching(message) });
    expect(await ocf.monitor(operation, 0)).not.toHaveProperty('notInstalled');
  });
});

describe('meta-data', () => {
  const fallback = { startTimeout: 1, stopTimeout: 2, monitors: [{ depth: 0, interval: 3, timeout: 4 }] };
  const agent = (actions: string): string =>
    `<?xml version="1.0"?><!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd"><resource-agent name="x"><actions>${actions}</actions></resource-agent>`;

  it('reads times with and without units; deeper monitors don’t run by themselves', () => {
    const xml = agent(
      '<action name="start" timeout="90"/><action name="stop" timeout="2min"/>' +
        '<action name="monitor" role="Master" interval="1s" timeout="1s"/>' +
        '<action name="monitor" depth="0" interval="20s" timeout="40s"/>' +
        '<action name="monitor" depth="20" interval="20" timeout="60s"/>',
    );
    expect(timingFromMetadata(xml, fallback)).toEqual({
      startTimeout: 90_000,
      stopTimeout: 120_000,
      monitors: [
        { depth: 0, interval: 20_000, timeout: 40_000 },
        { depth: 20, interval: 0, timeout: 60_000 },
      ],
    });
  });

  it('falls back for what the agent does not say', () => {
    expect(timingFromMetadata(agent(''), fallback)).toEqual(fallback);
  });

  it('is no meta-data when it is broken or something else', () => {
    for (const text of ['', 'usage: foo', '<html/>', '<resource-agent><actions>']) {
      expect(timingFromMetadata(text, fallback)).toBeUndefined();
    }
  });

  it('is asked again after an agent gave none', async () => {
    const broken = write('It', 'exit 1');
    expect(await broken.timingOf?.(mine())).toEqual(broken.timing);
    write('It', `cat <<END\n${agent('<action name="start" timeout="7s"/>')}\nEND`);
    expect(await broken.timingOf?.(mine())).toMatchObject({ startTimeout: 7_000 });
  });
});
