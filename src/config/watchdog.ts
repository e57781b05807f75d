/** `<watchdog>`, and what has to be so where a node counts as fenced because its watchdog has reset it (`<method name="self">`). */
import type { Millis } from '#src/host/ports.ts';
import { readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { formatDuration } from './duration.ts';
import { WATCHDOG } from './grammar/watchdog.ts';
import type { HeartbeatConfig, NodeConfig, QuorumConfig, WatchdogConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

const SECOND = 1000;
const DEFAULT_TIMEOUT: Millis = 10 * SECOND;
const DEFAULT_DEVICE = '/dev/watchdog';

export function readWatchdog(
  element: XmlElement | undefined,
  problems: Problems,
): WatchdogConfig | undefined {
  if (element === undefined) return undefined;
  const attributes = readAttributes(element, '<watchdog>', problems, WATCHDOG);
  const device = attributes.text('device') ?? DEFAULT_DEVICE;
  if (!device.startsWith('/'))
    attributes.wrong('device', `device must be an absolute path, not "${device}"`, DEFAULT_DEVICE);
  const timeout = attributes.duration('timeout', DEFAULT_TIMEOUT);
  if (timeout % SECOND !== 0)
    attributes.error('timeout', `timeout must be whole seconds, not ${formatDuration(timeout)}`);
  attributes.finish();
  expectNoChildren(element, problems);
  return { device, timeout };
}

/**
 * A daemon that restarts must be back before the watchdog bites, so nobody waits for it longer. `beat`: the
 * `<heartbeat>` of the file.
 */
export function restartHoldWith(
  watchdog: WatchdogConfig | undefined,
  { restartHold }: HeartbeatConfig,
  beat: XmlElement | undefined,
  problems: Problems,
): Millis {
  if (watchdog === undefined || restartHold < watchdog.timeout) return restartHold;
  const given = beat?.attributes.get('restart_hold');
  // Three quarters: the new daemon has to get hold of the device in time, too.
  if (beat === undefined || given === undefined) return Math.round((watchdog.timeout * 3) / 4);
  const message = `<heartbeat>: restart_hold is not shorter than the timeout of the watchdog, ${formatDuration(watchdog.timeout)}`;
  const hint = 'a daemon that is not back by then finds its node reset: nobody need wait longer';
  problems.warning({ at: given.at, path: beat.path }, message, hint);
  return restartHold;
}

interface SelfSurroundings {
  readonly nodes: readonly NodeConfig[];
  readonly quorum: QuorumConfig;
  readonly watchdog: WatchdogConfig | undefined;
}

/** What hangs on the watchdog needs one, and a majority that can go on without the node. */
export function checkSelfFencing(cluster: XmlElement, rest: SelfSurroundings, problems: Problems): void {
  const { quorum, watchdog } = rest;
  const cman = cluster.children.find(({ name }) => name === 'cman');
  const policy = cman?.attributes.get('no_quorum_policy');
  if (quorum.noQuorumPolicy === 'self-fence' && watchdog === undefined) {
    const place = { at: policy?.at ?? cluster.at, path: cman?.path ?? cluster.path };
    problems.error(
      place,
      '<cman>: no_quorum_policy="self-fence" needs a watchdog',
      'add <watchdog/>, or stop',
    );
  }
  const [first] = selfMethods(cluster);
  if (first === undefined) return;
  if (quorum.twoNode) {
    const message = 'method "self" can\'t fence one of two nodes: neither is a majority without the other';
    problems.error(first, message, 'add a <witness> on a third host, or a fence device');
  }
  if (watchdog === undefined) {
    problems.error(first, 'method "self" needs a watchdog on every node', 'add <watchdog/>');
  }
  if (quorum.noQuorumPolicy === 'freeze') {
    const place = policy === undefined || cman === undefined ? first : { at: policy.at, path: cman.path };
    const message = 'method "self" contradicts no_quorum_policy="freeze": the watchdog resets what is frozen';
    problems.error(place, message, 'no_quorum_policy="stop" or "self-fence" in <cman>');
  }
}

function selfMethods(cluster: XmlElement): readonly XmlElement[] {
  const inside = (elements: readonly XmlElement[], name: string): readonly XmlElement[] =>
    elements.flatMap(({ children }) => children.filter((child) => child.name === name));
  const nodes = inside(inside([cluster], 'clusternodes'), 'clusternode');
  const methods = inside(inside(nodes, 'fence'), 'method');
  return methods.filter(({ attributes }) => attributes.get('name')?.value.trim() === SELF_METHOD);
}

/** The method of that name needs no device: the node's own watchdog resets it. */
export const SELF_METHOD = 'self';
