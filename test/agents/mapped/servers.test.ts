/** Servers for real: Apache with a configuration of its own, and exports of the kernel's NFS server. Needs root. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, Operation } from '#src/agents/agent.ts';
import { agents } from '#src/agents/registry.ts';
import { type Bed, makeBed } from '#test/agents/bed.ts';

let bed: Bed;
beforeEach(() => {
  bed = makeBed();
});
afterEach(() => bed.clear());

function agentOf(type: string): Agent {
  const agent = agents.find(type);
  if (agent === undefined) throw new Error(`no agent for ${type}`);
  return agent;
}

const of = (
  type: string,
  name: string,
  attributes: Record<string, string>,
  service = 'service:web',
): Operation => bed.operation({ timeout: 40_000, service, attributes, resource: { type, name, attributes } });

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.on('connect', () => {
    socket.destroy();
    resolve(true);
  });
  socket.on('error', () => resolve(false));
  return promise;
}

describe('apache', () => {
  const apache = agentOf('apache');

  it('serves what its configuration says, and no more after its stop', async () => {
    const port = await freePort();
    mkdirSync(bed.path('www/conf'), { recursive: true });
    const modules = ['mpm_event', 'authz_core', 'authz_host', 'status'].map(
      (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
    );
    const lines = [
      ...modules,
      `Listen 127.0.0.1:${port}`,
      'ServerName localhost',
      `PidFile ${bed.path('www/pid')}`,
      `ErrorLog ${bed.path('www/error.log')}`,
      '<Location /server-status>',
      'SetHandler server-status',
      '</Location>',
    ];
    writeFileSync(bed.path('www/conf/httpd.conf'), `${lines.join('\n')}\n`);
    const operation = of('apache', 'www', { server_root: bed.path('www'), httpd: '/usr/sbin/apache2' });
    expect(await apache.monitor({ ...operation, probe: true }, 0)).toMatchObject({ status: 'not-running' });
    expect(await apache.start(operation)).toEqual({ ok: true });
    expect(await answers(port)).toBe(true);
    expect(await apache.monitor(operation, 0)).toEqual({ status: 'running', reason: '' });
    expect(await apache.stop(operation)).toEqual({ ok: true });
    expect(await answers(port)).toBe(false);
    expect(await apache.monitor(operation, 0)).toMatchObject({ status: 'not-running' });
  });
});

describe('nfsclient', () => {
  const nfsclient = agentOf('nfsclient');
  const exported = (): string => execFileSync('exportfs', ['-v'], { encoding: 'utf8' });

  it('exports the folder to its client, and two folders to one client', async () => {
    for (const name of ['a', 'b']) mkdirSync(bed.path(name));
    const share = (name: string): Operation =>
      of('nfsclient', 'User group', { target: '192.0.2.0/24', path: bed.path(name), options: 'ro,sync' });
    expect(await nfsclient.monitor({ ...share('a'), probe: true }, 0)).toMatchObject({
      status: 'not-running',
    });
    expect(await nfsclient.start(share('a'))).toEqual({ ok: true });
    expect(await nfsclient.start(share('b'))).toEqual({ ok: true });
    expect(exported()).toContain(bed.path('a'));
    expect(exported()).toMatch(/fsid=\d+/);
    expect(await nfsclient.stop(share('a'))).toEqual({ ok: true });
    expect(exported()).not.toContain(bed.path('a'));
    expect(exported()).toContain(bed.path('b'));
    expect(await nfsclient.monitor(share('b'), 0)).toEqual({ status: 'running', reason: '' });
    expect(await nfsclient.stop(share('b'))).toEqual({ ok: true });
    expect(await nfsclient.monitor(share('b'), 0)).toMatchObject({ status: 'not-running' });
  });
});

describe('nfsexport', () => {
  const nfsexport = agentOf('nfsexport');
  const serving = (threads: string | undefined): Operation => {
    const operation = of('nfsexport', 'exports', { path: '/srv' });
    const { files } = operation.ports;
    const read = async (path: string): Promise<Uint8Array | undefined> =>
      path === '/proc/fs/nfsd/threads'
        ? threads === undefined
          ? undefined
          : new TextEncoder().encode(threads)
        : files.read(path);
    return { ...operation, ports: { ...operation.ports, files: { ...files, read } } };
  };

  it('needs the NFS server, and leaves it to the other services when it stops', async () => {
    expect(await nfsexport.monitor({ ...serving('8\n'), probe: true }, 0)).toMatchObject({
      status: 'not-running',
    });
    expect(await nfsexport.start(serving('8\n'))).toEqual({ ok: true });
    expect(await nfsexport.monitor(serving('8\n'), 0)).toEqual({ status: 'running', reason: '' });
    expect(await nfsexport.monitor(serving('0\n'), 0)).toEqual({
      status: 'failed',
      reason: 'the NFS server does not run',
    });
    expect(await nfsexport.stop(serving('8\n'))).toEqual({ ok: true });
    expect(await nfsexport.monitor(serving('8\n'), 0)).toMatchObject({ status: 'not-running' });
  });

  it('says so when the server can’t be started', async () => {
    const { ports } = serving(undefined);
    const stderr = 'Failed to start nfs-server.service: Unit nfs-server.service not found.\n';
    const commands = {
      ...ports.commands,
      run: async () => ({ kind: 'exited', code: 5, stdout: '', stderr }) as const,
    };
    expect(await nfsexport.start({ ...serving(undefined), ports: { ...ports, commands } })).toEqual({
      ok: false,
      timedOut: false,
      reason: `the NFS server does not run and can't be started: systemctl: ${stderr.trim()} (exit code 5)`,
    });
  });
});
