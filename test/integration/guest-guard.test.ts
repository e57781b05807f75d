/** libvirt's hook keeps a guest from being started on the wrong host, and a host that lacks a guest is given it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BareHosts, createBareHosts } from '#test/lab/bare-hosts.ts';
import { type Guest, libvirtMissing } from '#test/lab/libvirt.ts';
import { lastWords } from '#test/lab/picket.ts';
import { until } from '#test/lab/until.ts';

const missing = await libvirtMissing();
const RM = `  <rm>
    <failoverdomains>
      <failoverdomain name="first" ordered="1"><failoverdomainnode name="n1" priority="1"/></failoverdomain>
    </failoverdomains>
    <vm name="web0" domain="first" autostart="0" migrate_transport="tcp" shutdown_timeout="20s"/>
  </rm>`;

let hosts: BareHosts;
let web: Guest;

beforeEach(async () => {
  if (missing !== undefined) return;
  hosts = await createBareHosts(RM);
  web = await hosts.libvirt.addGuest('web0');
  await hosts.boot();
});
afterEach(async ({ task }) => {
  if (missing !== undefined) return;
  if (task.result?.state === 'fail') console.error(await lastWords(hosts.lab));
  await hosts.lab.destroy();
});

/** Known to n1 alone, and started there by Picket. */
async function begin(): Promise<void> {
  await web.define('n1');
  expect((await hosts.picket('n1', 'enable', 'vm:web0', 'n1')).code).toBe(0);
  await hosts.startedOn('vm:web0', 'n1');
  await web.ticks();
}

const state = (node: string): Promise<string> => hosts.virsh(node, 'domstate', 'web0');

test.skipIf(missing)('a start by hand is refused where the guest may not run', async () => {
  await begin();
  await web.define('n2');
  const refused = await hosts.libvirt.virsh('n2', 'start', 'web0');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('web0 is kept by Picket as vm:web0: it is started on n1');
  expect(refused.stderr).toContain('picket migrate vm:web0 n2 (clusvcadm -M vm:web0 -m n2)');
  expect(await state('n2')).toBe('shut off');

  // Nor may it be created beside its definition, nor brought by a migration behind Picket's back.
  expect((await hosts.libvirt.virsh('n2', 'create', web.xmlFile)).stderr).toContain('is kept by Picket');
  const address = hosts.lab.address('n2', 'lan0');
  const migrated = await hosts.libvirt.virsh(
    'n1',
    ...['migrate', '--live', '--p2p', 'web0', `qemu+tcp://${address}/system`],
  );
  expect(migrated.stderr).toContain('is kept by Picket');
  expect(await state('n1')).toBe('running');

  const other = await hosts.libvirt.addGuest('other');
  await other.define('n2');
  await hosts.virsh('n2', 'start', 'other');
  await other.ticks();

  // Where picketd does not answer, nobody can tell.
  await hosts.lab.exec('n2', ['mv', '/run/picket/control.sock', '/run/picket/status.sock', '/run']);
  const silent = await hosts.libvirt.virsh('n2', 'start', 'web0');
  expect(silent.code).toBe(1);
  expect(silent.stderr).toContain('web0 is kept by Picket (vm:web0), and starts only where the cluster says');
  expect(await state('n2')).toBe('shut off');
  expect((await web.console()).filter(({ word }) => word === 'UP' || word === 'SPLIT-BRAIN')).toHaveLength(1);
});

test.skipIf(missing)('a host that does not know the guest is given its definition', async () => {
  await begin();
  expect(await hosts.virsh('n2', 'list', '--all', '--name')).toBe('');
  const moved = await hosts.picket('n1', 'relocate', 'vm:web0', 'n2');
  expect(moved.code).toBe(0);
  await hosts.startedOn('vm:web0', 'n2');
  const at2 = await hosts.virsh('n2', 'dumpxml', '--inactive', 'web0');
  expect(at2).toBe(await hosts.virsh('n1', 'dumpxml', '--inactive', 'web0'));

  // What is changed while it runs is there when it starts elsewhere, and survives that nobody is there.
  await hosts.virsh('n2', 'setmaxmem', 'web0', '8192', '--config');
  const changed = await hosts.virsh('n2', 'dumpxml', '--inactive', 'web0');
  expect(changed).toContain('8192');
  const definitions = (): Promise<string> =>
    hosts.lab
      .exec('n1', ['sh', '-c', `cat ${hosts.lab.disk('n1')}/guests/definitions/*`])
      .then(({ stdout }) => stdout);
  await until(
    'n1 has the change',
    async () => ((await definitions()).includes('8192') ? true : undefined),
    90_000,
  );
  await hosts.lab.setBootDelay('n2', 'never');
  await hosts.lab.kill('n2');
  await hosts.startedOn('vm:web0', 'n1');
  expect(await hosts.virsh('n1', 'dumpxml', '--inactive', 'web0')).toBe(changed);
  await web.ticks();
});

test.skipIf(missing)('a live migration by Picket passes the hook', async () => {
  await begin();
  const { code, stderr } = await hosts.picket('n1', 'migrate', 'vm:web0', 'n2');
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  await hosts.startedOn('vm:web0', 'n2');
  expect(await state('n2')).toBe('running');
  await web.ticks();
  expect((await web.console()).filter(({ word }) => word === 'UP' || word === 'SPLIT-BRAIN')).toHaveLength(1);
  await until('the note is gone', async () => {
    const { stdout } = await hosts.lab.exec('n2', ['ls', '/run/picket/guests']);
    return stdout === '' ? true : undefined;
  });
});
