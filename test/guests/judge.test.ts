/** What no host can see alone: other disks under one path, other guests under one name, two copies. */
import { describe, expect, test } from 'vitest';
import type { GuestFit, HostGuest } from '#src/guests/guest-types.ts';
import { judge, type NodeFits, type NodeGuests } from '#src/guests/judge.ts';

const WEB: HostGuest = {
  ...{ name: 'web', uuid: 'u1', state: 'off', autostart: false, transient: false },
  ...{ definition: '<domain/>', runningCpu: '' },
};
const FITS: GuestFit = {
  ...{ name: 'web', findings: [], cpu: 'Intel Skylake', peers: [] },
  disks: [{ target: 'vda', source: '/dev/vg/web', identity: 'WWN 0x1', size: 100 }],
};
const vda = (change: object) => ({ disks: FITS.disks.map((disk) => ({ ...disk, ...change })) });

/** n1 runs it; n2 as given. */
function judged(n2: Partial<HostGuest> | undefined, fit: Partial<GuestFit> = {}, n1: Partial<GuestFit> = {}) {
  const guests = (list: readonly HostGuest[]) => ({ problem: '', guests: list });
  const hosts: readonly NodeGuests[] = [
    { node: 'n1', ...guests([{ ...WEB, state: 'running' }]) },
    { node: 'n2', ...guests(n2 === undefined ? [] : [{ ...WEB, ...n2 }]) },
  ];
  const fits: readonly NodeFits[] = [
    { node: 'n1', problem: '', guests: [{ ...FITS, ...n1 }] },
    { node: 'n2', problem: '', guests: [{ ...FITS, ...fit }] },
  ];
  const report = judge('web', 'vm:web', hosts, fits);
  const on = report.nodes.find(({ node }) => node === 'n2');
  return { report, starts: on?.starts, migrates: on?.migrates, said: on?.findings.map(({ text }) => text) };
}

describe('on the other host', () => {
  test('nothing speaks against it, whether it is defined there or not', () => {
    for (const there of [undefined, {}])
      expect(judged(there)).toMatchObject({ starts: true, migrates: true, said: [] });
  });

  test.each([
    [vda({ identity: 'WWN 0x2' }), 'is another disk than on n1: WWN 0x2, not WWN 0x1'],
    [vda({ size: 99 }), 'has 99 bytes, and 100 on n1: another disk'],
  ])('another disk under the path: %o', (fit, words) => {
    const { starts, said } = judged(undefined, fit);
    expect(starts).toBe(false);
    expect(said).toEqual([`disk vda (/dev/vg/web) ${words}`]);
  });

  test('a disk that nobody can tell apart is a warning', () => {
    const { starts, said } = judged(undefined, vda({ identity: '' }), vda({ identity: '' }));
    expect(starts).toBe(true);
    expect(said).toEqual(["disk vda (/dev/vg/web): whether it is the same disk as on n1 can't be seen"]);
  });

  test('another guest has its name', () => {
    expect(judged({ uuid: 'u2' })).toMatchObject({
      starts: false,
      said: ['another guest there has its name (u2; the other one is u1)'],
    });
  });

  test('a source that does not reach it stops migration, not a start', () => {
    const uri = 'qemu+ssh://10.0.0.2/system';
    const peers = [{ node: 'n2', uri, why: 'no route' }];
    const { report, starts, migrates } = judged(undefined, {}, { peers });
    expect([starts, migrates]).toEqual([true, false]);
    expect(report.nodes[1]?.findings[0]).toMatchObject({
      text: `n1 can't reach libvirt of n2 (${uri}): no route`,
      fix: expect.stringContaining('on n1 as root: ssh-copy-id 10.0.0.2;'),
    });
  });
});

describe('wherever', () => {
  test('two copies, and a start by libvirt itself, are errors', () => {
    const { report } = judged({ state: 'paused', autostart: true });
    expect(report.findings.map(({ text }) => text)).toEqual([
      'it runs on n1 and n2 at once',
      'libvirt of n2 starts it by itself when the host boots, perhaps for the second time',
    ]);
  });

  test('a guest that nobody knows', () => {
    const nobody = { problem: '', guests: [] };
    const report = judge('web', null, [{ node: 'n1', ...nobody }], [{ node: 'n1', problem: '' }]);
    expect(report.findings.map(({ text }) => text)).toEqual(['libvirt knows no guest web on any node']);
  });

  test('a node that says nothing can not run it', () => {
    const hosts = [{ node: 'n1', problem: 'no answer within 15 s', guests: [] }];
    const report = judge('web', null, hosts, [{ node: 'n1', problem: '' }]);
    expect(report.nodes).toMatchObject([{ starts: false, findings: [{ text: 'no answer within 15 s' }] }]);
  });
});
