/**
 * What other services, the node's health and the agents have to say about a node for one service: `exclusive`, `depend`,
 * `keep_apart`, `keep_together`, `needs`. The words are for people; `kind` says which rule it is.
 */
import type { ServiceConfig } from '#src/config/model.ts';
import { isExclusive, type ServiceBoard } from './service-board.ts';
import type { ServiceEntry } from './service-entry.ts';
import { mayRunOn } from './service-record.ts';

/** Which rule keeps a service off a node. */
export type Obstacle =
  | 'member'
  | 'ready'
  | 'only'
  | 'domain'
  | 'failed'
  | 'health'
  | 'depend'
  | 'exclusive'
  | 'apart'
  | 'together';

export interface Objection {
  readonly kind: Obstacle;
  readonly words: string;
  /** It is about to pass by itself: something is on its way. */
  readonly passing: boolean;
}

export interface Unhealthy {
  readonly words: string;
  /** False: nobody has looked yet. */
  readonly known: boolean;
}

export interface RelationDeps {
  readonly board: ServiceBoard;
  readonly nodeName: (node: number) => string;
  /** Why the node does not pass that check; undefined when it does. */
  readonly unhealthy: (node: number, check: string) => Unhealthy | undefined;
  /** What an agent of the service has against the node; undefined when it is ready. */
  readonly notReady: (node: number, service: ServiceConfig) => string | undefined;
}

const NONE: readonly Objection[] = [];
const SHOWN = 3;

/** All but what is said of `keep_together`. */
export function objections(deps: RelationDeps, service: ServiceConfig, node: number): readonly Objection[] {
  if (!isChoosy(deps, service, node)) return NONE;
  const found: Objection[] = [];
  const against = (kind: Obstacle, words: string | undefined): void => {
    if (words !== undefined) found.push({ kind, words, passing: false });
  };
  for (const check of service.needs) {
    const word = deps.unhealthy(node, check);
    if (word !== undefined) found.push({ kind: 'health', words: word.words, passing: !word.known });
  }
  against('ready', deps.notReady(node, service));
  for (const id of service.depend) found.push(...dependObjection(deps, service, id, node));
  against('exclusive', exclusiveObjection(deps, service, node));
  const near = deps.board.apart(service).filter(({ id }) => mayBeOn(deps.board.entry(id), node));
  if (near.length > 0) against('apart', `kept apart from ${names(near)}`);
  return found;
}

/** Most services want nothing of a node on which nothing wants to be alone. */
function isChoosy({ board, notReady }: RelationDeps, service: ServiceConfig, node: number): boolean {
  if (service.needs.length > 0 || service.depend.length > 0 || service.keepApart !== undefined) return true;
  return isExclusive(service) || board.exclusive(node).length > 0 || notReady(node, service) !== undefined;
}

function dependObjection(
  { board, nodeName }: RelationDeps,
  service: ServiceConfig,
  id: string,
  node: number,
): readonly Objection[] {
  const needed = board.dependency(id, node);
  const entry = needed === undefined ? undefined : board.entry(needed.id);
  if (needed === undefined || entry === undefined) {
    return [{ kind: 'depend', words: `${id} has no instance there`, passing: false }];
  }
  const up = entry.state === 'started';
  if (up && (service.dependMode === 'soft' || entry.owner === node)) return [];
  const words = up
    ? `depends on ${needed.id}, which is on ${nodeName(entry.owner)}`
    : `depends on ${needed.id}, which is ${entry.state}`;
  return [{ kind: 'depend', words, passing: !up && isOnItsWay(entry) }];
}

function mayBeOn(entry: ServiceEntry | undefined, node: number): boolean {
  return entry !== undefined && mayRunOn(entry).includes(node);
}

/** Something is in hand that ends by itself. */
export function isOnItsWay({ state, owner }: ServiceEntry): boolean {
  if (state === 'starting' || state === 'stopping' || state === 'checking' || state === 'migrating')
    return true;
  return state === 'recovering' && owner !== 0;
}

function exclusiveObjection(
  { board }: RelationDeps,
  service: ServiceConfig,
  node: number,
): string | undefined {
  if (service.instanceOf !== undefined) return undefined;
  const alone = isExclusive(service);
  const others = (alone ? board.on(node) : board.exclusive(node)).filter((other) =>
    isInTheWay(board, service, other),
  );
  if (others.length === 0) return undefined;
  return alone ? `exclusive, and ${names(others)} is there` : `${names(others)} is there, and exclusive`;
}

/** What a service has to share its node with is never in its way: instances of every node, dependencies, dependents. */
function isInTheWay(board: ServiceBoard, service: ServiceConfig, other: ServiceConfig): boolean {
  if (other.id === service.id || other.instanceOf !== undefined) return false;
  const grouped = service.keepTogether !== undefined && service.keepTogether === other.keepTogether;
  return !grouped && !rests(board, service, other) && !rests(board, other, service);
}

/** `upper` depends on `lower`, perhaps over others, so that both are on one node. Circles are refused by the reader. */
function rests(board: ServiceBoard, upper: ServiceConfig, lower: ServiceConfig): boolean {
  return board.dependents(lower.id).some((one) => one.id === upper.id || rests(board, upper, one));
}

/** For exclusive="2": how many services it would share the node with. */
export function company({ board }: RelationDeps, service: ServiceConfig, node: number): number {
  if (service.exclusive !== 2) return 0;
  return board.on(node).filter((other) => isInTheWay(board, service, other)).length;
}

/**
 * Where the others of its `keep_together` group hold it; none when none of them is anywhere. The first in the order of
 * starting decides if they are apart against all rules.
 */
export function togetherObjection(
  { board, nodeName }: RelationDeps,
  service: ServiceConfig,
  node: number,
): Objection | undefined {
  const others = board.together(service).toSorted(board.compare);
  let held: Objection | undefined;
  for (const other of others) {
    const entry = board.entry(other.id);
    if (entry === undefined || entry.owner === 0) continue;
    const leaves = (entry.state === 'stopping' || entry.state === 'recovering') && entry.after !== 'restart';
    if (leaves) {
      const words = `kept together with ${other.id}, which is being stopped on ${nodeName(entry.owner)}`;
      return { kind: 'together', words, passing: true };
    }
    const words = `kept together with ${other.id}, which is on ${nodeName(entry.owner)}`;
    held ??= { kind: 'together', words: entry.owner === node ? '' : words, passing: false };
  }
  return held?.words === '' ? undefined : held;
}

function names(services: readonly ServiceConfig[]): string {
  const ids = services.map(({ id }) => id);
  const more = ids.length - SHOWN;
  return more > 0 ? `${ids.slice(0, SHOWN).join(', ')} and ${more} more` : ids.join(', ');
}
