/** A configuration that grows step by step, as in rgmanager's test-suite: the order of each, and what each step touches. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { configDelta } from '#src/config/delta.ts';
import { loadServices, type ServicesOfFile } from '#src/config/load-services.ts';
import { startOrder, stopOrder } from '#src/config/order.ts';

function load(name: string): ServicesOfFile {
  return loadServices(readFileSync(`test/rgmanager/${name}.conf`, 'utf8'), `${name}.conf`, agents);
}

function order(op: 'start' | 'stop', file: string, id: string): readonly string[] {
  const service = load(file).services.find((each) => each.id === id);
  if (service === undefined) return [`no ${id}`];
  return (op === 'start' ? startOrder(service) : stopOrder(service)).map((resource) => resource.id);
}

const EXPORT = ['nfsexport:exports', 'nfsclient:User group', 'nfsclient:admin', 'nfsclient:red'];
const CLIENTS_BACK = ['nfsclient:red', 'nfsclient:admin', 'nfsclient:User group', 'nfsexport:exports'];
const IP = 'ip:192.168.10';

/** File, service, order of the start, order of the stop. */
const ORDERS: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['001', 'service:test1', [`${IP}.1`], [`${IP}.1`]],
  ['003', 'service:test1', [`${IP}.1`, 'script:initscript'], ['script:initscript', `${IP}.1`]],
  [
    ...(['005', 'service:test1', [`${IP}.1`, `${IP}.2`, 'script:initscript']] as const),
    ['script:initscript', `${IP}.2`, `${IP}.1`],
  ],
  [
    ...([
      '013',
      'service:test1',
      ['fs:mount1', ...EXPORT, `${IP}.1`, `${IP}.3`, 'script:initscript'],
    ] as const),
    ['script:initscript', `${IP}.3`, `${IP}.1`, ...CLIENTS_BACK, 'fs:mount1'],
  ],
  [
    ...(['017', 'service:test1'] as const),
    ['fs:mount1', ...EXPORT, `${IP}.3`, `${IP}.1`, 'script:initscript'],
    ['script:initscript', `${IP}.1`, `${IP}.3`, ...CLIENTS_BACK, 'fs:mount1'],
  ],
  [
    ...(['018', 'service:test2'] as const),
    [
      ...['fs:mount2', 'nfsexport:exports', 'nfsclient:User group', 'nfsclient:red', 'clusterfs:argle'],
      ...['script:script2', `${IP}.4`, 'script:script3'],
    ],
    [
      ...['script:script3', `${IP}.4`, 'script:script2', 'clusterfs:argle'],
      ...['nfsclient:red', 'nfsclient:User group', 'nfsexport:exports', 'fs:mount2'],
    ],
  ],
  [
    ...(['levels', 'service:levels'] as const),
    [
      ...[
        'drbd:disk',
        'lvm:volume',
        'fs:data',
        'fs:deeper',
        'clusterfs:below',
        'nfsexport:exports',
        'nfsclient:all',
      ],
      ...['script:inner', 'clusterfs:shared', 'netfs:remote', 'ip:192.168.10.9', 'smb:shares'],
      ...['script:initscript', 'vm:guest'],
    ],
    [
      ...[
        'vm:guest',
        'script:initscript',
        'ip:192.168.10.9',
        'smb:shares',
        'netfs:remote',
        'clusterfs:shared',
      ],
      ...['script:inner', 'nfsclient:all', 'nfsexport:exports', 'fs:deeper', 'clusterfs:below', 'fs:data'],
      ...['lvm:volume', 'drbd:disk'],
    ],
  ],
  [
    ...(['levels', 'service:nested', ['drbd:r1', 'fs:vmdisk', 'vm:inside']] as const),
    ['vm:inside', 'fs:vmdisk', 'drbd:r1'],
  ],
];

/** Old file, new file, what stops, what starts. `one`, `two`: the services. */
const DELTAS: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['001', '002', [], []],
  ['002', '003', [], ['one script:initscript']],
  ['003', '004', ['one script:initscript'], ['one script:initscript']],
  ['004', '005', [], [`one ${IP}.2`]],
  ['005', '006', [`one ${IP}.2`], [`one ${IP}.2`]],
  ['006', '007', [`one ${IP}.2`], [`one ${IP}.3`]],
  ['007', '008', [], []],
  ['008', '009', [], ['one fs:mount1']],
  ['009', '010', [], []],
  ['010', '011', [], ['one nfsexport:exports', 'one nfsclient:User group', 'one nfsclient:admin']],
  ['011', '012', [], ['one nfsclient:red']],
  ['012', '013', ['one nfsclient:red'], ['one nfsclient:red']],
  [
    ...(['013', '014', []] as const),
    [
      ...['two fs:mount2', 'two nfsexport:exports', 'two nfsclient:User group', 'two nfsclient:red'],
      `two ${IP}.4`,
    ],
  ],
  [
    ...(['014', '015'] as const),
    ['one nfsclient:User group', 'two nfsclient:User group'],
    ['one nfsclient:User group', 'two nfsclient:User group'],
  ],
  ['015', '016', [], []],
  [
    ...(['016', '017'] as const),
    [
      ...[`one ${IP}.3`, `two ${IP}.4`],
      ...['two nfsclient:red', 'two nfsclient:User group', 'two nfsexport:exports', 'two fs:mount2'],
    ],
    [
      ...[
        `one ${IP}.3`,
        'two fs:mount2',
        'two nfsexport:exports',
        'two nfsclient:User group',
        'two nfsclient:red',
      ],
      ...['two script:script2', `two ${IP}.4`, 'two script:script3'],
    ],
  ],
  ['017', '018', [], ['one clusterfs:argle', 'two clusterfs:argle']],
];

describe('the order', () => {
  it.each(ORDERS)('of %s, %s is as rgmanager has it', (file, service, start, stop) => {
    expect(order('start', file, service)).toEqual(start);
    expect(order('stop', file, service)).toEqual(stop);
  });
});

describe('the step', () => {
  it.each(DELTAS)(
    'from %s to %s stops and starts what rgmanager stops and starts',
    (before, after, stop, start) => {
      const deltas = configDelta(load(before).services, load(after).services, agents);
      const short = (service: string): string => (service === 'service:test1' ? 'one' : 'two');
      expect(deltas.flatMap((each) => each.stop.map(({ id }) => `${short(each.service)} ${id}`))).toEqual(
        stop,
      );
      expect(deltas.flatMap((each) => each.start.map(({ id }) => `${short(each.service)} ${id}`))).toEqual(
        start,
      );
    },
  );

  it('that adds a second use of an address is an error that says where, and the first use stays', () => {
    const [problem, ...more] = load('016').problems.filter(({ severity }) => severity === 'error');
    expect(more).toEqual([]);
    expect(problem?.message).toContain('192.168.10.3');
    expect(load('015').problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
