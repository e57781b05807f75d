/**
 * What a guest needs of a host, from its libvirt definition (`virsh dumpxml --inactive`). Format: libvirt's domain XML,
 * https://libvirt.org/formatdomain.html. Only what decides whether another host can run it.
 */
import { find, readTree, textAt, type XmlNode } from './xml-tree.ts';

export interface Domain {
  readonly name: string;
  readonly uuid: string;
  /** `kvm`, `qemu`, `xen` ... */
  readonly type: string;
  readonly arch: string;
  readonly machine: string;
  /** Empty when libvirt chooses it. */
  readonly emulator: string;
  readonly memoryBytes: number;
  readonly vcpus: number;
  readonly cpu: { readonly mode: string; readonly model: string; readonly xml: string };
  readonly disks: readonly DomainDisk[];
  readonly networks: readonly DomainNetwork[];
  /** Files that must be there beside the disks: kernel, firmware ... */
  readonly files: readonly { readonly what: string; readonly path: string }[];
  /** What ties it to a host, so that it can't migrate, in words. */
  readonly tied: readonly string[];
}

export interface DomainDisk {
  /** As the guest sees it: `vda`. */
  readonly target: string;
  /** `volume`: the source is POOL/VOLUME. `network`: it is PROTOCOL:NAME. */
  readonly kind: 'file' | 'block' | 'volume' | 'network' | 'none';
  readonly source: string;
  readonly device: string;
  readonly readonly: boolean;
  /** Its absence stops no start. */
  readonly optional: boolean;
}

export interface DomainNetwork {
  readonly kind: 'bridge' | 'network' | 'direct' | 'other';
  /** The bridge, network or interface of the host. */
  readonly source: string;
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  KiB: 2 ** 10,
  k: 2 ** 10,
  MB: 1e6,
  MiB: 2 ** 20,
  M: 2 ** 20,
  GB: 1e9,
  GiB: 2 ** 30,
  G: 2 ** 30,
  TB: 1e12,
  TiB: 2 ** 40,
  T: 2 ** 40,
};

/** Undefined when it is no definition of a domain. Never throws. */
export function readDomain(xml: string): Domain | undefined {
  const root = readTree(xml);
  if (root?.name !== 'domain' || textAt(root, 'name') === '') return undefined;
  const os = find(root, 'os', 'type')[0];
  return {
    name: textAt(root, 'name'),
    uuid: textAt(root, 'uuid').toLowerCase(),
    type: root.attributes['type'] ?? '',
    arch: os?.attributes['arch'] ?? '',
    machine: os?.attributes['machine'] ?? '',
    emulator: textAt(root, 'devices', 'emulator'),
    memoryBytes: bytes(find(root, 'memory')[0]),
    vcpus: Number.parseInt(textAt(root, 'vcpu'), 10) || 1,
    cpu: cpuOf(root, xml),
    disks: find(root, 'devices', 'disk').map(diskOf),
    networks: find(root, 'devices', 'interface').map(networkOf),
    files: filesOf(root),
    tied: tiesOf(root),
  };
}

function bytes(node: XmlNode | undefined): number {
  return (Number.parseInt(node?.text ?? '', 10) || 0) * (UNITS[node?.attributes['unit'] ?? 'KiB'] ?? 2 ** 10);
}

function cpuOf(root: XmlNode, xml: string): Domain['cpu'] {
  const node = find(root, 'cpu')[0];
  // As libvirt wrote it: `hypervisor-cpu-compare` takes the element itself.
  const text = node === undefined ? '' : (/<cpu[\s>][\s\S]*?<\/cpu>|<cpu[^>]*\/>/.exec(xml)?.[0] ?? '');
  return { mode: node?.attributes['mode'] ?? '', model: textAt(node, 'model'), xml: text };
}

function diskOf(node: XmlNode): DomainDisk {
  const source = find(node, 'source')[0];
  const kind = kindOf(node.attributes['type'] ?? '');
  return {
    target: find(node, 'target')[0]?.attributes['dev'] ?? '',
    kind: source === undefined ? 'none' : kind,
    source: source === undefined ? '' : sourceOf(source, kind),
    device: node.attributes['device'] ?? 'disk',
    readonly: find(node, 'readonly').length > 0,
    optional: ['optional', 'requisite'].includes(source?.attributes['startupPolicy'] ?? ''),
  };
}

function kindOf(type: string): DomainDisk['kind'] {
  return type === 'file' || type === 'block' || type === 'volume' ? type : 'network';
}

function sourceOf({ attributes }: XmlNode, kind: DomainDisk['kind']): string {
  switch (kind) {
    case 'file':
      return attributes['file'] ?? '';
    case 'block':
      return attributes['dev'] ?? '';
    case 'volume':
      return `${attributes['pool'] ?? ''}/${attributes['volume'] ?? ''}`;
    case 'network':
      return `${attributes['protocol'] ?? ''}:${attributes['name'] ?? attributes['path'] ?? ''}`;
    case 'none':
      return '';
  }
}

function networkOf(node: XmlNode): DomainNetwork {
  const source = find(node, 'source')[0]?.attributes ?? {};
  switch (node.attributes['type']) {
    case 'bridge':
      return { kind: 'bridge', source: source['bridge'] ?? '' };
    case 'network':
      return { kind: 'network', source: source['network'] ?? '' };
    case 'direct':
      return { kind: 'direct', source: source['dev'] ?? '' };
    default:
      return { kind: 'other', source: '' };
  }
}

function filesOf(root: XmlNode): Domain['files'] {
  const named = ['kernel', 'initrd', 'loader', 'nvram', 'dtb'].map((what) => ({
    what,
    path: textAt(root, 'os', what),
  }));
  return named.filter(({ path }) => path.startsWith('/'));
}

function tiesOf(root: XmlNode): readonly string[] {
  const devices = find(root, 'devices', 'hostdev').map(
    ({ attributes }) => `a ${attributes['type'] ?? ''} device of the host is passed through to it`,
  );
  const folders = find(root, 'devices', 'filesystem').map(() => 'it shares a folder with its host');
  const nics = find(root, 'devices', 'interface')
    .filter(({ attributes }) => attributes['type'] === 'hostdev')
    .map(() => 'a network device of the host is passed through to it');
  return [...devices, ...nics, ...folders];
}
