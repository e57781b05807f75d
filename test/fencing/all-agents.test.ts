/** Every agent of Debian's fence-agents, as installed: what it says of itself is read, and its attributes are known. */
import { readdirSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';
import { agents as registry } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import type { ConfigProblem } from '#src/config/model.ts';
import { createProblems } from '#src/config/problems.ts';
import { type AgentDescription, describeAgent } from '#src/fencing/agent-catalog.ts';
import { installHint } from '#src/fencing/agent-packages.ts';
import { checkAgents } from '#src/fencing/check-agents.ts';
import type { AgentMetadata } from '#src/fencing/metadata.ts';
import { parameterNames } from '#src/fencing/parameter-names.ts';
import { realPorts } from '#test/fencing/support/world.ts';

// 86 programs that load Python; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const AT_A_TIME = 4;
/** Operated by hand, and without metadata. */
const BY_HAND = 'fence_ack_manual';

const names = readdirSync('/usr/sbin').filter((name) => name.startsWith('fence_'));
const described = new Map<string, AgentDescription>();

beforeAll(async () => {
  expect(names.length, 'apt-get install fence-agents').toBeGreaterThan(80);
  const waiting = [...names];
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      described.set(name, await describeAgent(realPorts(), name));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
});

function metadataOf(name: string): AgentMetadata {
  const description = described.get(name);
  if (description?.kind !== 'described') throw new Error(`${name}: ${JSON.stringify(description)}`);
  return description.metadata;
}

test('each says what it is, but for the one that asks an operator', () => {
  const silent = names.filter((name) => described.get(name)?.kind !== 'described');
  expect(silent).toEqual([BY_HAND]);
  expect(described.get(BY_HAND)).toMatchObject({ kind: 'silent' });
});

test('what each can do is known: here are all that can not prove a fence', () => {
  const all = names.filter((name) => name !== BY_HAND).map(metadataOf);
  const lacking = (action: string) =>
    all.filter(({ actions }) => !actions.has(action)).map(({ name }) => name);
  expect(lacking('off')).toEqual(['fence_rcd_serial']);
  expect(lacking('status').toSorted()).toEqual(
    ['heuristics_ping', 'kdump', 'ovh', 'rcd_serial', 'watchdog'].map((name) => `fence_${name}`),
  );
  expect(lacking('reboot').toSorted()).toEqual(
    ['brocade', 'cisco_mds', 'compute', 'ifmib', 'kdump', 'mpath', 'sanbox2', 'scsi'].map(
      (name) => `fence_${name}`,
    ),
  );
});

test.each([
  [
    'ipmilan',
    'ip ipaddr username login password passwd passwd_script lanplus cipher auth method privlvl power_wait',
  ],
  ['ilo3', 'ip ipaddr login passwd lanplus cipher privlvl ipport'],
  ['ilo4', 'ip ipaddr login passwd lanplus cipher privlvl ipport'],
  ['ilo5', 'ip ipaddr login passwd lanplus cipher privlvl ipport'],
  ['idrac', 'ip ipaddr login passwd lanplus cipher privlvl ipport'],
  ['imm', 'ip ipaddr login passwd lanplus cipher privlvl ipport'],
  ['ilo', 'ip ipaddr login passwd ssl ssl_insecure ribcl ribcl_version tls1.0 notls'],
  ['ilo2', 'ip ipaddr login passwd ssl ssl_insecure ribcl ribcl_version'],
  ['ilo_mp', 'ip ipaddr login passwd cmd_prompt secure ssh'],
  ['drac5', 'ip ipaddr login passwd cmd_prompt secure ssh drac_version port plug identity_file'],
  ['virsh', 'ip ipaddr login passwd port plug identity_file secure ssh use_sudo'],
  ['apc', 'ip ipaddr login passwd port plug secure ssh cmd_prompt'],
  ['apc_snmp', 'ip ipaddr port plug community snmp_version snmp_auth_prot snmp_priv_passwd login passwd'],
  ['eaton_snmp', 'ip ipaddr port plug community snmp_version'],
  ['wti', 'ip ipaddr login passwd port plug cmd_prompt secure'],
  [
    'redfish',
    'ip ipaddr username login password passwd ssl ssl_insecure systems_uri systems-uri redfish_uri',
  ],
  ['vmware_soap', 'ip ipaddr login passwd port plug ssl ssl_insecure'],
  ['rsa', 'ip ipaddr login passwd cmd_prompt secure'],
  ['bladecenter', 'ip ipaddr login passwd port plug secure'],
  ['cisco_ucs', 'ip ipaddr login passwd port plug ssl suborg'],
  ['rhevm', 'ip ipaddr login passwd port plug ssl use_cookies'],
  ['scsi', 'devices key aptpl logfile'],
])('fence_%s knows the names that files give: %s', (name, attributes) => {
  const known = parameterNames(metadataOf(`fence_${name}`));
  expect(attributes.split(' ').filter((attribute) => known.namesOf(attribute) === undefined)).toEqual([]);
});

test('old and new names are one thing, wherever both are known', () => {
  const PAIRS = [
    ...[
      ['ipaddr', 'ip'],
      ['login', 'username'],
      ['passwd', 'password'],
      ['port', 'plug'],
    ],
    ...[
      ['passwd_script', 'password_script'],
      ['secure', 'ssh'],
      ['cmd_prompt', 'command_prompt'],
    ],
  ] as const;
  const different = names
    .filter((name) => name !== BY_HAND)
    .flatMap((name) => {
      const known = parameterNames(metadataOf(name));
      return PAIRS.filter(
        ([old, now]) => known.parameter(old) !== undefined && known.parameter(now) !== undefined,
      )
        .filter(([old, now]) => known.namesOf(old) !== known.namesOf(now))
        .map(([old]) => `${name} ${old}`);
    });
  expect(different).toEqual([]);
});

test('none is told to be installed from nowhere', () => {
  const unknown = names.filter((name) => !installHint(name).startsWith('apt-get install fence-agents'));
  expect(unknown).toEqual([]);
});

/** One device per agent, on one node. */
async function check(
  asked: readonly string[],
  attributes: (metadata: AgentMetadata) => string,
): Promise<readonly ConfigProblem[]> {
  const devices = asked.map(
    (name) => `<fencedevice name="${name}" agent="${name}" ${attributes(metadataOf(name))}/>`,
  );
  const methods = asked.map((name) => `<method name="${name}"><device name="${name}"/></method>`);
  const text = `<cluster name="c" config_version="1"><fencedevices>
${devices.join('\n')}
</fencedevices><clusternodes><clusternode name="10.0.0.1" nodeid="1"><fence>${methods.join('')}</fence></clusternode>
<clusternode name="10.0.0.2" nodeid="2"/></clusternodes><fence_daemon allow_none="1"/></cluster>`;
  const { fencePlaces } = loadConfig(text, 'f', registry);
  const problems = createProblems('f');
  const ports = { ...realPorts(), exists: () => Promise.resolve(true) };
  await checkAgents(fencePlaces?.uses ?? [], ports, problems);
  expect(fencePlaces?.uses).toHaveLength(asked.length);
  return problems.list;
}

const SAMPLES: Readonly<Record<string, string>> = { boolean: '1', integer: '7', second: '7', string: 'x' };

test('given what it says it needs, under its old names, no agent complains', async () => {
  const all = names.filter((name) => name !== BY_HAND);
  const problems = await check(all, (metadata) => {
    const known = parameterNames(metadata);
    const needed = [...known.current.filter(({ required }) => required).map(({ name }) => name)];
    const wanted = new Set([...needed, 'ip', 'username', 'password'].filter((name) => known.parameter(name)));
    wanted.delete('action');
    return [...wanted]
      .map((name) => {
        const { type = 'string', choices = [] } = known.parameter(name) ?? {};
        const old = [...(known.namesOf(name) ?? [])].find(
          (each) => metadata.parameters.get(each)?.deprecated,
        );
        return `${old ?? name}="${choices[0] ?? SAMPLES[type]}"`;
      })
      .join(' ');
  });
  expect(problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
});

test('an agent that is given nothing says what it needs', async () => {
  const asked = ['ipmilan', 'ilo', 'ilo4', 'idrac', 'apc', 'apc_snmp', 'virsh', 'redfish', 'wti', 'drac5'];
  const problems = await check(
    asked.map((name) => `fence_${name}`),
    () => '',
  );
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  for (const name of asked) {
    expect(errors).toContain(
      `fencedevice "fence_${name}": fence_${name} needs "ip" (or "ipaddr"), which is missing`,
    );
  }
});
