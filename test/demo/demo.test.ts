/** The newcomer's first command: it works, it says true things, and it leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DemoOutcome } from '#src/cli/demo/outcome.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import { run } from '#test/lab/run.ts';
import { until } from '#test/lab/until.ts';

const ROOT = join(import.meta.dirname, '../..');
let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'pkd-'));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** Processes (not zombies) that have anything of this run's temporary folder in their command line or output. */
function leftovers(): readonly string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        const output = readlinkSync(`/proc/${pid}/fd/1`);
        return `${readFileSync(`/proc/${pid}/cmdline`, 'utf8')} ${output}`.includes(temporary);
      } catch {
        return false;
      }
    });
}

function start(...words: readonly string[]): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/picket.ts'), 'demo', ...words], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  return { child, output: () => output };
}

test('npm run demo tells the story, prints its times as JSON and cleans up', {
  timeout: 150_000,
}, async () => {
  const { code, stdout, stderr } = await run(['npm', 'run', '--silent', 'demo', '--', '--json'], {
    cwd: ROOT,
    env: { TMPDIR: temporary },
    timeout: 120_000,
  });
  expect(code, stdout + stderr).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  const result = JSON.parse(lines.at(-1) ?? '') as DemoOutcome;
  expect(result.ok).toBe(true);
  expect(result.deadtimeMs).toBe(1_000);
  expect(result.detectedMs).toBeLessThan(result.fencedMs);
  expect(Object.keys(result.startedMs)).toEqual(['service:shop', 'service:mail']);
  for (const ms of Object.values(result.startedMs)) expect(ms).toBeGreaterThanOrEqual(result.fencedMs);
  for (const [service, ms] of Object.entries(result.failedBackMs))
    expect(ms).toBeGreaterThan(result.startedMs[service] ?? 0);
  // Its kernel lives, so it answers that nobody listens: that is known before the silence is noticed.
  for (const word of ['peer.suspect', 'peer.dead', 'fence.succeeded', 'service.started', 'RUNS ON'])
    expect(stdout).toContain(word);
  expect(leftovers()).toEqual([]);
  // npm keeps a cache of its own there.
  expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([]);
});

test('Ctrl-C in the middle cleans up everything', { timeout: 60_000 }, async () => {
  const { child, output } = start();
  await until(
    'the first service',
    () => (output().includes('service.started') ? true : undefined),
    30_000,
    output,
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(leftovers()).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a demo that is killed leaves nothing running either', { timeout: 60_000 }, async () => {
  const { child, output } = start();
  await until(
    'the first service',
    () => (output().includes('service.started') ? true : undefined),
    30_000,
    output,
  );
  child.kill('SIGKILL');
  await until('the end of everything', () =>
    leftovers().length === 0 && readdirSync(temporary).length === 0 ? true : undefined,
  );
});

test('--keep leaves the cluster running, and the commands it shows work', { timeout: 120_000 }, async () => {
  const { child, output } = start('--keep');
  const socket = await until('the hint', () => /PICKET_SOCKET=(\S+)/.exec(output())?.[1], 90_000, output);
  const picket = (...words: readonly string[]) =>
    run([process.execPath, join(ROOT, 'src/cli/picket.ts'), ...words], {
      env: { PICKET_SOCKET: socket },
      timeout: 60_000,
    });
  const status = await picket('status', '--json');
  expect(status.code, status.stderr).toBe(0);
  expect(JSON.parse(status.stdout)).toMatchObject({ cluster: 'demo', state: 'member' });

  // Its power button works: a fenced node is off, then boots again and joins.
  const fenced = await picket('fence', 'node1', '--yes');
  expect(fenced.code, fenced.stdout + fenced.stderr).toBe(0);
  await until(
    'node1 as a member again',
    async () => {
      const { view } = JSON.parse((await picket('status', '--json')).stdout) as StatusDocument;
      return (view?.epoch ?? 0) > 3 && view?.members.length === 2 ? true : undefined;
    },
    40_000,
    output,
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await ended;
  expect(leftovers()).toEqual([]);
});
