/** A Heartbeat set-up (ha.cf, haresources) as cluster.xml, for `picket config import`. Pure: texts in, texts out. */
import { type AddressTable, assignAddresses, type GivenAddress } from './addresses.ts';
import { type ConvertedFencing, convertFencing, type FencingOptions, type SecretFile } from './fencing.ts';
import { createFindings, type Finding } from './findings.ts';
import { type HaCf, readHaCf } from './ha-cf.ts';
import { readDirectives, type SourceText } from './ha-cf-lines.ts';
import { convertServices } from './services.ts';
import { convertTimes } from './timing.ts';
import { writeXml, type XmlText } from './xml-text.ts';

export interface HeartbeatSetup {
  readonly haCf: SourceText;
  readonly haresources: SourceText | undefined;
}

export interface ImportOptions extends FencingOptions {
  /** Name of the cluster, when ha.cf has none. */
  readonly name: string | undefined;
  readonly addresses: readonly GivenAddress[];
  /** Programs are started by systemd, not by their scripts in /etc/init.d. */
  readonly systemd: boolean;
}

export interface ImportResult {
  /** Undefined exactly when `problems` has one. */
  readonly xml: string | undefined;
  /** Passwords of fence devices; none of them stands in `xml`. */
  readonly secrets: readonly SecretFile[];
  /** `xml` holds a secret that has no other place. */
  readonly secretInside: boolean;
  /** What was assumed, left out, or is different with Picket. */
  readonly notes: readonly Finding[];
  readonly problems: readonly Finding[];
}

const DEFAULT_NAME = 'ha-cluster';

/** The file that a `stonith TYPE FILE` line names: its content is the device's parameters. */
export function namedStonithFile(haCf: SourceText): string | undefined {
  return readDirectives(haCf).find(({ word }) => word === 'stonith')?.words[1];
}

/** Never throws; all problems at once. No finding holds a password. */
export function importHeartbeat({ haCf, haresources }: HeartbeatSetup, options: ImportOptions): ImportResult {
  const findings = createFindings();
  const settings = readHaCf(haCf, findings);
  const times = convertTimes(settings, findings);
  const table = assignAddresses(settings, options.addresses, findings);
  const fencing = convertFencing(settings, options, findings);
  const rm = convertServices(settings, haresources, options.systemd, findings);
  const name = options.name ?? settings.cluster ?? DEFAULT_NAME;
  const cluster: XmlText = {
    name: 'cluster',
    attributes: { name, config_version: '1' },
    children: [
      heartbeat(settings, times, table, options.folder, findings.note),
      { name: 'clusternodes', children: nodes(settings, table, fencing) },
      ...(fencing.devices.length === 0 ? [] : [{ name: 'fencedevices', children: fencing.devices }]),
      ...(fencing.allowNone ? [{ name: 'fence_daemon', attributes: { allow_none: 'yes' } }] : []),
      rm,
    ],
  };
  if (settings.nodes.length > 2) {
    const message = `Heartbeat knew no quorum; with ${settings.nodes.length} nodes Picket starts services only where more than half of them are together`;
    findings.note({ file: haCf.file, line: undefined }, message);
  }
  const { notes, problems } = findings;
  return {
    xml: problems.length === 0 ? writeXml(cluster) : undefined,
    ...{ secrets: fencing.secrets, secretInside: fencing.secretInside, notes, problems },
  };
}

function heartbeat(
  { file, port, pings, nodes: all }: HaCf,
  times: Readonly<Record<string, string>>,
  { links }: AddressTable,
  folder: string,
  note: (place: { file: string; line: number | undefined }, message: string) => void,
): XmlText {
  // Votes or a witness decide among more nodes, and a ping target would have no say.
  const targets = all.length === 2 ? pings : [];
  const place = { file, line: pings[0]?.place.line };
  if (targets.length > 0)
    note(
      place,
      'ping: of two nodes that lose each other, one that reaches no ping target does not fence the other',
    );
  else if (pings.length > 0) note(place, 'ping is left out: among more than two nodes votes decide');
  return {
    name: 'heartbeat',
    attributes: { ...times, udpport: String(port ?? 694), auth: `${folder}/authkey` },
    children: [
      ...links.map((name) => ({ name: 'link', attributes: { name } })),
      ...targets.map(({ value }) => ({ name: 'ping', attributes: { address: value } })),
    ],
  };
}

function nodes(
  { nodes: all }: HaCf,
  { links, addresses }: AddressTable,
  { methods }: ConvertedFencing,
): readonly XmlText[] {
  return all.map(({ value: name }, index) => {
    const own = links.map((link): XmlText => {
      return { name: 'address', attributes: { link, ip: addresses.get(name)?.get(link) } };
    });
    const fence = methods.get(name) ?? [];
    return {
      name: 'clusternode',
      attributes: { name, nodeid: String(index + 1) },
      children: [...own, ...(fence.length === 0 ? [] : [{ name: 'fence', children: fence }])],
    };
  });
}
