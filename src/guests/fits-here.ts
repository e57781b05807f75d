/** Whether this host could run guests that are defined elsewhere: `guests-fit-here`. Asks, and changes nothing. */
import type { MigrationTarget } from '#src/agents/agent.ts';
import { routesTo } from '#src/agents/vm/migrate-command.ts';
import { migrationSettings } from '#src/agents/vm/settings.ts';
import type { Millis } from '#src/host/ports.ts';
import { disksHere, type HostPorts } from './disks-here.ts';
import { type Domain, readDomain } from './domain-xml.ts';
import type { Finding, FitQuestion, GuestFit, HostFits } from './guest-types.ts';
import { createVirsh, type Virsh } from './virsh.ts';
import { find, readTree, textAt, type XmlNode } from './xml-tree.ts';

const CONNECT_WITHIN: Millis = 10_000;

/** `node`: this one, which needs no way to itself. Never rejects. */
export async function fitsHere(ports: HostPorts, { guests }: FitQuestion, node: string): Promise<HostFits> {
  const virsh = createVirsh(ports.commands);
  const reached = new Map<string, Promise<string>>();
  const others = guests.flatMap(({ peers }) => peers).filter((peer) => peer.node !== node);
  for (const { uri } of others) if (!reached.has(uri)) reached.set(uri, whyUnreached(ports, uri));
  const fits: GuestFit[] = [];
  for (const guest of guests) {
    const domain = readDomain(guest.definition);
    if (domain === undefined) continue;
    const peers = await Promise.all(
      guest.peers
        .filter((peer) => peer.node !== node)
        .map(async (peer) => ({ ...peer, why: (await reached.get(peer.uri)) ?? '' })),
    );
    fits.push({ ...(await fitOf(ports, virsh, domain, guest)), peers });
  }
  return { guests: fits };
}

/** How the agent reaches the libvirt of that node first, by the attributes of the guest's resource. */
export function peerUri(attributes: Readonly<Record<string, string>>, target: MigrationTarget): string {
  const xen = attributes['hypervisor'] === 'xen';
  return routesTo(target, migrationSettings(attributes), xen)[0]?.uri ?? '';
}

async function whyUnreached({ commands }: HostPorts, uri: string): Promise<string> {
  const answer = await createVirsh(commands, uri, CONNECT_WITHIN)(['uri']);
  return answer.ok ? '' : answer.why;
}

async function fitOf(
  ports: HostPorts,
  virsh: Virsh,
  domain: Domain,
  { runningCpu, drbd }: FitQuestion['guests'][number],
): Promise<Omit<GuestFit, 'peers'>> {
  const { disks, findings } = await disksHere(ports, virsh, domain, drbd);
  const capable = await virsh(capabilityArgs(domain));
  const capabilities = capable.ok ? readTree(capable.text) : undefined;
  const all = [
    ...(capable.ok ? capabilityFindings(domain, capabilities) : [machineFinding(domain, capable.why)]),
    ...(capable.ok ? await cpuFindings(virsh, domain, runningCpu) : []),
    ...findings,
    ...(await fileFindings(ports, domain)),
    ...(await networkFindings(ports, virsh, domain)),
    ...(await memoryFindings(ports, domain)),
    ...[...new Set(domain.tied)].map((text) =>
      warning('migration', text, 'it can be started on another host after a stop, but not migrated live'),
    ),
  ];
  return { name: domain.name, findings: all, disks, cpu: hostCpu(capabilities) };
}

function capabilityArgs({ type, arch, machine, emulator }: Domain): readonly string[] {
  const given = { virttype: type, arch, machine, emulatorbin: emulator };
  const set = Object.entries(given).filter(([, value]) => value !== '');
  return ['domcapabilities', ...set.flatMap(([name, value]) => [`--${name}`, value])];
}

function machineFinding({ machine }: Domain, why: string): Finding {
  const words = why.replace(/^failed to get emulator capabilities: (?:invalid argument: )?/, '');
  const fix = /machine/.test(words)
    ? `install the same version of QEMU on all nodes, or change the guest's machine type (${machine})`
    : 'install the same packages for virtualization on all nodes';
  return error(words, fix);
}

function capabilityFindings(domain: Domain, capabilities: XmlNode | undefined): readonly Finding[] {
  const found: Finding[] = [];
  const most = Number(find(capabilities, 'vcpu')[0]?.attributes['max'] ?? Number.POSITIVE_INFINITY);
  if (domain.vcpus > most)
    found.push(error(`it has ${domain.vcpus} CPUs, and this host gives at most ${most}`, 'give it fewer'));
  const { mode, model } = domain.cpu;
  const supported = find(capabilities, 'cpu', 'mode').find(({ attributes }) => attributes['name'] === mode);
  if (mode !== '' && supported !== undefined && supported.attributes['supported'] !== 'yes')
    found.push(error(`CPU mode ${mode} is not supported here`, 'choose another <cpu> for the guest'));
  if (mode === 'custom' && model !== '') {
    const known = find(supported, 'model').find(({ text }) => text === model);
    if (known === undefined) found.push(error(`CPU model ${model} is not known here`, CPU_FIX));
    else if (known.attributes['usable'] === 'no') found.push(error(`this host can't be a ${model}`, CPU_FIX));
  }
  return found;
}

const CPU_FIX = 'choose a CPU model that all nodes have: virsh hypervisor-cpu-baseline finds one';

/** A guest that runs brought features along that its definition does not name (`host-model`). */
async function cpuFindings(virsh: Virsh, domain: Domain, runningCpu: string): Promise<readonly Finding[]> {
  if (!runningCpu.includes('<model')) return [];
  const { type, arch, machine } = domain;
  const where = ['--virttype', type, '--arch', arch, '--machine', machine];
  const compared = await virsh(['hypervisor-cpu-compare', ...where, '/dev/stdin'], runningCpu);
  if (compared.ok || !/incompatible/.test(compared.why)) return [];
  const text = 'the CPU that the running guest has is more than this host can give';
  return [{ severity: 'error', stops: 'migration', text, fix: CPU_FIX }];
}

async function fileFindings({ files }: HostPorts, domain: Domain): Promise<readonly Finding[]> {
  const there = await Promise.all(domain.files.map(({ path }) => files.stat(path).catch(() => undefined)));
  return domain.files
    .filter((_file, index) => there[index] === undefined)
    .map(({ what, path }) =>
      what === 'nvram'
        ? warning('start', `${path} (nvram) is not here: it would start with an empty one`, COPY_FIX)
        : error(`there is no ${path} (${what})`, COPY_FIX),
    );
}

const COPY_FIX = 'copy it there, or keep it on storage that all nodes share';

async function networkFindings(
  { files }: HostPorts,
  virsh: Virsh,
  { networks }: Domain,
): Promise<readonly Finding[]> {
  const found = new Map<string, Finding>();
  for (const { kind, source } of networks) {
    if (kind === 'network') {
      const active = await virsh(['net-list', '--name']);
      const isActive = active.ok && active.text.split('\n').includes(source);
      const fix = `virsh net-start ${source}; virsh net-autostart ${source}, or define it there first`;
      if (!isActive) found.set(source, error(`libvirt's network ${source} is not active here`, fix));
    } else if (kind !== 'other') {
      const there = await files.stat(`/sys/class/net/${source}`).catch(() => undefined);
      const what = kind === 'bridge' ? 'bridge' : 'interface';
      const fix = `make the ${what} ${source} on this host, as on the others`;
      if (there === undefined) found.set(source, error(`there is no ${what} ${source}`, fix));
    }
  }
  return [...found.values()];
}

async function memoryFindings({ files }: HostPorts, { memoryBytes }: Domain): Promise<readonly Finding[]> {
  const bytes = await files.read('/proc/meminfo').catch(() => undefined);
  const total = /^MemTotal:\s+(\d+) kB$/m.exec(new TextDecoder().decode(bytes ?? new Uint8Array()))?.[1];
  if (total === undefined || Number(total) * 1024 > memoryBytes) return [];
  const text = `it needs ${megabytes(memoryBytes)} MiB, and this host has ${megabytes(Number(total) * 1024)}`;
  return [error(text, 'give the guest less memory, or this host more')];
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function hostCpu(capabilities: XmlNode | undefined): string {
  const mode = find(capabilities, 'cpu', 'mode').find(
    ({ attributes }) => attributes['name'] === 'host-model',
  );
  return mode === undefined ? '' : `${textAt(mode, 'vendor')} ${textAt(mode, 'model')}`.trim();
}

function error(text: string, fix: string): Finding {
  return { severity: 'error', stops: 'start', text, fix };
}

function warning(stops: Finding['stops'], text: string, fix: string): Finding {
  return { severity: 'warning', stops, text, fix };
}
