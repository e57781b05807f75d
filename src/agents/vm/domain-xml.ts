/** Reads of a libvirt definition what a host must have to run it. Format: libvirt's formatdomain; unknown parts are left aside. */
import { SaxesParser } from 'saxes';

export interface DomainDefinition {
  readonly name: string;
  /** `kvm`, `qemu`, `xen` ... */
  readonly type: string;
  /** The most that it can have. */
  readonly memoryKiB: number;
  /** Its memory comes from the host's huge pages, which no free memory tells of. */
  readonly hugePages: boolean;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  readonly emulator: string | undefined;
  /** The channel of the QEMU guest agent; `connected` is told of a running guest only. */
  readonly agent: 'none' | 'configured' | 'connected';
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
    type: domain.attributes['type'] ?? '',
    memoryKiB: memoryOf(domain),
    hugePages: child(child(domain, 'memoryBacking'), 'hugepages') !== undefined,
    arch: os?.attributes['arch'],
    machine: os?.attributes['machine'],
    emulator: devices && textAt(devices, 'emulator'),
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

function agentOf(devices: Node | undefined): DomainDefinition['agent'] {
  const target = childrenOf(devices, 'channel')
    .map((channel) => child(channel, 'target')?.attributes)
    .find((attributes) => attributes?.['name'] === 'org.qemu.guest_agent.0');
  if (target === undefined) return 'none';
  return target['state'] === 'connected' ? 'connected' : 'configured';
}
