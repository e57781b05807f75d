/** The cable of the guests' bridge is pulled: the guest moves to the other host, live. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BareHosts, createBareHosts } from '#test/lab/bare-hosts.ts';
import { BRIDGE } from '#test/lab/bridge.ts';
import { type Guest, libvirtMissing } from '#test/lab/libvirt.ts';
import { lastWords } from '#test/lab/picket.ts';

const missing = await libvirtMissing();
const RM = `  <rm>
    <health name="bridge" carrier="brv"/>
    <vm name="web0" needs="bridge" autostart="0" migrate_transport="tcp"/>
  </rm>`;

let hosts: BareHosts;
let web: Guest;

beforeEach(async () => {
  if (missing !== undefined) return;
  hosts = await createBareHosts(RM, { before: BRIDGE });
  web = await hosts.libvirt.addGuest('web0');
  await hosts.boot();
});
afterEach(async ({ task }) => {
  if (missing !== undefined) return;
  if (task.result?.state === 'fail') console.error(await lastWords(hosts.lab));
  await hosts.lab.destroy();
});

test.skipIf(missing)('and neither stops nor starts for it', async () => {
  await web.define('n1');
  expect((await hosts.picket('n1', 'enable', 'vm:web0', 'n1')).code).toBe(0);
  await hosts.startedOn('vm:web0', 'n1');
  const before = await web.ticks();
  await hosts.lab.exec('n1', ['ip', 'link', 'set', 'pkwall', 'down']);
  await hosts.startedOn('vm:web0', 'n2');
  expect(await web.ticks()).toBeGreaterThan(before);
  const words = (await web.console()).map(({ word }) => word);
  expect(words.filter((word) => word !== 'TICK')).toEqual(['UP']);
  expect(await hosts.virsh('n1', 'domstate', 'web0')).toBe('shut off');
});
