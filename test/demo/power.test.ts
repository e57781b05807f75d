/** The demo's power switch and fence agent: off means that nothing of the node runs, and nothing else is touched. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, prepareCluster } from '#src/cli/demo/cluster.ts';
import { DEMO_CLUSTER } from '#src/cli/demo/demo-cluster.ts';
import { parseParameters } from '#src/cli/demo/fence-demo.ts';
import { processesOf } from '#src/cli/demo/power.ts';
import { createClock } from '#src/host/clock.ts';
import { createRandom } from '#src/host/random.ts';
import { type RunResult, run } from '#test/lab/run.ts';
import { until } from '#test/lab/until.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await prepareCluster(DEMO_CLUSTER, { clock: createClock(), random: createRandom() });
});
afterEach(() => cluster.end());

const folder = (node: string): string => join(cluster.folder, node);

/** Something that runs on the node: its output goes to the node's folder, and it has a group of its own. */
function launch(node: string, script: string): ChildProcess {
  const out = openSync(join(folder(node), 'service.log'), 'a');
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  return child;
}

function fence(parameters: Readonly<Record<string, string>>): Promise<RunResult> {
  const all = { port: 'node1', folder: cluster.folder, nodename: 'node1', ...parameters };
  const input = Object.entries(all).map(([key, value]) => `${key}=${value}\n`);
  return run([join(cluster.folder, 'fence_demo')], { input: input.join('') });
}

test('off ends everything on the node, also what ignores SIGTERM and what went into another session', async () => {
  launch('node1', `trap '' TERM; setsid sh -c "sleep 997; true" >/dev/null 2>&1 & sleep 998; true`);
  launch('node1', 'exec sleep 999');
  const other = launch('node2', 'exec sleep 996');
  await until('five processes', () => (processesOf(folder('node1')).length >= 5 ? true : undefined));
  expect((await fence({ action: 'status' })).code).toBe(0);
  expect((await fence({ action: 'off' })).code).toBe(0);
  expect(processesOf(folder('node1'))).toEqual([]);
  expect(processesOf(folder('node2'))).toEqual([other.pid]);
});

test('status reads off only when the power is off and nothing runs any more', async () => {
  writeFileSync(join(folder('node1'), 'power'), 'on\n');
  expect((await fence({ action: 'status' })).code).toBe(0);
  expect((await fence({ action: 'off' })).code).toBe(0);
  const off = await fence({ action: 'status' });
  expect([off.code, off.stdout]).toEqual([2, 'Status: OFF\n']);
  launch('node1', 'exec sleep 995');
  await until('the process', () => (processesOf(folder('node1')).length > 0 ? true : undefined));
  expect((await fence({ action: 'status' })).code).toBe(0);
  expect((await fence({ action: 'reboot' })).code).toBe(0);
  expect(processesOf(folder('node1'))).toEqual([]);
  expect((await fence({ action: 'status' })).code).toBe(0);
});

test('the agent refuses what it does not understand, in words', async () => {
  const unknown = await fence({ action: 'explode' });
  expect([unknown.code, unknown.stderr]).toEqual([1, 'Failed: action explode is not known\n']);
  expect((await fence({ action: 'off', port: '' })).code).toBe(1);
  const metadata = await run([join(cluster.folder, 'fence_demo'), '-o', 'metadata']);
  expect(metadata.code).toBe(0);
  expect(metadata.stdout).toContain('<resource-agent name="fence_demo"');
  expect(parseParameters('# comment\n\naction=off\nvalue=a=b\n')).toEqual(
    new Map([
      ['action', 'off'],
      ['value', 'a=b'],
    ]),
  );
});

test('the end of a demo ends all of its nodes and removes its folder', async () => {
  const child = launch('node1', 'exec sleep 994');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await cluster.end();
  await gone;
  expect(existsSync(cluster.folder)).toBe(false);
});

test('the clearing program removes nothing but folders of demos', async () => {
  const stranger = join(cluster.folder, 'precious');
  mkdirSync(stranger);
  const clear = join(import.meta.dirname, '../../src/cli/demo/clear.ts');
  expect((await run([process.execPath, clear, stranger])).code).not.toBe(0);
  expect(existsSync(stranger)).toBe(true);
});
