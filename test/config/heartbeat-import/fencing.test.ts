/** STONITH devices become fence devices that really switch a node off, or the import says what is missing. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImportOptions, ImportResult } from '#src/config/heartbeat-import/import.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { BMC_PASSWORD, startBmc } from '#test/fencing/support/bmc.ts';
import { realPorts } from '#test/fencing/support/world.ts';
import { HA_CF, imported, notesOf, problemsOf, runImport } from './samples.ts';

const WITHOUT = HA_CF.replace(/^stonith_host.*\n/gm, '');

function withLines(lines: string, options: Partial<ImportOptions> = {}): ImportResult {
  return runImport(`${WITHOUT}${lines}`, undefined, options);
}

function methodsOf(result: ImportResult): unknown {
  return imported(result).nodes.map(({ fence }) =>
    fence.map(({ name, devices }) => [
      name,
      ...devices.map(({ agent, attributes }) => ({ agent, ...attributes })),
    ]),
  );
}

const both = (line: (node: string, number: number) => string): string =>
  `${line('alpha', 1)}\n${line('beta', 2)}\n`;

describe('a STONITH device', () => {
  it('of the plugin external/ipmi becomes fence_ipmilan, its password a file of its own', () => {
    const result = runImport(HA_CF, undefined);
    const device = { agent: 'fence_ipmilan', login: 'admin' };
    expect(methodsOf(result)).toEqual([
      [
        [
          'ipmi',
          { ...device, ipaddr: '10.9.0.1', passwd_script: '/bin/cat /etc/picket/fence-ipmi-alpha.passwd' },
        ],
      ],
      [
        [
          'ipmi',
          {
            ...{ ...device, ipaddr: '10.9.0.2', lanplus: '1' },
            passwd_script: '/bin/cat /etc/picket/fence-ipmi-beta.passwd',
          },
        ],
      ],
    ]);
    expect(result.secrets).toEqual([
      { name: 'fence-ipmi-alpha.passwd', text: 'secret-of-alpha\n' },
      { name: 'fence-ipmi-beta.passwd', text: 'secret-of-beta\n' },
    ]);
    expect(JSON.stringify([result.xml, result.notes])).not.toContain('secret-of');
  });

  it.each<[string, string, object]>([
    [
      'ipmilan',
      both((node, n) => `stonith_host * ipmilan ${node} 10.9.0.${n} 6230 md5 admin root pw`),
      {
        ...{
          agent: 'fence_ipmilan',
          ipaddr: '10.9.0.1',
          ipport: '6230',
          auth: 'md5',
          privlvl: 'administrator',
        },
        ...{ login: 'root', passwd_script: '/bin/cat /etc/picket/fence-ipmi-alpha.passwd' },
      },
    ],
    [
      'external/riloe',
      both((node, n) => `stonith_host * external/riloe ${node} 10.9.0.${n} root pw 1 2.0`),
      {
        ...{ agent: 'fence_ilo', ipaddr: '10.9.0.1', login: 'root' },
        ...{ passwd_script: '/bin/cat /etc/picket/fence-ilo-alpha.passwd' },
      },
    ],
    [
      'external/ibmrsa-telnet',
      both((node, n) => `stonith_host * external/ibmrsa-telnet ${node} 10.9.0.${n} root pw`),
      {
        ...{ agent: 'fence_rsa', ipaddr: '10.9.0.1', login: 'root' },
        ...{ passwd_script: '/bin/cat /etc/picket/fence-rsa-alpha.passwd' },
      },
    ],
    [
      'apcmastersnmp',
      'stonith_host * apcmastersnmp 10.9.0.9 161 private\n',
      {
        ...{ agent: 'fence_apc_snmp', ipaddr: '10.9.0.9', community: 'private', port: 'alpha' },
      },
    ],
    [
      'external/rackpdu',
      'stonith_host * external/rackpdu alpha,beta 10.9.0.9 private\n',
      {
        ...{ agent: 'fence_apc_snmp', ipaddr: '10.9.0.9', community: 'private', port: 'alpha' },
      },
    ],
    [
      'wti_nps',
      'stonith_host * wti_nps 10.9.0.9 pw\n',
      {
        ...{ agent: 'fence_wti', ipaddr: '10.9.0.9', port: 'alpha' },
        ...{ passwd_script: '/bin/cat /etc/picket/fence-pdu.passwd' },
      },
    ],
  ])('of the plugin %s has a fence agent that knows all its parameters', (_, lines, expected) => {
    const result = withLines(lines);
    const [alpha] = imported(result).nodes;
    const [device] = alpha?.fence[0]?.devices ?? [];
    expect({ agent: device?.agent, ...device?.attributes }).toEqual(expected);
    const metadata = execFileSync(`/usr/sbin/${device?.agent}`, ['-o', 'metadata'], { encoding: 'utf8' });
    for (const name of Object.keys(device?.attributes ?? {}))
      expect(metadata, name).toContain(`<parameter name="${name}"`);
  });

  it('of the plugin apcmaster needs the numbers of the outlets', () => {
    const line = 'stonith_host * apcmaster 10.9.0.9 apc pw\n';
    expect(problemsOf(withLines(line))).toEqual([
      'ha.cf:14: fence_apc knows the outlets of 10.9.0.9 by their numbers only; add --outlet alpha=NUMBER --outlet beta=NUMBER',
    ]);
    const outlets = [
      { node: 'alpha', device: undefined, plug: '3' },
      { node: 'Beta', device: '10.9.0.9', plug: '4' },
    ];
    const nodes = imported(withLines(line, { outlets })).nodes;
    expect(nodes.map(({ fence }) => fence[0]?.devices[0]?.attributes['port'])).toEqual(['3', '4']);
  });

  it('is refused when a copied line would switch off the other node', () => {
    const line = both((node) => `stonith_host * external/ipmi ${node} 10.9.0.1 admin pw lan`);
    expect(problemsOf(withLines(line))[0]).toContain(
      'ha.cf:15: beta is fenced by the management controller 10.9.0.1, as alpha is',
    );
  });

  it('is tried in the order of the file, and once when a line is repeated for each host', () => {
    const ipmi = both((node, n) => `stonith_host * external/ipmi ${node} 10.9.0.${n} admin pw lan`);
    const pdu = both((node) => `stonith_host ${node} wti_nps 10.9.0.9 pw`);
    const { nodes } = imported(withLines(`${ipmi}${pdu}`));
    expect(nodes.map(({ fence }) => fence.map(({ name }) => name))).toEqual([
      ['ipmi', 'pdu'],
      ['ipmi', 'pdu'],
    ]);
  });

  it('with its parameters in a file is read from there', () => {
    const result = withLines('stonith wti_nps /etc/ha.d/conf/wti\n', {
      stonithFile: { file: '/etc/ha.d/conf/wti', text: '# the switch\n10.9.0.9 pw\n' },
    });
    expect(imported(result).nodes[1]?.fence[0]?.devices[0]?.attributes).toMatchObject({ ipaddr: '10.9.0.9' });
    expect(problemsOf(withLines('stonith wti_nps /etc/ha.d/conf/wti\n'))).toEqual([
      'ha.cf:14: the parameters of stonith wti_nps stand in /etc/ha.d/conf/wti, which is not here; put it there, or write its content behind "stonith_host * wti_nps"',
    ]);
  });
});

describe('without fencing', () => {
  it('nothing is imported until the administrator says so, and then the notes tell what it means', () => {
    expect(problemsOf(withLines(''))).toEqual([
      'ha.cf: no fence device switches off alpha, beta, and Picket starts nothing of a lost node elsewhere before it is off; import with --no-fencing, then add <fencedevices> and <fence> (docs/fencing.md)',
    ]);
    const result = withLines('', { noFencing: true });
    expect(imported(result).fencing.allowNone).toBe(true);
    expect(notesOf(result).join('\n')).toContain('before an operator says picket confirm-down');
  });

  it('meatware is an operator who vouches', () => {
    const result = withLines('stonith_host * meatware alpha beta\n');
    expect(imported(result).fencing.allowNone).toBe(true);
    expect(notesOf(result)).toContain(
      'ha.cf:14: meatware became picket confirm-down: an operator vouches that the node is off',
    );
  });

  it.each([
    ['null alpha beta', 'is no fencing: it does nothing'],
    ['ssh alpha beta', 'is no fencing: it asks the lost node'],
    ['external/ssh alpha,beta', 'is no fencing'],
    ['suicide', 'is no fencing'],
    ['external/libvirt alpha qemu:///system', 'then write: <fencedevice name="..." agent="fence_virsh"'],
    ['baytech 10.0.0.3 mylogin mysecretpassword', 'no fence agent is known'],
    ['external/ipmy alpha 10.9.0.1 admin pw lan', 'did you mean "external/ipmi"?'],
    ['external/ipmi alpha 10.9.0.1 admin', 'external/ipmi takes: hostname ipaddr userid passwd [interface]'],
    ['external/ipmi alpha 10.9.0.1 admin pw open', 'interface open'],
    ['external/ipmi gamma 10.9.0.1 admin pw lan', '"gamma" is no node'],
    ['wti_nps', 'wti_nps takes: ipaddr password'],
  ])('refuses stonith_host * %s', (device, said) => {
    const result = withLines(`stonith_host * ${device}\n`);
    expect(result.xml).toBeUndefined();
    expect(problemsOf(result).join('\n')).toContain(said);
    expect(problemsOf(result)[0]).toMatch(/^ha\.cf:14: /);
    expect(JSON.stringify([result.problems, result.notes])).not.toMatch(/mysecretpassword|\bpw\b/);
  });

  it('lets the rest be imported when the administrator goes without for now', () => {
    const result = withLines('stonith_host * ssh alpha beta\n', { noFencing: true });
    expect(imported(result).nodes.map(({ fence }) => fence)).toEqual([[], []]);
    expect(notesOf(result).join('\n')).toContain('the STONITH plugin ssh is no fencing');
  });
});

it('an imported device switches a real management controller, with the password from its file', async () => {
  const bmc = await startBmc();
  onTestFinished(bmc.stop);
  const folder = await mkdtemp(join(tmpdir(), 'picket-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const port = bmc.fence().attributes['ipport'];
  const result = withLines(
    both(
      (node) => `stonith_host * ipmilan ${node} 127.0.0.1 ${port} md5 admin admin ${BMC_PASSWORD}`,
    ).replace('beta 127.0.0.1', 'beta 127.0.0.2'),
    { folder },
  );
  for (const { name, text } of result.secrets) await writeFile(join(folder, name), text, { mode: 0o600 });
  const device = imported(result).nodes[0]?.fence[0]?.devices[0];
  if (device === undefined) throw new Error('no device');
  expect(await callAgent(realPorts(), device, 'status', 'alpha')).toMatchObject({ kind: 'power', on: true });
  await callAgent(realPorts(), device, 'off', 'alpha');
  expect(await bmc.power()).toBe('off');
});
