/** File systems for real: images on loop devices, folders bound to a second place. Needs root. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, Operation } from '#src/agents/agent.ts';
import { agents } from '#src/agents/registry.ts';
import { type Bed, makeBed } from '#test/agents/bed.ts';

let bed: Bed;
const devices: string[] = [];
const visitors: ChildProcess[] = [];

beforeEach(() => {
  bed = makeBed();
});
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.kill('SIGKILL');
  for (const mount of mounts().toReversed()) execFileSync('umount', ['--lazy', mount]);
  for (const device of devices.splice(0)) execFileSync('losetup', ['--detach', device]);
  bed.clear();
});

/** What is mounted below the bed's folder. */
function mounts(): readonly string[] {
  const lines = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return lines.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${bed.folder}/`));
}

/** A program that works in the folder. */
function visit(folder: string): ChildProcess {
  const visitor = spawn('sleep', ['1000'], { cwd: bed.path(folder), stdio: 'ignore' });
  visitors.push(visitor);
  return visitor;
}

function disk(name: string): string {
  const image = bed.path(`${name}.img`);
  execFileSync('truncate', ['--size=8M', image]);
  execFileSync('mkfs.ext4', ['-q', image]);
  const device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
  devices.push(device);
  return device;
}

function agentOf(type: string): Agent {
  const agent = agents.find(type);
  if (agent === undefined) throw new Error(`no agent for ${type}`);
  return agent;
}

const of = (type: string, service: string, attributes: Record<string, string>, timeout = 20_000): Operation =>
  bed.operation({ attributes, service, timeout, resource: { type, name: 'data', attributes } });

describe('fs', () => {
  const fs = agentOf('fs');

  it('mounts, is found mounted, and unmounts; start and stop can be repeated', async () => {
    const operation = of('fs', 'service:web', {
      device: disk('a'),
      mountpoint: bed.path('srv'),
      fstype: 'ext4',
    });
    expect(await fs.monitor({ ...operation, probe: true }, 0)).toMatchObject({ status: 'not-running' });
    expect(await fs.start(operation)).toEqual({ ok: true });
    expect(await fs.start(operation)).toEqual({ ok: true });
    expect(mounts()).toEqual([bed.path('srv')]);
    expect(await fs.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    expect(await fs.stop(operation)).toEqual({ ok: true });
    expect(await fs.stop(operation)).toEqual({ ok: true });
    expect(mounts()).toEqual([]);
    expect(await fs.monitor(operation, 0)).toMatchObject({ status: 'not-running' });
  });

  it('finds the type by itself, and reads only when the options say so', async () => {
    const operation = of('fs', 'service:web', {
      device: disk('a'),
      mountpoint: bed.path('srv'),
      options: 'ro',
    });
    expect(await fs.start(operation)).toEqual({ ok: true });
    expect(() => writeFileSync(bed.path('srv/file'), '')).toThrow(/EROFS/);
  });

  it('without force_unmount, a stop fails while somebody works in it, and nobody is hurt', async () => {
    const operation = of(
      'fs',
      'service:web',
      { device: disk('a'), mountpoint: bed.path('srv'), fstype: 'ext4' },
      3_000,
    );
    await fs.start(operation);
    const user = visit('srv');
    expect(await fs.stop(operation)).toMatchObject({ ok: false });
    expect(user.exitCode).toBeNull();
    expect(user.signalCode).toBeNull();
    expect(mounts()).toEqual([bed.path('srv')]);
  });

  it('with force_unmount, it ends who works in it', async () => {
    const attributes = { device: disk('a'), mountpoint: bed.path('srv'), fstype: 'ext4', force_unmount: '1' };
    const operation = of('fs', 'service:web', attributes);
    await fs.start(operation);
    const user = visit('srv');
    const ended = new Promise((resolve) => user.on('exit', (_, signal) => resolve(signal)));
    expect(await fs.stop(operation)).toEqual({ ok: true });
    expect(await ended).toMatch(/SIGTERM|SIGKILL/);
    expect(mounts()).toEqual([]);
  });

  it('says why it can’t mount', async () => {
    const operation = of('fs', 'service:web', {
      device: '/dev/nowhere',
      mountpoint: bed.path('srv'),
      fstype: 'ext4',
    });
    expect(await fs.start(operation)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('/dev/nowhere'),
    });
  });

  it('takes its timing from the OCF agent', async () => {
    const operation = of('fs', 'service:web', { device: '/dev/nowhere', mountpoint: '/srv' });
    expect(await fs.timingOf?.(operation)).toEqual({
      startTimeout: 60_000,
      stopTimeout: 60_000,
      monitors: [{ depth: 0, interval: 20_000, timeout: 40_000 }],
    });
  });
});

describe('bind-mount', () => {
  it('shows a folder at a second place', async () => {
    const agent = agentOf('bind-mount');
    mkdirSync(bed.path('source'));
    writeFileSync(bed.path('source/file'), '');
    const operation = of('bind-mount', 'service:web', {
      source: bed.path('source'),
      mountpoint: bed.path('seen'),
    });
    expect(await agent.start(operation)).toEqual({ ok: true });
    expect(readdirSync(bed.path('seen'))).toEqual(['file']);
    expect(await agent.stop(operation)).toEqual({ ok: true });
    expect(existsSync(bed.path('source/file'))).toBe(true);
  });
});

describe('a cluster file system', () => {
  const clusterfs = agentOf('clusterfs');
  const users = (rest: Record<string, string>): readonly [Operation, Operation] => {
    // The type is not checked here: no kernel without a lock manager mounts gfs2.
    const attributes = { device: disk('g'), mountpoint: bed.path('g'), fstype: 'ext4', ...rest };
    return [of('clusterfs', 'service:a', attributes), of('clusterfs', 'service:b', attributes)];
  };

  it('is unmounted when the last service that uses it stops', async () => {
    const [a, b] = users({ force_unmount: '1' });
    expect(await clusterfs.start(a)).toEqual({ ok: true });
    expect(await clusterfs.start(b)).toEqual({ ok: true });
    const program = visit('g');
    expect(await clusterfs.stop(a)).toEqual({ ok: true });
    expect(program.signalCode).toBeNull();
    expect(await clusterfs.monitor(b, 0)).toEqual({ status: 'running', reason: '' });
    expect(await clusterfs.monitor(a, 0)).toEqual({ status: 'not-running', reason: '' });
    expect(await clusterfs.stop(b)).toEqual({ ok: true });
    expect(mounts()).toEqual([]);
  });

  it('without force_unmount stays mounted, and then no service counts as running', async () => {
    const [a] = users({});
    await clusterfs.start(a);
    expect(await clusterfs.stop(a)).toEqual({ ok: true });
    expect(mounts()).toEqual([bed.path('g')]);
    expect(await clusterfs.monitor({ ...a, probe: true }, 0)).toEqual({ status: 'not-running', reason: '' });
  });

  it('two services that start and stop it at the same time do not disturb each other', async () => {
    const [a, b] = users({ force_unmount: '1' });
    await clusterfs.start(a);
    const results = await Promise.all([clusterfs.stop(a), clusterfs.start(b)]);
    expect(results).toEqual([{ ok: true }, { ok: true }]);
    expect(mounts()).toEqual([bed.path('g')]);
    expect(await clusterfs.monitor(b, 0)).toEqual({ status: 'running', reason: '' });
  });

  it('when nobody can tell who uses it, a stop is no success', async () => {
    const [a] = users({ force_unmount: '1' });
    writeFileSync(bed.path('run'), 'a file where a folder should be');
    expect(await clusterfs.start(a)).toMatchObject({ ok: false });
    expect(await clusterfs.stop(a)).toMatchObject({ ok: false });
    expect(await clusterfs.monitor(a, 0)).toMatchObject({ status: 'unknown' });
  });
});
