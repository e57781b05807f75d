/** Reads of a libvirt definition what a host must have to run it. Format: libvirt's formatdomain; unknown parts are left aside. */
import { SaxesParser } from 'saxes';

export interface DomainDefinition {
  readonly name: string;
  readonly uuid: string | undefined;
  /** `kvm`, `qemu`, `xen` ... */
  readonly type: string;
  /** The most that it can have. */
  readonly memoryKiB: number;
  /** Its memory comes from the host's huge pages, which no free memory tells of. */
  readonly hugePages: boolean;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  readonly emulator: string | undefined;
  readonly disks: readonly DiskDefinition[];
  readonly interfaces: readonly InterfaceDefinition[];
  /** The channel of the QEMU guest agent; `connected` is told of a running guest only. */
  readonly agent: 'none' | 'configured' | 'connected';
}

export interface DiskDefinition {
  /** `file`, `block`, `network`, `volume` ... */
  readonly type: string;
  /** `disk`, `cdrom`, `floppy`, `lun`. */
  readonly device: string;
  /** The file or block device; undefined for others, and for an empty drive. */
  readonly source: string | undefined;
  /** What the guest sees: `vda`. */
  readonly target: string | undefined;
}

export interface InterfaceDefinition {
  /** `bridge`, `network`, `direct` ... */
  readonly type: string;
  /** The bridge, network or host device. */
  readonly source: string | undefined;
}

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

/** Undefined when the text is no domain with a name. */
export function parseDomain(xml: string): DomainDefinition | undefined {
  const domain = treeOf(xml);
  const name = domain === undefined ? '' : textAt(domain, 'name');
  if (domain?.name !== 'domain' || name === undefined || name === '') return undefined;
  const os = child(child(domain, 'os'), 'type');
  const devices = child(domain, 'devices');
  return {
    name,
    uuid: textAt(domain, 'uuid'),
    type: domain.attributes['type'] ?? '',
    memoryKiB: memoryOf(domain),
    hugePages: child(child(domain, 'memoryBacking'), 'hugepages') !== undefined,
    arch: os?.attributes['arch'],
    machine: os?.attributes['machine'],
    emulator: devices && textAt(devices, 'emulator'),
    disks: childrenOf(devices, 'disk').map(diskOf),
    interfaces: childrenOf(devices, 'interface').map(interfaceOf),
    agent: agentOf(devices),
  };
}

function treeOf(xml: string): Node | undefined {
  const parser = new SaxesParser();
  const open: Node[] = [];
  let root: Node | undefined;
  let broken = false;
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', (tag) => {
    const node: Node = { name: tag.name, attributes: { ...tag.attributes }, children: [], text: '' };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  parser.on('text', (text) => {
    const node = open.at(-1);
    if (node !== undefined) node.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return broken ? undefined : root;
}

function childrenOf(node: Node | undefined, name: string): readonly Node[] {
  return node?.children.filter((each) => each.name === name) ?? [];
}

function child(node: Node | undefined, name: string): Node | undefined {
  return childrenOf(node, name)[0];
}

function textAt(node: Node, name: string): string | undefined {
  return child(node, name)?.text.trim();
}

const KIB: Readonly<Record<string, number>> = {
  ...{ b: 1 / 1024, bytes: 1 / 1024, KB: 1000 / 1024, k: 1, KiB: 1 },
  ...{ MB: 1e6 / 1024, M: 1024, MiB: 1024, GB: 1e9 / 1024, G: 1024 ** 2, GiB: 1024 ** 2 },
  ...{ TB: 1e12 / 1024, T: 1024 ** 3, TiB: 1024 ** 3 },
};

/** `<memory>` is the most that it gets without memory hotplug, whatever the balloon leaves of it now. */
function memoryOf(domain: Node): number {
  const memory = child(domain, 'memory');
  return Math.round(Number(memory?.text.trim() ?? 0) * (KIB[memory?.attributes['unit'] ?? 'KiB'] ?? 1)) || 0;
}

function diskOf(disk: Node): DiskDefinition {
  const source = child(disk, 'source')?.attributes ?? {};
  return {
    type: disk.attributes['type'] ?? '',
    device: disk.attributes['device'] ?? 'disk',
    source: source['file'] ?? source['dev'],
    target: child(disk, 'target')?.attributes['dev'],
  };
}

function interfaceOf(card: Node): InterfaceDefinition {
  const source = child(card, 'source')?.attributes ?? {};
  return {
    type: card.attributes['type'] ?? '',
    source: source['bridge'] ?? source['network'] ?? source['dev'],
  };
}

function agentOf(devices: Node | undefined): DomainDefinition['agent'] {
  const target = childrenOf(devices, 'channel')
    .map((channel) => child(channel, 'target')?.attributes)
    .find((attributes) => attributes?.['name'] === 'org.qemu.guest_agent.0');
  if (target === undefined) return 'none';
  return target['state'] === 'connected' ? 'connected' : 'configured';
}
