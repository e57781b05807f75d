/** How DRBD's tools are called, and what their failures look like: real programs in place of drbdsetup. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDrbd } from '#src/agents/drbd/drbd-tools.ts';
import { createCommands } from '#src/host/commands.ts';
import type { Drbd } from '#src/host/ports.ts';
import { json9, TEXT_84 } from './samples.ts';

async function drbdWith(
  programs: Readonly<Record<string, string>>,
): Promise<Drbd & { calls(): Promise<string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'picket-drbd-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(`${folder}/bin`);
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(`${folder}/bin/${name}`, `#!/bin/sh\necho "$0 $*" >> ${folder}/calls\n${body}\n`);
    await chmod(`${folder}/bin/${name}`, 0o755);
  }
  const path = `${folder}/bin:/bin:/usr/bin`;
  return { ...createDrbd(createCommands(), path), calls: () => readFile(`${folder}/calls`, 'utf8') };
}

test('DRBD 9 is asked for JSON', async () => {
  const drbd = await drbdWith({ drbdsetup: `cat <<'END'\n${json9()}\nEND` });
  expect(await drbd.look()).toEqual([expect.objectContaining({ name: 'data', role: 'Primary' })]);
});

test('DRBD 8.4 refuses it once, and is then asked for text', async () => {
  const drbd = await drbdWith({
    drbdsetup: `[ "$2" = --json ] && { echo 'USAGE: drbdsetup-84 status' >&2; exit 20; }\ncat <<'END'\n${TEXT_84.frozen}END`,
  });
  const expected = [expect.objectContaining({ name: 'r0', suspended: ['fencing'] })];
  expect(await drbd.look()).toEqual(expected);
  expect(await drbd.look()).toEqual(expected);
  const calls = (await drbd.calls()).trim().split('\n');
  expect(calls.map((call) => call.replace(/.*drbdsetup /, '').trim())).toEqual([
    'status --json',
    'status',
    'status',
  ]);
});

test('without DRBD: words that say what is missing', async () => {
  const drbd = await drbdWith({});
  expect(await drbd.look()).toEqual({
    problem: expect.stringMatching(/drbdsetup can't be run .*drbd-utils/),
  });
  expect(await drbd.resumeIo('r0')).toContain("drbdadm can't be run");
});

test('what the tools complain of is passed on', async () => {
  const drbd = await drbdWith({
    drbdsetup: 'echo "Could not connect to \'drbd\' generic netlink family" >&2; exit 20',
    drbdadm: 'echo "r0: not defined in your config" >&2; exit 1',
  });
  expect(await drbd.look()).toEqual({
    problem: expect.stringContaining('generic netlink family [exit code 20]'),
  });
  expect(await drbd.resumeIo('r0')).toBe(
    'drbdadm resume-io r0 failed: r0: not defined in your config [exit code 1]',
  );
});

test('output that is not understood is no answer', async () => {
  const drbd = await drbdWith({ drbdsetup: 'echo rubbish' });
  expect(await drbd.look()).toEqual({ problem: 'what drbdsetup status prints is not understood' });
});
