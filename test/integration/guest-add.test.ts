/** `picket guest list`, `guest add` and `doctor` against the real libvirt of two hosts. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GuestAddResult, GuestsResult } from '#src/cluster/guest-commands.ts';
import { type BareHosts, createBareHosts } from '#test/lab/bare-hosts.ts';
import type { Lab } from '#test/lab/lab.ts';
import { type LibvirtHosts, libvirtMissing } from '#test/lab/libvirt.ts';
import { lastWords } from '#test/lab/picket.ts';

const missing = await libvirtMissing();
/** Without ssh between the hosts: libvirt listens on TCP there. */
const BY_TCP = 'migration_uri=qemu+tcp://%s/system';
const RM = `  <rm auto_failback="off">
    <failoverdomains>
      <failoverdomain name="both" ordered="1"><failoverdomainnode name="n1" priority="1"/></failoverdomain>
    </failoverdomains>
    <!-- guests come here -->
  </rm>`;

let both: BareHosts;
let lab: Lab;
let hosts: LibvirtHosts;

beforeEach(async () => {
  if (missing !== undefined) return;
  both = await createBareHosts(RM, { hook: false });
  ({ lab, libvirt: hosts } = both);
  await both.boot();
});
afterEach(async ({ task }) => {
  if (missing !== undefined) return;
  if (task.result?.state === 'fail') console.error(await lastWords(lab));
  await lab.destroy();
});

const asked = async (node: string, ...words: readonly string[]): Promise<unknown> =>
  JSON.parse((await both.picket(node, ...words, '--json')).stdout);

/** The definition of a guest of the lab, with other words in it, known to that host. */
async function defineLike(
  node: string,
  name: string,
  ...changes: readonly (readonly [string, string])[]
): Promise<void> {
  const { xmlFile } = await hosts.addGuest(name);
  const xml = changes.reduce((text, [from, to]) => text.replace(from, to), await readFile(xmlFile, 'utf8'));
  await writeFile(xmlFile, xml);
  await both.virsh(node, 'define', xmlFile);
}

test.skipIf(missing)('a running guest is added after a look at both hosts, and goes on', async () => {
  const guest = await hosts.addGuest('web0');
  await guest.define('n1');
  await both.virsh('n1', 'start', 'web0');
  await guest.ticks();

  const listed = (await asked('n2', 'guest', 'list')) as GuestsResult;
  expect(listed.guests).toMatchObject([
    { name: 'web0', service: null, on: [{ node: 'n1', state: 'running', autostart: false }] },
  ]);

  // There is no ssh between the hosts, which a migration would need.
  const refused = await both.picket('n1', 'guest', 'add', 'web0', '--yes');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/n2: n1 can't reach libvirt of n2 \(qemu\+ssh:.*on n1 as root: ssh-copy-id/);

  const plan = await both.picket(
    'n2',
    'guest',
    'add',
    'web0',
    '--domain',
    'both',
    '--set',
    BY_TCP,
    '--dry-run',
  );
  expect(plan.stderr).toBe('');
  expect(plan.stdout).toContain('web0 runs on n1');
  expect(plan.stdout).toContain('n2: can run and migrate there');
  expect(plan.stdout).toContain('warning: disk vda (/run/luns/web0): whether it is the same disk');
  expect(plan.stdout).toMatch(/^-.*config_version="1"/m);
  expect(plan.stdout).toMatch(/^\+.*config_version="2"/m);
  expect(plan.stdout).toContain(
    '+    <vm name="web0" domain="both" migration_uri="qemu+tcp://%s/system"/>\n',
  );
  expect(plan.stdout).toContain('web0 can be added');
  const before = await readFile(`${lab.shared}/cluster.xml`, 'utf8');
  expect(before).toContain('config_version="1"');

  const added = await both.picket('n2', 'guest', 'add', 'web0', '--domain', 'both', '--set', BY_TCP, '--yes');
  expect(added.stderr).toBe('');
  const after = await readFile(`${lab.shared}/cluster.xml`, 'utf8');
  expect(after).toContain('<vm name="web0" domain="both"');
  expect(after).toContain('<!-- guests come here -->');
  await both.startedOn('vm:web0', 'n1');
  expect(await both.virsh('n1', 'domstate', 'web0')).toBe('running');
  const managed = (await asked('n1', 'guest', 'list')) as GuestsResult;
  expect(managed.guests).toMatchObject([{ name: 'web0', service: 'vm:web0' }]);
  await guest.ticks();
  expect((await guest.console()).filter(({ word }) => word === 'UP')).toHaveLength(1);

  const again = await both.picket('n1', 'guest', 'add', 'web0', '--yes');
  expect(again.stderr).toContain('web0 is in cluster.xml already: vm:web0');
});

test.skipIf(missing)('what keeps a guest from running on a host is named, with the way out', async () => {
  const interfaceXml = "<interface type='bridge'><source bridge='brx'/></interface>";
  await defineLike(
    'n1',
    'odd',
    ["<serial type='file'>", `${interfaceXml}<serial type='file'>`],
    ["<memory unit='MiB'>4<", "<memory unit='TiB'>4<"],
    ["machine='pc'", "machine='pc-i440fx-7.2'"],
    ["<source dev='/run/luns/odd'/>", "<source dev='/run/luns/nowhere'/>"],
  );
  await both.virsh('n1', 'autostart', 'odd');
  await lab.exec('n1', ['ip', 'link', 'add', 'brx', 'type', 'bridge']);
  const { code, stderr } = await both.picket('n1', 'guest', 'add', 'odd', '--set', BY_TCP, '--yes');
  expect(code).toBe(1);
  expect(stderr).toMatch(/libvirt of n1 starts it by itself .*on n1: virsh autostart --disable odd/);
  for (const node of lab.nodes) {
    expect(stderr).toMatch(new RegExp(`${node}: disk vda: there is no /run/luns/nowhere`));
    expect(stderr).toMatch(new RegExp(`${node}: it needs 4194304 MiB, and this host has`));
  }
  expect(stderr).toContain('n2: there is no bridge brx (make the bridge brx on this host');
  expect(stderr).not.toContain('n1: there is no bridge');

  const local = (await asked('n1', 'guest', 'add', 'odd', '--disk-drbd', 'r7')) as GuestAddResult;
  expect(local.ok).toBe(false);
  expect(local.problems.join('\n')).toContain('n1: drbdadm does not know the resource r7 here');
  expect(await readFile(`${lab.shared}/cluster.xml`, 'utf8')).toContain('config_version="1"');
});

test.skipIf(missing)('doctor finds another guest of the same name, and a file of one host', async () => {
  await defineLike('n1', 'twin');
  const text = await readFile(`${lab.shared}/twin.xml`, 'utf8');
  const other = text
    .replace(/<uuid>.*<\/uuid>/, '<uuid>12345678-1234-4234-8234-123456789abc</uuid>')
    .replace("type='block'", "type='file'")
    .replace("source dev='/run/luns/twin'", `source file='${lab.shared}/twin.raw'`);
  await writeFile(`${lab.shared}/other.xml`, other);
  await both.virsh('n2', 'define', `${lab.shared}/other.xml`);
  const { code, stdout } = await both.picket('n2', 'doctor', 'twin');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^n1:\n {2}warning: libvirt's hook of Picket is not installed/);
  expect(stdout).toContain('error: another guest there has its name (12345678-1234-4234-8234-123456789abc;');

  await both.virsh('n1', 'undefine', 'twin');
  const file = await both.picket('n2', 'doctor', 'twin');
  expect(file.stdout).toMatch(/disk vda: .*twin.raw lies on a file system of this host alone/);
});
