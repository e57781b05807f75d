/** What `picket check` says of fence devices, with the agents of Debian's fence-agents as they are. */
import { access } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import { createProblems } from '#src/config/problems.ts';
import { formatProblems } from '#src/config/report.ts';
import { checkAgents } from '#src/fencing/check-agents.ts';
import { checkFenceDelay } from '#src/fencing/delay-check.ts';
import { type AgentFolder, agentFolder } from '#test/fencing/support/agents.ts';
import { realPorts } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

let folder: AgentFolder;
beforeAll(async () => {
  folder = await agentFolder();
});
afterAll(() => folder.remove());

/** Line 1 is `<fencedevices>` with device d, line 2 the node that uses it. */
function cluster(fencedevice: string, device = '', daemon = ''): string {
  return `<cluster name="c" config_version="1"><fencedevices><fencedevice name="d" ${fencedevice}/></fencedevices>
<clusternodes><clusternode name="10.0.0.1" nodeid="1"><fence><method name="m"><device name="d" ${device}/></method></fence></clusternode>
<clusternode name="10.0.0.2" nodeid="2"/></clusternodes><fence_daemon allow_none="1" ${daemon}/></cluster>`;
}

async function said(
  text: string,
  exists: (path: string) => Promise<boolean> = () => Promise.resolve(true),
): Promise<readonly string[]> {
  const { fencePlaces } = loadConfig(text, 'f', agents);
  const problems = createProblems('f');
  await checkAgents(fencePlaces?.uses ?? [], { ...realPorts(), exists }, problems);
  return formatProblems(problems.list).map((line) => line.replace(/^f:\d+:\d+: /, ''));
}

const BMC = 'agent="fence_ipmilan" ip="10.9.0.1" username="u" password_script="/p"';
const APC = 'agent="fence_apc" ip="10.9.0.1" username="u" passwd="p"';

test.each([
  ['fence_ipmilan', 'ipaddr="1.2.3.4" login="u" passwd="p" lanplus="1" cipher="3" power_wait="4"', ''],
  ['fence_ilo4', 'ipaddr="1.2.3.4" login="u" passwd="p" lanplus="on" privlvl="operator"', ''],
  ['fence_idrac', 'ipaddr="1.2.3.4" login="u" passwd_script="/p" method="onoff"', 'option="reboot"'],
  ['fence_ilo', 'ipaddr="1.2.3.4" login="u" passwd="p" ribcl="2.22" ssl="on"', ''],
  ['fence_drac5', 'ipaddr="1.2.3.4" login="u" passwd="p" secure="1" cmd_prompt="admin1->"', ''],
  ['fence_virsh', 'ipaddr="1.2.3.4" login="root" identity_file="/etc/hosts" secure="1"', 'port="n1"'],
  ['fence_apc', 'ipaddr="1.2.3.4" login="u" passwd="p" secure="on"', 'port="1" option="off"'],
  ['fence_apc_snmp', 'ipaddr="1.2.3.4" community="private" snmp_version="1" udpport="161"', 'port="1"'],
  ['fence_eaton_snmp', 'ipaddr="1.2.3.4" snmp-version="3" snmp_sec_level="authPriv" login="u"', 'port="1"'],
  ['fence_wti', 'ipaddr="1.2.3.4" login="u" passwd="p"', 'port="B7"'],
  [
    'fence_redfish',
    'ip="1.2.3.4" username="u" password="p" ssl_insecure="1" systems_uri="/redfish/v1/Systems/1"',
    '',
  ],
  [
    'fence_redfish',
    'ip="1.2.3.4" username="u" password="p" ssl-insecure="1" systems-uri="/redfish/v1/Systems/1"',
    '',
  ],
  ['fence_vmware_soap', 'ipaddr="1.2.3.4" login="u" passwd="p" ssl="1"', 'port="n1"'],
  ['fence_bladecenter', 'ipaddr="1.2.3.4" login="u" passwd="p"', 'blade="1"'],
])('files of today and of RHEL 5 and 6 are taken as they are: %s %s', async (agent, fencedevice, device) => {
  const lines = await said(cluster(`agent="${agent}" ${fencedevice}`, device), () => Promise.resolve(true));
  expect(lines).toEqual([]);
});

test.each([
  [
    'a slip in a name',
    cluster(`${BMC} lanpls="1"`),
    'warning: fencedevice "d": fence_ipmilan knows no attribute "lanpls" (did you mean "lanplus"?)',
  ],
  [
    'a name of other times',
    cluster('agent="fence_ilo" ip="1.2.3.4" hostname="ilo1" login="u" passwd="p"'),
    'warning: fencedevice "d": fence_ilo knows no attribute "hostname" (did you mean "ip"?)',
  ],
  [
    'what was meant for Pacemaker',
    cluster(`${BMC} pcmk_host_list="n1"`),
    'warning: fencedevice "d": fence_ipmilan knows no attribute "pcmk_host_list" (it is for Pacemaker; remove it)',
  ],
  [
    'two names of one thing',
    cluster(`${BMC} ipaddr="10.9.0.2"`),
    'warning: fencedevice "d": "ip" and "ipaddr" are two names of one thing (what "ipaddr" says counts, as it comes last; keep one of them)',
  ],
  [
    'a flag that is none',
    cluster(`${BMC} lanplus="maybe"`),
    'warning: fencedevice "d": lanplus must be 1 or 0, not "maybe" (fence_ipmilan ignores anything else)',
  ],
  [
    'a number that is none',
    cluster(`${BMC} power_wait="4s"`),
    'error: fencedevice "d": power_wait must be a whole number of seconds, not "4s"',
  ],
  [
    'a word out of a list',
    cluster(`${BMC} privlvl="root"`),
    'error: fencedevice "d": privlvl must be callback, user, operator or administrator, not "root"',
  ],
  [
    'a missing address',
    cluster('agent="fence_ipmilan" username="u" passwd="p"'),
    'error: fencedevice "d": fence_ipmilan needs "ip" (or "ipaddr"), which is missing',
  ],
  [
    'a missing plug, at the device of the node',
    cluster(APC),
    'error: device "d" of node "10.0.0.1": fence_apc needs "plug" (or "port"), which is missing (which outlet, blade or guest is node "10.0.0.1"?)',
  ],
  [
    'a missing password, in the words of the agent',
    cluster('agent="fence_apc" ip="10.9.0.1" username="u"', 'plug="1"'),
    'error: device "d" of node "10.0.0.1": fence_apc does not take what it is given: You have to enter password, password script or identity file [exit code 1]',
  ],
  [
    'a key that is not on this host',
    cluster(
      'agent="fence_virsh" ip="10.9.0.1" username="u" ssh="1" identity_file="/nowhere/key"',
      'plug="n1"',
    ),
    'warning: device "d" of node "10.0.0.1": fence_virsh does not take what it is given: Identity file /nowhere/key does not exist [exit code 1]',
  ],
  [
    'a wait of its own before each shot',
    cluster(`${BMC} delay="15"`),
    'warning: fencedevice "d": delay="15" holds up every fence by 15 s (which of two nodes shoots first is for fence_delay of <fence_daemon>; remove it)',
  ],
  [
    'an agent that only reboots',
    cluster('agent="fence_rcd_serial" serial_port="/dev/ttyS0"'),
    'warning: fencedevice "d": fence_rcd_serial can only reboot: whether the node really went off can\'t be proven, and its word is taken (prefer an agent that knows off and status)',
  ],
  [
    'an agent that reads no status',
    cluster('agent="fence_kdump"'),
    'warning: fencedevice "d": fence_kdump can\'t read the power: that the node is off can\'t be proven, and its word is taken (prefer an agent that knows status)',
  ],
  [
    'an agent of another package',
    cluster('agent="fence_sanlock"'),
    'warning: fencedevice "d": fence_sanlock is not installed on this host (apt-get install fence-sanlock)',
  ],
  [
    'a slip in the name of the agent',
    cluster('agent="fence_ipmlan"'),
    'warning: fencedevice "d": fence_ipmlan is not installed on this host (did you mean "fence_ipmilan"?)',
  ],
])('%s is told, with the way out', async (_, text, expected) => {
  expect(await said(text)).toEqual([expected]);
});

test('places are those of the attribute, line and column', async () => {
  const text = cluster(`${BMC} lanpls="1"`);
  const { fencePlaces } = loadConfig(text, 'f', agents);
  const problems = createProblems('f');
  await checkAgents(
    fencePlaces?.uses ?? [],
    { ...realPorts(), exists: () => Promise.resolve(true) },
    problems,
  );
  expect(problems.list).toMatchObject([
    { line: 1, column: text.indexOf('lanpls') + 1, path: '/cluster/fencedevices/fencedevice[d]' },
  ]);
});

test('what the device says wins over the fencedevice under either name, and is no problem', async () => {
  const text = cluster(`${APC} port="1" plug="2"`, 'port="7"');
  const { fencePlaces } = loadConfig(text, 'f', agents);
  const given = Object.entries(fencePlaces?.uses[0]?.device.attributes ?? {});
  // The agents' library takes the last of two names.
  expect(given.filter(([name]) => name === 'port' || name === 'plug').at(-1)).toEqual(['port', '7']);
  expect(await said(cluster(`${APC} port="1"`, 'plug="7"'))).toEqual([]);
});

test('a program that the agent calls and that lacks here is named with its package', async () => {
  const lacks = (): Promise<boolean> => Promise.resolve(false);
  expect(await said(cluster(BMC), lacks)).toEqual([
    'warning: fencedevice "d": fence_ipmilan needs /usr/bin/ipmitool, which is not on this host (apt-get install ipmitool)',
  ]);
  expect((await said(cluster(`${APC} ssh="1"`, 'plug="1"'), lacks)).join()).toContain('openssh-client');
  expect((await said(cluster(APC, 'plug="1"'), lacks)).join()).toContain('apt-get install telnet');
  const ilo = cluster('agent="fence_ilo" ip="1.2.3.4" login="u" passwd="p"');
  expect((await said(ilo, lacks)).join()).toContain('apt-get install gnutls-bin');
});

test('no program is started only because a file names it as an agent', async () => {
  const tool = await folder.script('tool', `touch '${folder.path}/was-run'`);
  expect(await said(cluster(`agent="${tool}"`))).toEqual([
    `warning: fencedevice "d": ${tool} is not asked what it can do, since its name does not begin with fence_ (it must know off and status; try it by hand: picket fence NODE)`,
  ]);
  expect(await folder.read('../was-run')).toBe('');
  await expect(access(`${folder.path}/was-run`)).rejects.toThrow();
});

test('an agent of one´s own without metadata is used as it is, and said so', async () => {
  const own = await folder.script('fence_own', 'exit 1');
  expect(await said(cluster(`agent="${own}" colour="blue"`))).toEqual([
    `warning: fencedevice "d": ${own} gives no metadata: its attributes can't be checked (it gave no reason [exit code 1]) (it is taken to know off, on and status)`,
  ]);
});

test('an agent of one´s own with metadata is checked by it', async () => {
  const own = await folder.outlets('fence_mine');
  expect(await said(cluster(`agent="${own}"`, 'prt="3"'))).toEqual([
    `warning: device "d" of node "10.0.0.1": ${own} knows no attribute "prt" (did you mean "port"?)`,
  ]);
});

test('passwords are not shown', async () => {
  const lines = await said(
    cluster('agent="fence_apc_snmp" ip="1.2.3.4" community="geheim" password="s3cret" passwd="s3cret2"'),
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join()).not.toMatch(/geheim|s3cret/);
});

function delaySaid(daemon: string, rest = (text: string): string => text): readonly string[] {
  const { config, fencePlaces } = loadConfig(rest(cluster(BMC, '', daemon)), 'f', agents);
  const problems = createProblems('f');
  if (config === undefined || fencePlaces === undefined) throw new Error('the file is not good');
  checkFenceDelay(config, fencePlaces, problems);
  return formatProblems(problems.list).map((line) => line.replace(/^f:\d+:\d+: /, ''));
}

test('a fence_delay in which a shot need not land is told, with what auto would wait', () => {
  const words = (given: string): string =>
    `warning: fence_delay="${given}": when the nodes lose each other, both may shoot and both be off: that is less than two keepalives and the time of a device of unknown speed, 7s ("auto" waits 12.5s, and less once the devices have been measured)`;
  expect(delaySaid('fence_delay="0"')).toEqual([words('0')]);
  expect(delaySaid('fence_delay="6.9s"')).toEqual([words('6.9s')]);
  expect(delaySaid('fence_delay="7s"')).toEqual([]);
  expect(delaySaid('fence_delay="auto"')).toEqual([]);
  expect(delaySaid('')).toEqual([]);
});

test('where there is no race of two, any fence_delay will do', () => {
  const three = (text: string): string =>
    text.replace('</clusternodes>', '<clusternode name="10.0.0.3" nodeid="3"/></clusternodes>');
  expect(delaySaid('fence_delay="0"', three)).toEqual([]);
});

test('a device of <unfence> has to turn on, and nothing else', async () => {
  const text = (agent: string): string =>
    cluster(BMC)
      .replace('</fencedevices>', `<fencedevice name="san" agent="${agent}"/></fencedevices>`)
      .replace('</fence>', '</fence><unfence><device name="san" port="1"/></unfence>');
  const able = await folder.outlets('fence_gives', ['on', 'metadata']);
  expect(await said(text(able))).toEqual([]);
  const unable = await folder.outlets('fence_takes', ['off', 'status', 'metadata']);
  expect(await said(text(unable))).toEqual([
    `warning: fencedevice "san": ${unable} can't turn on: it gives a node nothing back`,
  ]);
});
