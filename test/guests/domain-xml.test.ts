/** What a guest needs of a host is read from libvirt's own XML. */
import { expect, test } from 'vitest';
import { readDomain } from '#src/guests/domain-xml.ts';

const XML = `<domain type='kvm'>
  <name>web0</name>
  <uuid>AAAAAAAA-0000-0000-0000-000000000001</uuid>
  <memory unit='GiB'>2</memory>
  <vcpu placement='static'>4</vcpu>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <loader readonly='yes' type='pflash'>/usr/share/OVMF.fd</loader><nvram>/var/lib/web0.fd</nvram></os>
  <cpu mode='custom' match='exact'><model fallback='forbid'>Skylake-Server</model></cpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='block' device='disk'><source dev='/dev/drbd0'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
    <disk type='file' device='cdrom'><source file='/iso/x.iso' startupPolicy='optional'/><target dev='sdb'/></disk>
    <disk type='volume' device='disk'><source pool='p' volume='v'/><target dev='vdb'/></disk>
    <disk type='network' device='disk'><source protocol='rbd' name='pool/img'/><target dev='vdc'/></disk>
    <interface type='bridge'><source bridge='br0'/></interface>
    <interface type='network'><source network='default'/></interface>
    <interface type='direct'><source dev='eth1' mode='bridge'/></interface>
    <hostdev mode='subsystem' type='pci'/>
  </devices>
</domain>`;

test('a definition', () => {
  expect(readDomain(XML)).toEqual({
    name: 'web0',
    uuid: 'aaaaaaaa-0000-0000-0000-000000000001',
    type: 'kvm',
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    emulator: '/usr/bin/qemu-system-x86_64',
    memoryBytes: 2 ** 31,
    vcpus: 4,
    cpu: {
      mode: 'custom',
      model: 'Skylake-Server',
      xml: "<cpu mode='custom' match='exact'><model fallback='forbid'>Skylake-Server</model></cpu>",
    },
    disks: [
      disk('vda', 'block', '/dev/drbd0', 'disk'),
      { ...disk('sda', 'none', '', 'cdrom'), readonly: true },
      { ...disk('sdb', 'file', '/iso/x.iso', 'cdrom'), optional: true },
      disk('vdb', 'volume', 'p/v', 'disk'),
      disk('vdc', 'network', 'rbd:pool/img', 'disk'),
    ],
    networks: [
      { kind: 'bridge', source: 'br0' },
      { kind: 'network', source: 'default' },
      { kind: 'direct', source: 'eth1' },
    ],
    files: [
      { what: 'loader', path: '/usr/share/OVMF.fd' },
      { what: 'nvram', path: '/var/lib/web0.fd' },
    ],
    tied: ['a pci device of the host is passed through to it'],
  });
});

function disk(target: string, kind: string, source: string, device: string) {
  return { target, kind, source, device, readonly: false, optional: false };
}

test.each(['', 'no xml', '<domain>', '<domain/>', '<pool><name>x</name></pool>'])('%j is none', (text) => {
  expect(readDomain(text)).toBeUndefined();
});
