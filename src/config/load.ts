/** cluster.xml from text to configuration. Whoever needs it, the daemon or `picket check`, reads it through here. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { readAddressLists } from './address-lists.ts';
import { readAttributes } from './attributes.ts';
import { readChildren, single } from './children.ts';
import { formatDuration } from './duration.ts';
import { type FenceDeviceTemplate, readFenceDaemon, readFenceDevices } from './fence-devices.ts';
import type { FenceContext } from './fence-methods.ts';
import type { FencePlaces } from './fence-places.ts';
import { CLUSTER } from './grammar/cluster.ts';
import { readHeartbeat } from './heartbeat.ts';
import type { ClusterConfig, ConfigProblem } from './model.ts';
import { readNodes } from './nodes.ts';
import { warnAboutPing } from './ping.ts';
import { createProblems, type Problems, sortProblems } from './problems.ts';
import { readQuorum } from './quorum.ts';
import { readRm } from './rm.ts';
import { suggestion } from './suggest.ts';
import { checkSelfFencing, readWatchdog, restartHoldWith } from './watchdog.ts';
import { readWitness } from './witness.ts';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml-element.ts';

export interface LoadResult {
  /** Undefined exactly when `problems` holds an error. */
  readonly config: ClusterConfig | undefined;
  /** In the order of the file. */
  readonly problems: readonly ConfigProblem[];
  /** Undefined when the file is not even a `<cluster>`. */
  readonly fencePlaces: FencePlaces | undefined;
}

/** Pure; never throws. `file` only names the text in the problems. All problems are reported at once. */
export function loadConfig(text: string, file: string, agents: AgentRegistry): LoadResult {
  const xml = parseXml(text, file);
  if (xml.root === undefined) return { config: undefined, problems: xml.problems, fencePlaces: undefined };
  const problems = createProblems(file);
  const read = readCluster(xml.root, agents, problems);
  const all = sortProblems([...xml.problems, ...problems.list]);
  const good = !all.some(({ severity }) => severity === 'error');
  return { config: good ? read?.config : undefined, problems: all, fencePlaces: read?.fencePlaces };
}

function readCluster(
  cluster: XmlElement,
  agents: AgentRegistry,
  problems: Problems,
): { readonly config: ClusterConfig; readonly fencePlaces: FencePlaces } | undefined {
  if (cluster.name !== 'cluster') {
    const hint = suggestion(cluster.name, ['cluster']);
    problems.structural(cluster, `the first element must be <cluster>, not <${cluster.name}>`, hint);
    return undefined;
  }
  const attributes = readAttributes(cluster, '<cluster>', problems, CLUSTER);
  const name = attributes.name() ?? '';
  const given = attributes.required('config_version');
  const version = given === undefined ? 0 : attributes.integer('config_version', 0);
  attributes.finish();

  const children = readChildren(cluster, CLUSTER, problems);
  const beat = single(children.heartbeat, problems);
  reportToken(cluster, problems);
  const heartbeat = readHeartbeat(beat, cluster, problems);
  const fenceDaemon = single(children.fence_daemon, problems);
  const { fencing, cleanStart } = readFenceDaemon(fenceDaemon, cluster, problems);
  const devices = readFenceDevices(single(children.fencedevices, problems), problems);
  const fence: FenceContext = {
    devices,
    allowNone: fencing.allowNone,
    problems,
    used: new Set<string>(),
    uses: [],
    controllers: new Map(),
  };
  const listed = readAddressLists(beat, problems);
  const { nodes, links } = readNodes(
    single(children.clusternodes, problems),
    cluster,
    { heartbeat, listed },
    fence,
  );
  reportUnused(devices, fence.used, problems);
  const witness = readWitness(single(children.witness, problems), nodes, problems);
  const rest = { nodes, cleanStart, witness, deadtime: heartbeat.deadtime };
  const quorum = readQuorum(single(children.cman, problems), cluster, rest, problems);
  const ping = beat?.children.find(({ name }) => name === 'ping');
  warnAboutPing(ping, heartbeat.ping, quorum, nodes, problems);
  const watchdog = readWatchdog(single(children.watchdog, problems), problems);
  const restartHold = restartHoldWith(watchdog, heartbeat, beat, problems);
  checkSelfFencing(cluster, { nodes, quorum, watchdog }, problems);
  const rm = readRm(single(children.rm, problems), nodes, agents, problems);
  const speech = { ...heartbeat, restartHold, links };
  const config = { name, version, heartbeat: speech, quorum, nodes, fencing, ...rm };
  return {
    config: watchdog === undefined ? config : { ...config, watchdog },
    fencePlaces: { uses: fence.uses, fenceDaemon },
  };
}

function reportUnused(
  devices: ReadonlyMap<string, FenceDeviceTemplate>,
  used: ReadonlySet<string>,
  problems: Problems,
): void {
  for (const { name, element } of devices.values()) {
    if (!used.has(name)) problems.warning(element, `fencedevice "${name}": no node uses it`);
  }
}

/** Corosync's token, in ms, is the wait that Picket calls deadtime. */
function reportToken(cluster: XmlElement, problems: Problems): void {
  const totem = cluster.children.find(({ name }) => name === 'totem');
  const token = totem?.attributes.get('token');
  if (totem === undefined || token === undefined || !/^[1-9]\d{2,6}$/.test(token.value.trim())) return;
  const message = `<totem>: token="${token.value}" is not used: that wait is deadtime of <heartbeat>`;
  const hint = `the same is deadtime="${formatDuration(Number(token.value))}"; 10s when it says none`;
  problems.warning({ at: token.at, path: totem.path }, message, hint);
}
