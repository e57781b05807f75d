/** What systemd hears: the real systemd-notify talks to a real unix datagram socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommands } from '#src/host/commands.ts';
import { createNotify } from '#src/host/notify.ts';
import type { Commands, Log, Notify } from '#src/host/ports.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { until } from '#test/host/until.ts';

/** Prints each datagram as one line of JSON: the assignments and the pid of the sender. */
const RECEIVER = `
import json, socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
s.bind(sys.argv[1])
while True:
    data, creds, _, _ = s.recvmsg(4096, 256)
    pid = struct.unpack('iii', creds[0][2])[0]
    print(json.dumps([data.decode(), pid]), flush=True)
`;

let folder = '';
let socket = '';
let receiver: ChildProcess;
let heard = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'picket-notify-'));
  socket = join(folder, 'socket');
  heard = '';
  receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  receiver.stdout?.on('data', (piece: Buffer) => {
    heard += piece.toString();
  });
  await until('the receiver listens', () => existsSync(socket));
});
afterEach(() => {
  receiver.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const warnings: string[] = [];
const log: Log = { ...SILENT, warn: (_, message) => warnings.push(message), child: () => log };

function open(env: Record<string, string>, commands: Commands = createCommands()): Notify {
  return createNotify({ env, pid: process.pid, commands, log });
}

function messages(): readonly (readonly [string, number])[] {
  return heard
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as [string, number])
    .map(([text, pid]) => [text.trim().replace(`MAINPID=${process.pid}\n`, ''), pid] as const);
}

describe('systemd', () => {
  it('hears readiness, status and stopping in this order, as words of the daemon itself', async () => {
    const real = createCommands();
    let [running, most] = [0, 0];
    const run: Commands['run'] = async (command, cancel) => {
      running += 1;
      most = Math.max(most, running);
      const outcome = await real.run(command, cancel);
      running -= 1;
      return outcome;
    };
    const notify = open({ NOTIFY_SOCKET: socket }, { ...real, run });
    notify.ready();
    notify.status('2 nodes,\n5 services');
    notify.reloading();
    notify.stopping();
    await until('four messages', () => messages().length === 4);
    const texts = messages().map(([text]) => text.replace(/MONOTONIC_USEC=\d+/, 'MONOTONIC_USEC=n'));
    expect(texts).toEqual([
      'READY=1',
      'STATUS=2 nodes, 5 services',
      'RELOADING=1\nMONOTONIC_USEC=n',
      'STOPPING=1',
    ]);
    expect(most).toBe(1); // each waits for the one before
    expect(messages().every(([, pid]) => pid === process.pid)).toBe(process.getuid?.() === 0);
  });

  it('hears the watchdog, and gets a beat three times in its period', async () => {
    const notify = open({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '9000000', WATCHDOG_PID: `${process.pid}` });
    expect(notify.watchdogInterval).toBe(3000);
    notify.watchdog();
    await until('one message', () => messages().length === 1);
    expect(messages()[0]?.[0]).toBe('WATCHDOG=1');
  });

  it('that asks another process for the watchdog gets none from this one', () => {
    expect(open({ WATCHDOG_USEC: '9000000', WATCHDOG_PID: '1' }).watchdogInterval).toBeUndefined();
    expect(open({}).watchdogInterval).toBeUndefined();
  });

  it('that is not there is not called at all', async () => {
    const real = createCommands();
    let calls = 0;
    const run: Commands['run'] = (command, cancel) => {
      calls += 1;
      return real.run(command, cancel);
    };
    const silent = open({}, { ...real, run });
    silent.ready();
    silent.watchdog();
    const spoken = open({ NOTIFY_SOCKET: socket }, { ...real, run });
    spoken.ready();
    await until('the other one was heard', () => messages().length === 1);
    expect(calls).toBe(1);
  });

  it('hears readiness although its tool was too slow the first time', async () => {
    // On a starved host the tool was killed at its deadline; systemd then ended a daemon that had long been ready.
    const real = createCommands();
    let calls = 0;
    const run: Commands['run'] = (command, cancel) => {
      calls += 1;
      if (calls === 1) return Promise.resolve({ kind: 'timed-out', stdout: '', stderr: '' });
      return real.run(command, cancel);
    };
    const before = warnings.length;
    open({ NOTIFY_SOCKET: socket }, { ...real, run }).ready();
    await until('one message', () => messages().length === 1);
    expect(messages()[0]?.[0]).toBe('READY=1');
    expect(warnings.length).toBe(before);
  });

  it('that does not answer is noted once and does no harm', async () => {
    const notify = open({ NOTIFY_SOCKET: join(folder, 'nobody') });
    notify.ready();
    notify.status('a');
    notify.stopping();
    await until('a warning', () => warnings.length > 0);
    expect(warnings).toEqual(['systemd-notify failed; systemd does not hear of this daemon']);
  });
});
