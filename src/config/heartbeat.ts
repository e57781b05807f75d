/** `<heartbeat>`: how often nodes speak, when silence means death, over which links. */
import type { Millis } from '#src/host/ports.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { readChildren } from './children.ts';
import { formatDuration } from './duration.ts';
import { DEFAULT_AUTH, DEFAULT_PORT, HEARTBEAT, LINK } from './grammar/links.ts';
import type { HeartbeatConfig } from './model.ts';
import { readPing } from './ping.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

const SECOND = 1000;
const RESTART_HOLD = 30 * SECOND;

/** Links are those of the file: empty when it names none. `element` is `<cluster>` when there is no `<heartbeat>`. */
export function readHeartbeat(
  element: XmlElement | undefined,
  cluster: XmlElement,
  problems: Problems,
): HeartbeatConfig {
  const bare: XmlElement = {
    name: 'heartbeat',
    attributes: new Map(),
    children: [],
    at: cluster.at,
    path: cluster.path,
  };
  const attributes = readAttributes(element ?? bare, '<heartbeat>', problems, HEARTBEAT);
  const timings = readTimings(attributes);
  if (timings.keepalive < timings.deadtime && timings.deadtime < 3 * timings.keepalive) {
    const message =
      '<heartbeat>: deadtime is less than three keepalives: a lost packet may pass for a dead node';
    problems.warning(element ?? cluster, message, 'make keepalive shorter');
  }
  const port = attributes.integer('udpport', DEFAULT_PORT);
  const auth = attributes.text('auth') ?? DEFAULT_AUTH;
  if (!auth.startsWith('/'))
    attributes.wrong('auth', `auth must be an absolute path, not "${auth}"`, 'the path of the key file');
  const restartHold = attributes.duration('restart_hold', RESTART_HOLD);
  const fastDeath = attributes.flag('fast_death', false);
  attributes.accept('addresses');
  attributes.finish();
  const { link, ping } = readChildren(element ?? bare, HEARTBEAT, problems);
  const links = readLinks(link, problems);
  return { ...timings, restartHold, fastDeath, port, auth, links, ping: readPing(ping, problems) };
}

function readTimings(
  attributes: Attributes,
): Pick<HeartbeatConfig, 'keepalive' | 'warntime' | 'deadtime' | 'initdead'> {
  const given = (name: string): Millis | undefined => attributes.duration(name, undefined);
  const keepalive = given('keepalive') ?? SECOND;
  const warntime = given('warntime');
  const deadtime = given('deadtime') ?? 10 * SECOND;
  const initdead = given('initdead') ?? 2 * deadtime;
  const timings = {
    keepalive,
    warntime: warntime ?? defaultWarntime(keepalive, deadtime),
    deadtime,
    initdead,
  };
  const order = `needed: keepalive < warntime < deadtime <= initdead, here ${Object.values(timings).map(formatDuration).join(', ')}`;
  const refuse = (first: string, second: string, message: string): void => {
    const name = attributes.element.attributes.has(first) ? first : second;
    attributes.error(name, message, order);
  };
  if (keepalive >= deadtime) refuse('keepalive', 'deadtime', 'keepalive must be shorter than deadtime');
  else if (timings.warntime <= keepalive)
    refuse('warntime', 'keepalive', 'warntime must be longer than keepalive');
  else if (timings.warntime >= deadtime)
    refuse('warntime', 'deadtime', 'warntime must be shorter than deadtime');
  if (initdead < deadtime) refuse('initdead', 'deadtime', 'initdead must not be shorter than deadtime');
  return timings;
}

/** A third of deadtime, but two heartbeats may be missed; in between when deadtime is too short for that. */
function defaultWarntime(keepalive: Millis, deadtime: Millis): Millis {
  const wanted = Math.max(Math.round(deadtime / 3), 2 * keepalive);
  return wanted < deadtime ? wanted : Math.round((keepalive + deadtime) / 2);
}

function readLinks(elements: readonly XmlElement[], problems: Problems): readonly string[] {
  const links: string[] = [];
  for (const element of elements) {
    const attributes = readAttributes(element, '<link>', problems, LINK);
    const name = attributes.name();
    attributes.accept('addresses');
    attributes.finish();
    readChildren(element, LINK, problems);
    if (name === undefined) continue;
    if (links.includes(name)) attributes.error('name', `link "${name}" is given twice`);
    else links.push(name);
  }
  return links;
}
