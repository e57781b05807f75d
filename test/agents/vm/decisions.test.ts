/** What the `vm` agent decides without a libvirt: attributes, ways to a target, and what /proc says. */
import { describe, expect, it } from 'vitest';
import { reviewGuest } from '#src/agents/vm/attributes.ts';
import { migrateArguments, routesTo } from '#src/agents/vm/migrate-command.ts';
import { findQemu } from '#src/agents/vm/qemu-process.ts';
import { guestSettings, hypervisorUri, migrationSettings } from '#src/agents/vm/settings.ts';
import { createVmAgent } from '#src/agents/vm/vm.ts';

type Attributes = Readonly<Record<string, string>>;

describe('attributes', () => {
  it.each([
    [{ migrate: 'live', hypervisor: 'xen', use_virsh: '1', migration_uri: 'qemu+ssh://%s/system' }, []],
    [{ migrate: 'lively' }, ['migrate must be one of live, pause, fallback, never, not "lively"']],
    [{ use_virsh: '0' }, ['use_virsh="0" asks for xm, which is no more']],
    [
      { migration_uri: 'qemu+ssh://n2/system' },
      ['migration_uri="qemu+ssh://n2/system" names one host for every target'],
    ],
    [{ migration_mapping: 'n1:a, n2:[::1]' }, []],
    [{ migration_mapping: 'n1:a,n2' }, ['"n2" is not NODE:HOST']],
    [{ tunnelled: 'yes', postcopy: '1' }, ["postcopy can't go through a tunnel"]],
    [{ migrate_bandwidth: '-3' }, ['migrate_bandwidth is a number of MiB/s above 0']],
  ] as const)('%j', (attributes, messages) => {
    expect(reviewGuest(attributes).map(({ message }) => message)).toEqual(messages);
  });

  it('as rgmanager wrote them', () => {
    expect(guestSettings({ path: '/a::/b/', snapshot: '/s/', status_program: '0', no_kill: '1' })).toEqual({
      xmlfile: undefined,
      path: ['/a', '/b/'],
      snapshot: '/s',
      statusProgram: undefined,
      noKill: true,
      shutdownTimeout: 120_000,
      memoryMiB: undefined,
    });
    expect(['auto', 'qemu', 'xen'].map((hypervisor) => hypervisorUri({ hypervisor }))).toEqual([
      undefined,
      'qemu:///system',
      'xen:///',
    ]);
    expect(hypervisorUri({ hypervisor: 'xen', hypervisor_uri: 'test:///default' })).toBe('test:///default');
  });

  it('a stop has time for the power button, the plug, and a memory to be saved', async () => {
    const stopTimeout = async (attributes: Attributes): Promise<number | undefined> => {
      const agent = createVmAgent();
      const operation = { resource: { type: 'vm', name: 'g', attributes } } as Parameters<
        typeof agent.start
      >[0];
      return (await agent.timingOf?.(operation))?.stopTimeout;
    };
    expect(await stopTimeout({})).toBe(165_000);
    expect(await stopTimeout({ shutdown_timeout: '5m' })).toBe(345_000);
    expect(await stopTimeout({ snapshot: '/s' })).toBe(765_000);
  });
});

describe('ways to a target', () => {
  const target = { nodeName: 'n2', addresses: ['10.0.0.2', 'fd00::2'] };
  it.each([
    [
      {},
      [
        'qemu+ssh://10.0.0.2/system?no_tty=1 tcp://10.0.0.2',
        'qemu+ssh://[fd00::2]/system?no_tty=1 tcp://[fd00::2]',
      ],
    ],
    [
      { migrate_transport: 'tls', tunnelled: 'yes' },
      ['qemu+tls://10.0.0.2/system -', 'qemu+tls://[fd00::2]/system -'],
    ],
    [{ migration_mapping: 'n1:m1, n2:m2' }, ['qemu+ssh://m2/system?no_tty=1 tcp://m2']],
    [{ migration_uri: 'qemu+ssh://admin@%s/system' }, ['qemu+ssh://admin@n2/system -']],
    [{ migration_uri: 'qemu://%s/system', migration_mapping: 'n2:m2' }, ['qemu://m2/system tcp://m2']],
  ] as const)('%j', (attributes, routes) => {
    const found = routesTo(target, migrationSettings(attributes), false);
    expect(found.map(({ uri, data }) => `${uri} ${data ?? '-'}`)).toEqual(routes);
  });

  const line = (attributes: Attributes, xen = false): string => {
    const settings = migrationSettings({ migrate_transport: 'tcp', ...attributes });
    const [route] = routesTo(target, settings, xen);
    return route === undefined ? '' : migrateArguments('g', route, settings, xen).join(' ');
  };

  it('become a line for virsh', () => {
    const end = '--domain g --desturi qemu+tcp://10.0.0.2/system';
    expect(line({})).toBe(
      `migrate --p2p --persistent --live --auto-converge ${end} --migrateuri tcp://10.0.0.2`,
    );
    expect(line({ migrate: 'pause', postcopy: 'yes' })).toBe(
      `migrate --p2p --persistent ${end} --migrateuri tcp://10.0.0.2`,
    );
    expect(line({ tunnelled: '1', migrate_unsafe: '1', migrate_bandwidth: '50', auto_converge: 'no' })).toBe(
      `migrate --p2p --persistent --live --tunnelled --unsafe --bandwidth 50 ${end}`,
    );
    expect(line({}, true)).toBe(
      'migrate --p2p --persistent --live --domain g --desturi xen+tcp://10.0.0.2/ --migrateuri tcp://10.0.0.2',
    );
  });
});

describe('/proc', () => {
  /** By pid: its name, then its command line. */
  function proc(processes: Readonly<Record<string, readonly [string, ...string[]]>>) {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    return {
      list: async () => ['cpuinfo', ...Object.keys(processes)],
      read: async (path: string) => {
        const [, , pid = '', file] = path.split('/');
        const [name, ...words] = processes[pid] ?? [''];
        if (processes[pid] === undefined) return undefined;
        return bytes(file === 'comm' ? `${name}\n` : words.map((word) => `${word}\0`).join(''));
      },
    };
  }
  const QEMU = (name: string) =>
    [
      'qemu-system-x86',
      '/usr/bin/qemu-system-x86_64',
      '-name',
      `guest=${name},debug-threads=on`,
      '-S',
    ] as const;

  it.each([
    ['its QEMU', { 7: ['init', 'init'], 92: QEMU('g1') }, { kind: 'lives', pid: 92 }],
    [
      'its QEMU, beside libvirt',
      { 5: ['libvirtd', '/usr/sbin/libvirtd'], 92: QEMU('g1') },
      { kind: 'lives', pid: 92 },
    ],
    ['that of another guest', { 92: QEMU('g10'), 93: ['sh', 'sh', '-c', 'guest=g1,'] }, { kind: 'gone' }],
    ['a thread of the kernel', { 8: ['kvm-nx-lpage-re'] }, { kind: 'gone' }],
    ['libvirt', { 5: ['libvirtd', '/usr/sbin/libvirtd'] }, { kind: 'unclear' }],
    ['a child that libvirt has just made', { 6: ['rpc-worker', '/usr/sbin/virtqemud'] }, { kind: 'unclear' }],
    ['a QEMU that is ending', { 92: ['qemu-system-x86'] }, { kind: 'unclear' }],
    ['nothing, since it can not be read', {}, { kind: 'unclear' }],
  ] as const)('shows %s', async (_what, processes, trace) => {
    const files =
      Object.keys(processes).length === 0 ? { ...proc({}), list: async () => [] } : proc(processes);
    expect(await findQemu(files, 'g1')).toMatchObject(trace);
  });
});
