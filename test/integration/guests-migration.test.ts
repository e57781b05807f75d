/** Guests move live: by an operator's word, not at all when that can't be, and never to two hosts at once. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CommandResult } from '#src/cluster/commands.ts';
import { createGuestHosts, type GuestHosts } from '#test/lab/guest-hosts.ts';
import { libvirtMissing } from '#test/lab/libvirt.ts';
import { until } from '#test/lab/until.ts';

const missing = await libvirtMissing();
let hosts: GuestHosts;

beforeAll(async () => {
  if (missing !== undefined) return;
  hosts = await createGuestHosts({
    g1: { home: 'n1' },
    // Some 6 s to carry its memory.
    g2: { home: 'n1', fill: 24, attributes: { migrate_bandwidth: '4' } },
    g3: { home: 'n1' },
  });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(await hosts?.logs());
});
afterAll(async () => hosts?.destroy());

const migrate = (name: string, to: string): Promise<CommandResult> =>
  hosts
    .control('n2')
    .then((control) => control.service({ verb: 'migrate', service: `vm:${name}`, node: to }));

/** It has never stopped counting, nor begun anew. */
async function neverInterrupted(name: string): Promise<void> {
  await hosts.guest(name).ticks();
  await hosts.neverTwice();
  expect(await hosts.boots(name)).toBe(1);
}

test.skipIf(missing)('to and fro, twenty times', { timeout: 240_000 }, async () => {
  await hosts.guest('g1').ticks();
  const places = ['n1'];
  for (let round = 0; round < 20; round++) {
    const to = round % 2 === 0 ? 'n2' : 'n1';
    expect(await migrate('g1', to)).toMatchObject({ code: 'SUCCESS', owner: to });
    expect((await hosts.libvirt.virsh(to, 'domstate', 'g1')).stdout.trim()).toBe('running');
    // So that somebody can have seen it there.
    await hosts.guest('g1').ticks();
    places.push(to);
  }
  expect(hosts.watch.places('g1')).toEqual(places);
  await neverInterrupted('g1');
  const [counts] = [(await hosts.guest('g1').console()).filter(({ word }) => word === 'TICK').length];
  expect(counts).toBeGreaterThan(20);
});

/** Resolves when its copy waits for its memory on n2. */
async function underWay(name: string): Promise<void> {
  await until(
    'the copy on n2',
    async () =>
      (await hosts.libvirt.virsh('n2', 'domstate', name)).stdout.startsWith('paused') ? true : undefined,
    20_000,
    undefined,
    50,
  );
}

test.skipIf(missing)('on its way status says how far it is; cancelled, it stays', async () => {
  await hosts.guest('g2').ticks();
  const moving = migrate('g2', 'n2');
  await underWay('g2');
  await hosts.says('n2', /vm:g2 migrates from n1 to n2: \d+ %/);
  expect((await hosts.libvirt.virsh('n1', 'domjobabort', 'g2')).code).toBe(0);
  const { code, message } = await moving;
  expect(code).not.toBe('SUCCESS');
  expect(message).toMatch(/cancel/);
  await hosts.started('g2', 'n1');
  await until('no copy on n2', async () =>
    (await hosts.libvirt.virsh('n2', 'list', '--all')).stdout.includes('g2') ? undefined : true,
  );
  expect(hosts.watch.places('g2')).toEqual(['n1']);
  await neverInterrupted('g2');
});

test.skipIf(missing)('a stop on its way ends the migration, then the guest', async () => {
  const moving = migrate('g2', 'n2');
  await underWay('g2');
  const control = await hosts.control('n1');
  expect(await control.service({ verb: 'disable', service: 'vm:g2' })).toMatchObject({ code: 'SUCCESS' });
  expect((await moving).code).not.toBe('SUCCESS');
  for (const node of hosts.lab.nodes) {
    expect((await hosts.libvirt.virsh(node, 'list', '--name')).stdout).not.toContain('g2');
  }
  expect(hosts.watch.places('g2')).toEqual(['n1']);
  await hosts.neverTwice();
  expect(await control.service({ verb: 'enable', service: 'vm:g2' })).toMatchObject({
    code: 'SUCCESS',
    owner: 'n1',
  });
  await hosts.guest('g2').ticks();
});

test.skipIf(missing)('the target is full: it stays, and the operator hears why', async () => {
  await hosts.guest('g3').ticks();
  // What the node's kernel says is free.
  const { lab } = hosts;
  const full = (await readFile('/proc/meminfo', 'utf8')).replace(
    /^(MemFree|MemAvailable|Buffers|Cached): .*/gm,
    '$1: 1000 kB',
  );
  await writeFile(`${lab.shared}/meminfo`, full);
  expect((await lab.exec('n2', ['mount', '--bind', `${lab.shared}/meminfo`, '/proc/meminfo'])).code).toBe(0);
  const { code, message } = await migrate('g3', 'n2');
  expect(code).not.toBe('SUCCESS');
  expect(message).toMatch(/memory|MiB/);
  await hosts.started('g3', 'n1');
  expect(hosts.watch.places('g3')).toEqual(['n1']);
  expect((await lab.exec('n2', ['umount', '/proc/meminfo'])).code).toBe(0);
  expect(await migrate('g3', 'n2')).toMatchObject({ code: 'SUCCESS', owner: 'n2' });
  await neverInterrupted('g3');
});
