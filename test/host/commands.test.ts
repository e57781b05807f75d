/** What fence and resource agents can rely on, and what they cannot do to the daemon. Real processes. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommands } from '#src/host/commands.ts';
import { type CommandOutcome, HostError, OUTPUT_LIMIT, type ProcessId } from '#src/host/ports.ts';
import { until } from '#test/host/until.ts';

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
const commands = createCommands();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

function shell(script: string, timeout = 30_000): Promise<CommandOutcome> {
  return commands.run({ file: 'sh', args: ['-c', script], env, timeout });
}

describe('running a command', () => {
  it('tells the exit code and both outputs apart', async () => {
    expect(await shell('echo out; echo err >&2; exit 3')).toEqual({
      kind: 'exited',
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('gives the command its input, and no input means an empty one', async () => {
    const given = await commands.run({ file: 'cat', args: [], env, input: 'passwd=x', timeout: 30_000 });
    expect(given).toMatchObject({ kind: 'exited', code: 0, stdout: 'passwd=x' });
    expect(await commands.run({ file: 'cat', args: [], env, timeout: 30_000 })).toMatchObject({ stdout: '' });
  });

  it('does not mind a command that never reads its input', async () => {
    const input = 'x'.repeat(1_000_000);
    const ended = await commands.run({ file: 'sh', args: ['-c', 'exit 4'], env, input, timeout: 30_000 });
    expect(ended).toMatchObject({ kind: 'exited', code: 4 });
  });

  it('hands over the environment it was told and nothing of its own', async () => {
    const outcome = await commands.run({ file: '/usr/bin/env', args: [], env: { A: '1' }, timeout: 30_000 });
    expect(outcome).toMatchObject({ stdout: 'A=1\n' });
  });

  it('says which program is missing and where it looked', async () => {
    const outcome = await commands.run({ file: 'fence_nothing', args: [], env, timeout: 30_000 });
    expect(outcome).toMatchObject({ kind: 'not-started' });
    expect(outcome).toHaveProperty(
      'reason',
      expect.stringContaining(`fence_nothing: no such program in PATH (${env.PATH})`),
    );
  });

  it('says that a file may not be executed', async () => {
    const file = join(folder, 'agent');
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, 0o644);
    const outcome = await commands.run({ file, args: [], env, timeout: 30_000 });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('chmod +x'));
  });

  it('tells a command that was killed by somebody else', async () => {
    expect(await shell('kill -KILL $$')).toMatchObject({ kind: 'signalled', signal: 'SIGKILL' });
  });

  it('keeps the beginning and the end of a long output', async () => {
    const outcome = await shell('echo first; head -c 1000000 /dev/zero | tr "\\0" x; echo last');
    if (outcome.kind !== 'exited') throw new Error(outcome.kind);
    expect(outcome.stdout.startsWith('first\nxxx')).toBe(true);
    expect(outcome.stdout.endsWith('xxxlast\n')).toBe(true);
    expect(outcome.stdout.length).toBe(OUTPUT_LIMIT);
  });
});

describe('a command that starts a daemon', () => {
  it('is over when the command itself ends, and the daemon lives on with the output open', async () => {
    const outcome = await shell('sleep 60 & echo $!');
    if (outcome.kind !== 'exited') throw new Error(outcome.kind);
    const pid = Number(outcome.stdout);
    expect(process.kill(pid, 0)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});

describe('a command that hangs', () => {
  const stubborn =
    'trap "" TERM; for i in 1 2 3; do (trap "" TERM; sleep 60; sleep 60) & done; echo begun; wait; wait';

  it('is killed with all its descendants, also those that ignore TERM', async () => {
    let group: ProcessId | undefined;
    const outcome = await commands.run({
      file: 'sh',
      args: ['-c', stubborn],
      env,
      timeout: 300,
      started: (id) => {
        group = id;
      },
    });
    expect(outcome).toMatchObject({ kind: 'timed-out', stdout: 'begun\n' });
    if (group === undefined) throw new Error('never told the process group');
    expect(commands.groupAlive(group)).toBe(false);
    expect(commands.signalGroup(group, 'SIGKILL')).toBe(false);
  });

  it('is killed even if only its descendants are left when TERM ended the command', async () => {
    let group: ProcessId | undefined;
    const args = ['-c', '(trap "" TERM; sleep 60; sleep 60) & sleep 60'];
    const started = (id: ProcessId): void => {
      group = id;
    };
    const outcome = await commands.run({ file: 'sh', args, env, timeout: 300, started });
    expect(outcome.kind).toBe('timed-out');
    expect(group !== undefined && commands.groupAlive(group)).toBe(false);
  });

  it('ends when it is cancelled, and tells that from a timeout', async () => {
    const abort = new AbortController();
    const command = { file: 'sleep', args: ['60'], env, timeout: 30_000, started: () => abort.abort() };
    expect(await commands.run(command, abort.signal)).toMatchObject({ kind: 'cancelled' });
  });

  it('is not even started when it was cancelled before', async () => {
    const mark = join(folder, 'mark');
    const command = { file: 'touch', args: [mark], env, timeout: 30_000 };
    expect(await commands.run(command, AbortSignal.abort())).toMatchObject({ kind: 'cancelled' });
    await expect(readFile(mark)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('cannot fill the memory with its output: what it wrote is cut while it runs', async () => {
    const abort = new AbortController();
    const kept = Promise.withResolvers<void>();
    const outcome = commands.run(
      {
        file: 'sh',
        args: ['-c', 'head -c 50000000 /dev/zero; echo end; exec sleep 60 >/dev/null'],
        env,
        timeout: 30_000,
        started: ({ pid }) => {
          // The descriptor that this test looks through is the command's own.
          const fd = openSync(`/proc/${pid}/fd/1`, 'r');
          let largest = 0;
          until('the output was cut', () => {
            const { size } = fstatSync(fd);
            largest = Math.max(largest, size);
            return largest > OUTPUT_LIMIT && size <= OUTPUT_LIMIT;
          })
            .then(kept.resolve, kept.reject)
            .finally(() => {
              closeSync(fd);
              abort.abort();
            });
        },
      },
      abort.signal,
    );
    await kept.promise;
    expect((await outcome).kind).toBe('cancelled');
  });
});

describe('a launched program', () => {
  it('runs in its own group, writes to its log, and its end is told', async () => {
    const log = join(folder, 'program.log');
    await writeFile(log, 'before\n');
    let how = '';
    const spec = { file: 'sh', args: ['-c', 'echo hello; exec sleep 60'], env, cwd: folder, log };
    const id = await commands.launch(spec, (end) => {
      how = end;
    });
    expect(commands.alive(id)).toBe(true);
    expect(commands.alive({ ...id, startTicks: id.startTicks - 1 })).toBe(false);
    expect(commands.signalGroup({ ...id, startTicks: id.startTicks - 1 }, 'SIGKILL')).toBe(false);
    expect(commands.alive(id)).toBe(true);
    await until('the log has the line', () => readFileSync(log, 'utf8') === 'before\nhello\n');
    expect(commands.signalGroup(id, 'SIGTERM')).toBe(true);
    await until('its end is told', () => how !== '');
    expect(how).toBe('signal SIGTERM');
    expect(commands.alive(id)).toBe(false);
  });

  it('keeps its group alive when the leader ended and left a child', async () => {
    let how = '';
    const spec = { file: 'sh', args: ['-c', 'sleep 60 & exit 5'], env, log: join(folder, 'left.log') };
    const id = await commands.launch(spec, (end) => {
      how = end;
    });
    await until('the leader ended', () => how === 'exit code 5');
    expect(commands.alive(id)).toBe(false);
    expect(commands.groupAlive(id)).toBe(true);
    expect(commands.signalGroup(id, 'SIGKILL')).toBe(true);
    await until('the group is gone', () => !commands.groupAlive(id));
  });

  it('that is missing is refused with the reason', async () => {
    const launched = commands.launch({ file: '/nowhere/kvm', args: [], env, log: join(folder, 'x.log') });
    await expect(launched).rejects.toBeInstanceOf(HostError);
    await expect(launched).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('whose log cannot be opened is not started', async () => {
    const launched = commands.launch({ file: 'true', args: [], env, log: '/nowhere/log' });
    await expect(launched).rejects.toThrow('cannot open the log /nowhere/log');
  });
});
