/** Which disk a path really is, from what the tools of a host print. The answers are those of drbd-utils 9.22 and util-linux 2.38. */
import { expect, test } from 'vitest';
import { disksHere } from '#src/guests/disks-here.ts';
import { type Domain, readDomain } from '#src/guests/domain-xml.ts';
import type { CommandOutcome, FileStat } from '#src/host/ports.ts';

const exited = (code: number, stdout: string): CommandOutcome => ({
  ...{ kind: 'exited', code, stdout, stderr: '' },
});

/** `devices`: what lsblk says of a block device; `mounts`: what findmnt says of a file. */
function host(
  devices: Readonly<Record<string, string>>,
  mounts: Readonly<Record<string, string>> = {},
  texts: Readonly<Record<string, string>> = {},
) {
  const minors: Readonly<Record<string, string>> = { r0: '0\n', r1: '5\n6\n' };
  return {
    commands: {
      async run({ file, args }: { readonly file: string; readonly args: readonly string[] }) {
        const last = args.at(-1) ?? '';
        if (file === 'lsblk') return exited(0, `${devices[last] ?? ''}\n`);
        if (file === 'findmnt') return exited(0, `${mounts[last] ?? ''}\n`);
        if (last === 'sh-resources') return exited(0, 'r0\nr1\n');
        const minor = minors[last];
        return minor === undefined ? exited(1, '') : exited(0, minor);
      },
    },
    files: {
      read: async (path: string) => (texts[path] === undefined ? undefined : Buffer.from(texts[path])),
      async stat(path: string): Promise<FileStat | undefined> {
        const kind = path in devices ? 'other' : path in mounts ? 'file' : undefined;
        return kind === undefined ? undefined : { size: 7, mode: 0o660, uid: 0, kind };
      },
    },
  };
}

function guest(...disks: readonly string[]): Domain {
  const domain = readDomain(`<domain><name>web</name><devices>${disks.join('')}</devices></domain>`);
  if (domain === undefined) throw new Error('that is no domain');
  return domain;
}

const block = (path: string): string =>
  `<disk type='block' device='disk'><source dev='${path}'/><target dev='vda'/></disk>`;
const file = (path: string): string =>
  `<disk type='file' device='disk'><source file='${path}'/><target dev='vda'/></disk>`;
const noVolumes = async () => ({ ok: false, why: 'no pools here' }) as const;

test.each([
  ['147:6 1024', 'DRBD r1 volume 1', 1024],
  ['147:0 1024', 'DRBD r0 volume 0', 1024],
  ['147:9 1024', '', 1024],
  ['8:16 2048 0x5000c500a1b2c3d4', 'WWN 0x5000c500a1b2c3d4', 2048],
  ['254:3 2048 ', 'device mapper LVM-vgvgvglvlvlv', 2048],
  ['7:0 4096 ', '', 4096],
])('a block device that lsblk calls %j', async (line, identity, size) => {
  const ports = host({ '/dev/x': line }, {}, { '/sys/dev/block/254:3/dm/uuid': 'LVM-vgvgvglvlvlv\n' });
  const { disks, findings } = await disksHere(ports, noVolumes, guest(block('/dev/x')), []);
  expect(findings).toEqual([]);
  expect(disks).toEqual([{ target: 'vda', source: '/dev/x', identity, size }]);
});

test('a file is the same elsewhere only on a shared file system', async () => {
  const ports = host({}, { '/s/a.raw': 'nfs4 nas:/vm /s', '/l/a.raw': 'ext4 /dev/sda1 /l' });
  const shared = await disksHere(ports, noVolumes, guest(file('/s/a.raw')), []);
  expect(shared).toMatchObject({ disks: [{ identity: 'nfs4 nas:/vm /s/a.raw', size: 7 }], findings: [] });
  const local = await disksHere(ports, noVolumes, guest(file('/l/a.raw')), []);
  expect(local.findings.map(({ text }) => text)).toEqual([
    'disk vda: /l/a.raw lies on a file system of this host alone (ext4 at /l)',
  ]);
});

test.each([
  ['r1', ['no disk of the guest is the DRBD resource r1 (/dev/drbd5, /dev/drbd6)']],
  ['r9', ['drbdadm does not know the resource r9 here']],
  ['r0', []],
])('the resource %s that was named', async (resource, said) => {
  const ports = host({ '/dev/drbd0': '147:0 1024' });
  const { findings } = await disksHere(ports, noVolumes, guest(block('/dev/drbd0')), [resource]);
  expect(findings.map(({ text }) => text)).toEqual(said);
});

test('a disk that is not there, unless the guest starts without it', async () => {
  const optional = "<disk type='file' device='cdrom'><source file='/x.iso' startupPolicy='optional'/></disk>";
  const volume = "<disk type='volume'><source pool='p' volume='v'/><target dev='vdb'/></disk>";
  const { findings } = await disksHere(host({}), noVolumes, guest(block('/dev/x'), optional, volume), []);
  expect(findings.map(({ text }) => text)).toEqual([
    'disk vda: there is no /dev/x',
    'disk vdb: no pools here',
  ]);
});
