/** clustat: text and XML to the letter, because scripts and agents read them. */
import { expect, test } from 'vitest';
import type { StatusDocument } from '#src/cluster/status.ts';
import { memoryCluster } from '../control/memory-cluster.ts';
import { healthy, NOW, node, service } from '../control/sample-status.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { type Ran, runCli } from './run-cli.ts';

const LONG_NAME = 'node2.a-rather-long-domain-name.example.com';

function document(changes: Partial<StatusDocument> = {}): StatusDocument {
  return healthy({
    nodes: [
      node(2, { name: LONG_NAME, standing: 'left', peer: 'left' }),
      node(1, { name: 'node1.example.com' }),
    ],
    view: {
      epoch: 7,
      members: ['node1.example.com'],
      coordinator: 'node1.example.com',
      quorate: true,
      mayStart: true,
      reason: '',
    },
    services: [
      service('vm:guest1', { state: 'disabled', owner: null }),
      service('service:web', { owner: 'node1.example.com', frozen: true, restarts: 1, since: NOW - 12_345 }),
      service('service:db', { state: 'stopped', owner: null, lastOwner: LONG_NAME, since: 0 }),
      service('service:broken', { state: 'failed', owner: 'node1.example.com' }),
      service('service:back', { state: 'recovering', owner: 'node1.example.com', lastOwner: LONG_NAME }),
      service('service:odd&"name"', { state: 'starting', owner: 'node1.example.com' }),
    ],
    ...changes,
  });
}

async function clustat(args: readonly string[], status = document()): Promise<Ran> {
  const { socketPath } = await serve({ cluster: memoryCluster(status) });
  return await runCli('clustat', args, { socket: socketPath });
}

test('the text is rgmanager’s, 80 columns wide in a pipe', async () => {
  const { code, stdout, stderr } = await clustat([]);
  expect(stdout.split('\n')).toEqual([
    'Cluster Status for an-cluster @ Sat Nov 21 02:13:20 2026',
    'Member Status: Quorate',
    '',
    ' Member Name                             ID   Status',
    ' ------ ----                             ---- ------',
    ' node1.example.com                           1 Online, Local, rgmanager',
    ' node2.a-rather-long-domain-name.example.    2 Offline',
    '',
    ' Service Name                   Owner (Last)                   State         ',
    ' ------- ----                   ----- ------                   -----         ',
    ' service:back                   node1.example.com              recovering    ',
    ' service:broken                 (node1.example.com)            failed        ',
    ' service:db                     (node2.a-rather-long-domain-na stopped       ',
    ' service:odd&"name"             node1.example.com              starting      ',
    ' service:web                    node1.example.com              started    [Z]',
    ' vm:guest1                      (none)                         disabled      ',
    '',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('-x is the XML that agents parse', async () => {
  const { stdout, code } = await clustat(['-x']);
  await expect(stdout).toMatchFileSnapshot('golden/clustat.xml');
  expect(code).toBe(0);
});

test('-l tells more of each service', async () => {
  const { stdout } = await clustat(['-ls', 'web']);
  expect(stdout.split('\n')).toEqual([
    'Service Information',
    '------- -----------',
    '',
    'Service Name      : service:web',
    '  Current State   : started (112)',
    '  Flags           : frozen (1)',
    '  Owner           : node1.example.com',
    '  Last Owner      : none',
    '  Last Transition : Sat Nov 21 02:13:07 2026',
    '',
    '',
  ]);
});

test('flag P stands for a service of which something is down', async () => {
  const partial = [{ resource: 'ip:10.0.0.80', state: 'stopped', why: 'no carrier' }] as const;
  const services = [
    service('service:a', { owner: 'node1.example.com', partial }),
    service('service:b', { owner: 'node1.example.com', partial, frozen: true }),
  ];
  const status = document({ services });
  const { stdout } = await clustat([], status);
  expect(stdout).toMatch(/service:a .*started {4}\[P\]\n/);
  expect(stdout).toMatch(/service:b .*started {3}\[ZP\]\n/);
  expect((await clustat(['-ls', 'b'], status)).stdout).toContain('  Flags           : frozen, partial (3)\n');
  const xml = (await clustat(['-x'], status)).stdout;
  expect(xml).toContain('flags="2" flags_str="partial"');
  expect(xml).toContain('flags="3" flags_str="frozen partial"');
});

const EXITS: readonly (readonly [args: string, code: number, last: RegExp | undefined])[] = [
  ['-s web', 0, /service:web .*started {4}\[Z\]$/],
  ['-s service:odd&"name"', 0, /starting/],
  ['-s db', 110, /stopped/],
  ['-s broken', 114, /failed/],
  ['-s back', 118, /recovering/],
  ['-s vm:guest1', 119, /disabled/],
  ['-s nothing', 255, undefined],
  ['-m node1.example.com', 0, undefined],
  [`-m ${LONG_NAME}`, 1, undefined],
  ['-m stranger', 255, undefined],
  [`-m ${LONG_NAME} -s web`, 1, undefined],
  ['-m node1.example.com -s db', 110, undefined],
];

test.each(EXITS)('clustat %s is exit code %i', async (args, code, last) => {
  const ran = await clustat(args.split(' '));
  expect(ran.code).toBe(code);
  expect(ran.stderr).toBe('');
  expect(ran.stdout).not.toContain('Cluster Status for');
  if (last !== undefined) expect(ran.stdout.trimEnd().split('\n').at(-1)).toMatch(last);
});

test('-x with -s or -m leaves out the other part', async () => {
  const ofService = (await clustat(['-xs', 'web'])).stdout;
  expect(ofService).not.toMatch(/<cluster |<quorum|<nodes/);
  expect(ofService.match(/<group /g)).toHaveLength(1);
  const ofMember = (await clustat(['-xm', LONG_NAME])).stdout;
  expect(ofMember).not.toContain('<groups>');
  expect(ofMember.match(/<node /g)).toHaveLength(1);
});

test('without quorum it says Inquorate, and -Q is exit code 1', async () => {
  const view = document().view;
  const status = document({ view: view === null ? null : { ...view, quorate: false, mayStart: false } });
  expect((await clustat([], status)).stdout).toContain('Member Status: Inquorate');
  expect((await clustat(['-x'], status)).stdout).toContain('<quorum quorate="0"\n groupmember="1"/>');
  expect(await clustat(['-Q'], status)).toEqual({ code: 1, stdout: '', stderr: '' });
  expect(await clustat(['-Q'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('while the node joins there is no service table', async () => {
  const { stdout } = await clustat([], document({ view: null, state: 'joining' }));
  expect(stdout).toContain('node1.example.com                           1 Online, Local\n');
  expect(stdout).not.toContain('Service Name');
});

test('-i draws again', async () => {
  const { socketPath } = await serve({ cluster: memoryCluster(document()) });
  const { stdout } = await runCli('clustat', ['-i', '1'], {
    socket: socketPath,
    enough: (text) => text.split('Cluster Status for').length > 2,
  });
  expect(stdout).toContain('\x1b[H\x1b[2J');
});

test('the small questions: -I, -v, -h, and wrong usage', async () => {
  expect(await clustat(['-I'])).toMatchObject({ code: 0, stdout: '0x00000001\n' });
  expect(await clustat(['-v'])).toMatchObject({ code: 0, stdout: 'clustat version 0.1.0\n' });
  expect(await clustat(['-h'])).toMatchObject({ code: 0, stderr: '' });
  expect(await clustat(['-k'])).toMatchObject({ code: 1, stdout: '' });
  expect(await clustat(['-i', '2', '-x'])).toEqual({
    code: 1,
    stdout: '',
    stderr: "Error: Options '-i' and '-x' are mutually exclusive\n",
  });
});

test('without a daemon it says so in the old words and in ours', async () => {
  const socket = `${await tempFolder()}/control.sock`;
  const ran = await runCli('clustat', [], { socket });
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr.split('\n')[0]).toBe('Could not connect to CMAN: No such file or directory');
  expect(ran.stderr.split('\n')[1]).toContain('picketd is not running on this host');
});
