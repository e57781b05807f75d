/** ha.cf as the rest of the import sees it. Every directive is taken over, or told about with its line and the reason. */
import type { Millis } from '#src/host/ports.ts';
import { canonicalIp, unusableIp } from '../address.ts';
import { suggestion } from '../suggest.ts';
import type { Findings, Place } from './findings.ts';
import { type Directive, parseHeartbeatTime, readDirectives, type SourceText } from './ha-cf-lines.ts';
import { LEFT_OUT } from './left-out.ts';

export interface Given<T> {
  readonly value: T;
  readonly place: Place;
}

/** What heartbeats are sent over; one per line, so an interface may come more than once. */
export interface Medium {
  readonly device: string;
  /** The peer's, with ucast only. */
  readonly ip: string | undefined;
  readonly place: Place;
}

export const TIMES = ['keepalive', 'warntime', 'deadtime', 'initdead'] as const;

export interface HaCf {
  readonly file: string;
  readonly cluster: string | undefined;
  readonly nodes: readonly Given<string>[];
  readonly times: Readonly<Partial<Record<(typeof TIMES)[number], Given<Millis>>>>;
  readonly port: number | undefined;
  readonly media: readonly Medium[];
  readonly pings: readonly Given<string>[];
  readonly autoFailback: Given<'on' | 'off'> | undefined;
  /** `stonith` and `stonith_host`. */
  readonly stonith: readonly Directive[];
}

type Draft = {
  -readonly [K in keyof HaCf]: HaCf[K] extends readonly (infer T)[] ? T[] : HaCf[K];
} & { times: Partial<Record<(typeof TIMES)[number], Given<Millis>>> };

type Reader = (directive: Directive, draft: Draft, findings: Findings) => void;

const TRUE = new Set(['true', 'on', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'off', 'no', 'n', '0']);

const READERS: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(TIMES.map((name) => [name, readTime(name)])),
  cluster: ({ values }, draft) => {
    draft.cluster = values[0] ?? draft.cluster;
  },
  node: readNode,
  udpport: readPort,
  bcast: ({ values, place }, draft) => {
    for (const device of values) draft.media.push({ device: linkName(device), ip: undefined, place });
  },
  mcast: readMulticast,
  mcast6: readMulticast,
  ucast: readUnicast,
  ucast6: readUnicast,
  ping: ({ words, place }, draft, findings) => readPings(words, place, draft, findings),
  ping_group: ({ words, place }, draft, findings) => {
    readPings(words.slice(1), place, draft, findings);
    findings.note(place, `the addresses of ping_group ${words[0] ?? ''} count each on its own`);
  },
  auto_failback: readAutoFailback,
  nice_failback: ({ values, place }, draft, findings) => {
    // The old name for the opposite: stay where you are.
    const nice = TRUE.has(values[0]?.toLowerCase() ?? '');
    draft.autoFailback = { value: nice ? 'off' : 'on', place };
    findings.note(
      place,
      `nice_failback ${values[0] ?? ''} became auto_failback="${draft.autoFailback.value}"`,
    );
  },
  stonith: (directive, draft) => void draft.stonith.push(directive),
  stonith_host: (directive, draft) => void draft.stonith.push(directive),
  crm: readPacemaker,
  pacemaker: readPacemaker,
  autojoin: ({ values, place }, _draft, findings) => {
    if ((values[0] ?? 'none').toLowerCase() !== 'none')
      findings.note(place, `autojoin ${values[0]}: only the nodes that stand in the file are in the cluster`);
  },
  respawn: readRespawn,
};

export function readHaCf(source: SourceText, findings: Findings): HaCf {
  const draft: Draft = {
    ...{ file: source.file, cluster: undefined, nodes: [], times: {}, port: undefined, media: [], pings: [] },
    ...{ autoFailback: undefined, stonith: [] },
  };
  const known = [...Object.keys(READERS), ...Object.keys(LEFT_OUT)];
  for (const directive of readDirectives(source)) {
    const { word, place } = directive;
    const read = Object.hasOwn(READERS, word) ? READERS[word] : undefined;
    if (read !== undefined) read(directive, draft, findings);
    else if (Object.hasOwn(LEFT_OUT, word)) findings.note(place, `${word} is left out: ${LEFT_OUT[word]}`);
    else {
      const near = suggestion(word, known);
      findings.problem(
        place,
        `"${word}" is no directive of ha.cf${near?.startsWith('did') === true ? ` (${near})` : ''}`,
      );
    }
  }
  const whole = { file: source.file, line: undefined };
  if (draft.nodes.length === 0)
    findings.problem(whole, 'no node is named; add "node NAME ..." with all nodes of the cluster');
  if (draft.media.length === 0)
    findings.problem(whole, 'no network is named; a bcast, mcast or ucast line is needed');
  return draft;
}

function readTime(name: (typeof TIMES)[number]): Reader {
  return ({ values, place }, draft, findings) => {
    const value = parseHeartbeatTime(values.join(''));
    if (value !== undefined) draft.times[name] = { value, place };
    else
      findings.problem(
        place,
        `${name} must be a time such as 10, 1.5 or 500ms, not "${values.join(' ')}"; a bare number means seconds`,
      );
  };
}

function readNode({ values, place }: Directive, draft: Draft, findings: Findings): void {
  if (values.length === 0) findings.problem(place, 'node names no node');
  for (const value of values) {
    const twin = draft.nodes.find((node) => node.value.toLowerCase() === value.toLowerCase());
    if (twin === undefined) draft.nodes.push({ value, place });
    else findings.note(place, `node ${value} is named in line ${twin.place.line} already`);
  }
}

function readPort({ values, place }: Directive, draft: Draft, findings: Findings): void {
  const port = Number(values[0]);
  if (!/^\d+$/.test(values[0] ?? '') || port < 1 || port > 65535) {
    findings.problem(place, `udpport must be a number from 1 to 65535, not "${values.join(' ')}"`);
    return;
  }
  draft.port = port;
  if (draft.media.length > 0) {
    const message = `udpport ${port} holds for all links; Heartbeat used it only for those in later lines`;
    findings.note(place, message);
  }
}

function readMulticast(
  { word, words: [device, , port], place }: Directive,
  draft: Draft,
  findings: Findings,
): void {
  if (device === undefined) {
    findings.problem(place, `${word} names no interface`);
    return;
  }
  draft.media.push({ device: linkName(device), ip: undefined, place });
  if (port !== undefined && port !== String(draft.port ?? 694))
    findings.note(place, `the port ${port} of ${word} is left out: udpport holds for all links`);
}

function readUnicast(
  { word, words: [device, ip], place }: Directive,
  draft: Draft,
  findings: Findings,
): void {
  if (device === undefined || ip === undefined) {
    findings.problem(place, `${word} must be "${word} INTERFACE ADDRESS"`);
    return;
  }
  const address = canonicalIp(ip);
  const why =
    address === undefined ? 'it is no IP address, and names are not looked up' : unusableIp(address);
  draft.media.push({ device: linkName(device), ip: why === undefined ? address : undefined, place });
  if (why !== undefined) findings.note(place, `the address ${ip} of ${word} is left out: ${why}`);
}

function readPings(words: readonly string[], place: Place, draft: Draft, findings: Findings): void {
  for (const word of words) {
    const ip = canonicalIp(word);
    const why = ip === undefined ? 'it is no IP address, and names are not looked up' : unusableIp(ip);
    if (ip === undefined || why !== undefined) findings.note(place, `ping ${word} is left out: ${why}`);
    else if (!draft.pings.some(({ value }) => value === ip)) draft.pings.push({ value: ip, place });
  }
}

function readAutoFailback(
  { values: [value = ''], place }: Directive,
  draft: Draft,
  findings: Findings,
): void {
  const word = value.toLowerCase();
  if (word === 'legacy')
    findings.note(place, 'auto_failback legacy became "on": services go back to their node, as they did');
  else if (!TRUE.has(word) && !FALSE.has(word)) {
    findings.problem(place, `auto_failback must be on, off or legacy, not "${value}"`);
    return;
  }
  draft.autoFailback = { value: FALSE.has(word) ? 'off' : 'on', place };
}

function readPacemaker({ word, values: [value = ''], place }: Directive, _: Draft, findings: Findings): void {
  if (FALSE.has(value.toLowerCase())) return;
  const message = `${word} ${value}: the services of this cluster stand in Pacemaker's CIB, not in haresources, and that is not read`;
  findings.problem(
    place,
    `${message}; write them as <service> elements (docs/cluster-xml.md), and import ha.cf without this line`,
  );
}

function readRespawn({ words, place }: Directive, _: Draft, findings: Findings): void {
  const program = words[1] ?? words[0] ?? '';
  const name = program.split('/').at(-1) ?? program;
  const instead: Readonly<Record<string, string>> = {
    ipfail:
      'ping targets only keep a node that is cut off from fencing; for a move when a router is out of reach, see <health> in docs/cluster-xml.md',
    dopd: 'DRBD asks Picket through its fence-peer handler instead of dopd',
    ccm: 'Picket does this itself',
  };
  findings.note(
    place,
    `respawn ${program} is left out: ${instead[name] ?? 'let systemd run it, or make it a <process> of a service'}`,
  );
}

/** Links are called as their interfaces; an alias such as eth0:1 has a character that names can't have. */
function linkName(device: string): string {
  return device.replaceAll(/[^\w.@+-]/g, '-');
}
