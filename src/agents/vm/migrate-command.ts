/** How virsh is asked to migrate a guest, and by which ways its target is reached. */
import type { MigrationTarget } from '../agent.ts';
import type { MigrationSettings } from './settings.ts';

export interface Route {
  /** The target's libvirt, as this host's libvirt calls it. */
  readonly uri: string;
  /** Where the memory goes; undefined where libvirt decides. */
  readonly data: string | undefined;
}

/** Best first: with `migration_mapping` or `migration_uri` there is one way, else one for each address of the target. */
export function routesTo(
  target: MigrationTarget,
  settings: MigrationSettings,
  xen: boolean,
): readonly Route[] {
  const mapped = settings.mapping.get(target.nodeName);
  if (settings.uri !== undefined) {
    const host = bracketed(mapped ?? target.nodeName);
    return [
      {
        uri: settings.uri.replaceAll('%s', host),
        data: mapped === undefined ? undefined : dataTo(host, settings),
      },
    ];
  }
  const hosts = mapped === undefined ? target.addresses : [mapped];
  return hosts
    .map(bracketed)
    .map((host) => ({ uri: uriOf(host, settings.transport, xen), data: dataTo(host, settings) }));
}

/** The arguments behind `virsh --connect URI`. The definition goes along and stays on both hosts. */
export function migrateArguments(
  name: string,
  { uri, data }: Route,
  settings: MigrationSettings,
  xen: boolean,
): readonly string[] {
  const { pause, tunnelled, unsafe, bandwidthMiB, postcopy, autoConverge } = settings;
  const live = !(pause || xen);
  return [
    ...['migrate', '--p2p', '--persistent'],
    ...(pause ? [] : ['--live']),
    ...(tunnelled ? ['--tunnelled'] : []),
    ...(unsafe ? ['--unsafe'] : []),
    ...(live && autoConverge ? ['--auto-converge'] : []),
    ...(live && postcopy ? ['--postcopy'] : []),
    ...(bandwidthMiB === undefined ? [] : ['--bandwidth', String(bandwidthMiB)]),
    ...['--domain', name, '--desturi', uri],
    ...(data === undefined ? [] : ['--migrateuri', data]),
  ];
}

/** no_tty: an ssh that would ask for a password fails instead. */
function uriOf(host: string, transport: string, xen: boolean): string {
  const [driver, path] = xen ? ['xen', ''] : ['qemu', 'system'];
  return `${driver}+${transport}://${host}/${path}${transport === 'ssh' ? '?no_tty=1' : ''}`;
}

function dataTo(host: string, { tunnelled }: MigrationSettings): string | undefined {
  return tunnelled ? undefined : `tcp://${host}`;
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
