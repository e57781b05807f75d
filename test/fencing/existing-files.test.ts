/** Fence devices of existing cluster.conf files work unchanged: what reaches the agents, and what real ones make of it. */
import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { agents as registry } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import type { FenceDevice } from '#src/config/model.ts';
import { createProblems } from '#src/config/problems.ts';
import { agentInput } from '#src/fencing/agent-input.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { checkAgents } from '#src/fencing/check-agents.ts';
import { type AgentFolder, agentFolder } from '#test/fencing/support/agents.ts';
import { BMC_PASSWORD, type Bmc, startBmc } from '#test/fencing/support/bmc.ts';
import { CONTROLLER_PASSWORD, CONTROLLER_USER, selfSigned } from '#test/fencing/support/management.ts';
import { startRibcl } from '#test/fencing/support/ribcl.ts';
import { device, method, realPorts, request, watchFence } from '#test/fencing/support/world.ts';

// Real processes: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const RHEL5 = 'test/config/files/rhel5-ilo.conf';
const RHEL6 = 'test/config/files/rhel6-fence-agents.conf';

let bmc: Bmc;
let folder: AgentFolder;
beforeAll(async () => {
  [bmc, folder] = await Promise.all([startBmc(), agentFolder()]);
});
afterAll(() => Promise.all([bmc.stop(), folder.remove()]));

function uses(file: string) {
  const { config, problems, fencePlaces } = loadConfig(readFileSync(file, 'utf8'), file, registry);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (config === undefined || fencePlaces === undefined) throw new Error(`${file} is not good`);
  return fencePlaces.uses;
}

/** What the agent of the first device of this name reads, as words. */
function input(file: string, name: string): string {
  const use = uses(file).find((each) => each.device.name === name);
  if (use === undefined) throw new Error(`no device ${name}`);
  const given = agentInput(use.device, 'off', use.node);
  return given.kind === 'input' ? given.text.trimEnd().replaceAll('\n', ' ') : given.reason;
}

test.each([
  [
    'ipmi-n1',
    'auth=password cipher=3 ipaddr=10.2.9.1 lanplus=on login=fence passwd=s3cret power_wait=4 privlvl=OPERATOR method=onoff nodename=n1 action=off',
  ],
  [
    'ilo-n2',
    'ipaddr=10.2.9.2 login=fence passwd_script=/root/bin/ilo-password lanplus=1 nodename=n2 action=off',
  ],
  [
    'drac5-n4',
    'cmd_prompt=admin1-> ipaddr=10.2.9.4 login=root passwd=s3cret secure=on login_timeout=10 nodename=n4 action=off',
  ],
  [
    'kvm-host',
    'identity_file=/root/.ssh/id_fence ipaddr=10.2.9.5 login=root secure=1 port=n5 nodename=n5 action=off',
  ],
  ['xvm', 'key_file=/etc/cluster/fence_xvm.key domain=n5 nodename=n5 action=off'],
  [
    'redfish-n6',
    'ip=10.2.9.6 password=s3cret ssl-insecure=1 systems-uri=/redfish/v1/Systems/1 username=root nodename=n6 action=off',
  ],
  [
    'apc-ssh',
    'ipaddr=10.2.9.8 login=apc passwd=s3cret secure=on ssh_options=-1 -c blowfish port=7 nodename=n1 action=off',
  ],
  ['apc-snmp', 'community=private ipaddr=10.2.9.9 snmp_version=1 ipport=1161 port=7 nodename=n1 action=off'],
  ['own', 'host=10.2.9.12 outlet=6 nodename=n6 action=off'],
])('of a file of RHEL 6, %s reads: %s', (name, expected) => {
  expect(input(RHEL6, name)).toBe(expected);
});

test.each([
  ['ilo-a', 'ip=10.1.9.11 login=Administrator passwd=s3cret nodename=mail-a action=off'],
  ['ilo-b', 'ip=10.1.9.12 login=Administrator passwd=s3cret ribcl=2.22 nodename=mail-b action=off'],
  ['blades', 'ipaddr=10.1.9.20 login=USERID passwd=s3cret plug=3 nodename=mail-a action=off'],
  [
    'cmc',
    'ipaddr=10.1.9.21 login=root passwd=s3cret secure=1 drac_version=DRAC CMC plug=server-4 nodename=mail-b action=off',
  ],
])('of a file of RHEL 5, %s reads, with the names that its agent has dropped: %s', (name, expected) => {
  expect(input(RHEL5, name)).toBe(expected);
});

test('a dropped name does not replace the present one, and is another agent´s own affair', () => {
  const both = device({ agent: 'fence_ilo', attributes: { hostname: 'a', ipaddr: 'b' } });
  expect(agentInput(both, 'off', 'n')).toMatchObject({
    text: 'hostname=a\nipaddr=b\nnodename=n\naction=off\n',
  });
  const own = device({ agent: '/opt/fence_ilo', attributes: { hostname: 'a' } });
  expect(agentInput(own, 'off', 'n')).toMatchObject({ text: 'hostname=a\nnodename=n\naction=off\n' });
});

test.each([RHEL5, RHEL6])('the agents of today find nothing wrong in %s', async (file) => {
  const problems = createProblems('f');
  const ports = { ...realPorts(), exists: () => Promise.resolve(true) };
  await checkAgents(uses(file), ports, problems);
  const expected = [
    /fence_virsh does not take what it is given: Identity file \/root\/.ssh\/id_fence does not exist/,
    /fence_xvm is not installed on this host/,
    /\/usr\/local\/sbin\/fence-relay is not asked/,
  ];
  const others = problems.list
    .map(({ message }) => message)
    .filter((line) => !expected.some((it) => it.test(line)));
  expect(others).toEqual([]);
});

/** As a file of RHEL 6 has it. */
function oldStyle(agent: string, attributes: Readonly<Record<string, string>> = {}): FenceDevice {
  const ipport = bmc.fence().attributes['ipport'] ?? '';
  const login = { ipaddr: '127.0.0.1', ipport, login: 'admin', passwd: BMC_PASSWORD };
  return device({
    agent,
    attributes: { ...login, lanplus: '1', cipher: '3', power_wait: '0', ...attributes },
  });
}

test.each(['ipmilan', 'ipmilanplus', 'ilo3', 'ilo4', 'ilo5', 'idrac', 'imm'].map((name) => `fence_${name}`))(
  '%s with the old names turns a machine off and on over real IPMI',
  async (agent) => {
    await bmc.setPower(true);
    const fence = method('ipmi', oldStyle(agent));
    const { first, job } = watchFence(request({ methods: [fence] }), realPorts());
    expect(await first('confirmed')).toMatchObject({ verified: true, alreadyOff: false });
    expect(await bmc.power()).toBe('off');
    expect(await job.powerOn()).toBe(true);
    expect(await bmc.power()).toBe('on');
  },
);

test('a passwd_script is asked for the password', async () => {
  await bmc.setPower(true);
  const script = `${folder.path}/password.sh`;
  await writeFile(script, `#!/bin/sh\necho '${BMC_PASSWORD}'\n`);
  await chmod(script, 0o700);
  const { passwd: _, ...rest } = oldStyle('fence_ipmilan').attributes;
  const asked = device({ agent: 'fence_ipmilan', attributes: { ...rest, passwd_script: script } });
  expect(await callAgent(realPorts(), asked, 'status', 'n')).toMatchObject({ kind: 'power', on: true });
  await writeFile(script, '#!/bin/sh\necho wrong\n');
  expect(await callAgent(realPorts(), asked, 'status', 'n')).toMatchObject({ kind: 'failed' });
});

test('an iLO as files of RHEL 5 name it, by hostname, is switched', async () => {
  const ilo = await startRibcl(await selfSigned());
  try {
    const attributes = {
      ...{ hostname: '127.0.0.1', ipport: String(ilo.port), login: CONTROLLER_USER },
      ...{ passwd: CONTROLLER_PASSWORD, ssl_insecure: '1' },
    };
    const { first } = watchFence(
      request({ methods: [method('1', device({ agent: 'fence_ilo2', attributes }))] }),
      realPorts(),
    );
    await first('confirmed');
    expect(ilo.machine.power).toBe('off');
  } finally {
    await ilo.stop();
  }
});

test('any executable is an agent: a script of four lines, without metadata', async () => {
  const state = `${folder.path}/light`;
  await writeFile(state, 'on');
  const script = await folder.script(
    'switch-node',
    `while IFS='=' read -r key value; do eval "in_$key=\\$value"; done
case $in_action in
  off | on) echo "$in_action" >'${state}' ;;
  status) grep -q on '${state}' || exit 2 ;;
  *) exit 1 ;;
esac`,
  );
  const { first, job } = watchFence(
    request({ methods: [method('own', device({ agent: script }))] }),
    realPorts(),
  );
  expect(await first('confirmed')).toMatchObject({ verified: true, alreadyOff: false });
  expect(await folder.read('light')).toBe('off');
  expect(await job.powerOn()).toBe(true);
  expect(await folder.read('light')).toBe('on');
});
