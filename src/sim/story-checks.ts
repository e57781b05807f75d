/**
 * What a scenario claims at a point of its story, in words: `service web runs on node2`, `node1 is lost`. The claims keep
 * a recorded log honest: they are written by hand and judged against the world's truth, or against what daemons say.
 */
import type { StatusDocument } from '#src/cluster/status.ts';
import type { DurableState } from '#src/membership/ledger-store.ts';
import { choice, count, either, node, nodes, service, text } from './story-codecs.ts';
import { DISK_FORMS, type DiskCheck, judgeDisk } from './story-disk.ts';
import { type Form, field, type Names, optional, readForm, word, writeForm } from './story-forms.ts';

const STANDINGS = choice('member', 'left', 'lost', 'held', 'fenced', 'never');
const STATES = choice(
  ...(['stopped', 'starting', 'started', 'migrating', 'stopping', 'recovering'] as const),
  ...(['failed', 'disabled', 'error'] as const),
);
const ONCE = choice('once', 'twice', 'often', 'never');

export type Check =
  | DiskCheck
  /** The world's truth. */
  | { readonly kind: 'runs-on'; readonly service: string; readonly node: number }
  | { readonly kind: 'runs-on-one-of'; readonly service: string; readonly nodes: readonly number[] }
  | { readonly kind: 'runs-once' | 'runs-nowhere'; readonly service: string }
  | { readonly kind: 'all-run-once' }
  | { readonly kind: 'is-on'; readonly node: number; readonly on: boolean }
  | { readonly kind: 'one-is-on' | 'one-was-shot'; readonly nodes: readonly number[] }
  | { readonly kind: 'daemon'; readonly node: number; readonly runs: boolean }
  | { readonly kind: 'shots'; readonly node: number; readonly count: number }
  | { readonly kind: 'no-shots' }
  /** What the members of the views that may act say. */
  | { readonly kind: 'standing'; readonly node: number; readonly standing: string }
  | { readonly kind: 'service-is'; readonly service: string; readonly state: string }
  | { readonly kind: 'view-is'; readonly nodes: readonly number[] }
  | { readonly kind: 'view-has'; readonly count: number }
  /** What one daemon says. */
  | { readonly kind: 'says'; readonly node: number; readonly about: number; readonly standing: string }
  | { readonly kind: 'has-view'; readonly node: number; readonly nodes: readonly number[] }
  | { readonly kind: 'no-view' | 'waits'; readonly node: number }
  | { readonly kind: 'status-says' | 'status-lacks'; readonly node: number; readonly text: string }
  | { readonly kind: 'nobody-waits' }
  /** Events so far, of a node or of anybody. */
  | {
      readonly kind: 'event';
      readonly event: string;
      readonly times: 'once' | 'twice' | 'often' | 'never';
      readonly node?: number;
    };

const AT = field('node', node);
const WHICH = field('service', service);
const MANY = field('nodes', nodes);

function form<Kind extends Check['kind']>(kind: Kind, ...pieces: Form['pieces']): Form<Kind> {
  return { kind, pieces };
}

const FORMS: { readonly [Kind in Check['kind']]: Form<Kind> } = {
  'runs-on': form('runs-on', word('service'), WHICH, word('runs on'), AT),
  'runs-on-one-of': form('runs-on-one-of', word('service'), WHICH, word('runs on one of'), MANY),
  'runs-once': form('runs-once', word('service'), WHICH, word('runs exactly once')),
  'runs-nowhere': form('runs-nowhere', word('service'), WHICH, word('runs nowhere')),
  'service-is': form('service-is', word('service'), WHICH, word('is'), field('state', STATES)),
  'all-run-once': form('all-run-once', word('every service runs exactly once')),
  'one-is-on': form('one-is-on', word('exactly one of'), MANY, word('is on')),
  'one-was-shot': form('one-was-shot', word('exactly one of'), MANY, word('was shot')),
  daemon: form('daemon', word('daemon of'), AT, field('runs', either('runs', 'is-down'))),
  'no-shots': form('no-shots', word('shots: none')),
  shots: form('shots', word('shots at'), AT, field('count', count)),
  'view-is': form('view-is', word('view is'), MANY),
  'view-has': form('view-has', word('view has'), field('count', count), word('members')),
  'status-says': form('status-says', word('status of'), AT, word('says'), field('text', text)),
  'status-lacks': form('status-lacks', word('status of'), AT, word('lacks'), field('text', text)),
  'nobody-waits': form('nobody-waits', word('nobody waits')),
  ...DISK_FORMS,
  'is-on': form('is-on', AT, word('is'), field('on', either('on', 'off'))),
  standing: form('standing', AT, word('is'), field('standing', STANDINGS)),
  says: form('says', AT, word('says'), field('about', node), word('is'), field('standing', STANDINGS)),
  'has-view': form('has-view', AT, word('has view'), MANY),
  'no-view': form('no-view', AT, word('has no view')),
  waits: form('waits', AT, word('waits')),
  event: form(
    'event',
    ...[word('event'), field('event', text), field('times', ONCE), optional(word('at'), AT)],
  ),
};

const ALL: readonly Form[] = Object.values(FORMS);

/** Throws WrongWords with what is allowed. */
export function readCheck(words: readonly string[], names: Names): Check {
  return readForm<Check>(ALL, words, names);
}

/** {@link readCheck} reads it back as the same. */
export function writeCheck(check: Check, names: Names): string {
  return writeForm(ALL, check, names);
}

/** The world as checks look at it. */
export interface Witnessed {
  readonly nodes: readonly {
    readonly id: number;
    readonly name: string;
    readonly on: boolean;
    /** What is on its disk; undefined when nothing readable is. */
    readonly disk: DurableState | undefined;
    /** Of its daemon, while one runs. */
    readonly status: StatusDocument | undefined;
  }[];
  readonly services: readonly string[];
  /** Nodes on which the service is really active. */
  where(service: string): readonly number[];
  /** What fence devices were told to do: `off node1`. */
  readonly shots: readonly string[];
  /** Names of all events so far, with who said them. */
  readonly events: readonly { readonly who: string; readonly name: string }[];
}

/** Undefined when the claim holds, else what is so instead. */
export function judge(check: Check, world: Witnessed): string | undefined {
  switch (check.kind) {
    case 'runs-on':
      return unless(same(world.where(check.service), [check.node]), whereIs(check.service, world));
    case 'runs-on-one-of': {
      const where = world.where(check.service);
      const isThere = where.length === 1 && check.nodes.includes(where[0] ?? 0);
      return unless(isThere, whereIs(check.service, world));
    }
    case 'runs-once':
      return unless(world.where(check.service).length === 1, whereIs(check.service, world));
    case 'runs-nowhere':
      return unless(world.where(check.service).length === 0, whereIs(check.service, world));
    case 'all-run-once': {
      const other = world.services.filter((id) => world.where(id).length !== 1);
      return unless(other.length === 0, other.map((id) => whereIs(id, world)).join('; '));
    }
    case 'is-on': {
      const { on } = of(check.node, world);
      return unless(on === check.on, `it is ${on ? 'on' : 'off'}`);
    }
    case 'one-is-on': {
      const on = check.nodes.filter((id) => of(id, world).on);
      return unless(on.length === 1, on.length === 0 ? 'all are off' : `${list(on, world)} are on`);
    }
    case 'one-was-shot': {
      const shot = check.nodes.filter((id) => shotsAt(id, world) > 0);
      return unless(shot.length === 1, shot.length === 0 ? 'none was' : `${list(shot, world)} were`);
    }
    case 'daemon': {
      const runs = of(check.node, world).status !== undefined;
      return unless(runs === check.runs, `it ${runs ? 'runs' : 'is down'}`);
    }
    case 'shots': {
      const shots = shotsAt(check.node, world);
      return unless(shots === check.count, String(shots));
    }
    case 'no-shots': {
      const shots = world.shots.filter((shot) => !shot.startsWith('on '));
      return unless(shots.length === 0, shots.join(', '));
    }
    case 'standing': {
      const { name } = of(check.node, world);
      return allActing(world, ({ nodes }) => {
        const standing = nodes.find((one) => one.name === name)?.standing;
        return unless(standing === check.standing, standing ?? 'unknown');
      });
    }
    case 'service-is':
      return allActing(world, ({ services }) => {
        const state = services.find(({ id }) => id === check.service)?.state;
        return unless(state === check.state, state ?? 'unknown');
      });
    case 'view-is':
      return allActing(world, ({ view }) => isView(view, check.nodes, world));
    case 'view-has':
      return allActing(world, ({ view }) =>
        unless(view?.members.length === check.count, `${view?.members.join(' ')}`),
      );
    case 'says':
      return fromStatus(check.node, world, ({ nodes }) => {
        const about = of(check.about, world).name;
        const standing = nodes.find((one) => one.name === about)?.standing;
        return unless(standing === check.standing, standing ?? 'unknown');
      });
    case 'has-view':
      return fromStatus(check.node, world, ({ view }) => isView(view, check.nodes, world));
    case 'no-view':
      return fromStatus(check.node, world, ({ view }) =>
        unless(view === null, `it has ${view?.members.join(' ')}`),
      );
    case 'waits':
      return fromStatus(check.node, world, ({ waits }) => unless(waits.length > 0, 'it waits for nothing'));
    case 'status-says':
      return fromStatus(check.node, world, (status) =>
        unless(JSON.stringify(status).includes(check.text), `its status is ${words(status)}`),
      );
    case 'status-lacks':
      return fromStatus(check.node, world, (status) =>
        unless(!JSON.stringify(status).includes(check.text), `its status is ${words(status)}`),
      );
    case 'nobody-waits': {
      const waits = world.nodes.flatMap(({ name, status }) =>
        (status?.waits ?? []).map(({ what }) => `${name}: ${what}`),
      );
      return unless(waits.length === 0, waits.join('; '));
    }
    case 'disk-view':
    case 'disk-promised':
    case 'disk-service':
    case 'disk-node':
      return judgeDisk(check, of(check.node, world).disk, (id) => of(id, world).name);
    case 'event': {
      const who = check.node === undefined ? undefined : of(check.node, world).name;
      const found = world.events.filter(
        (one) => one.name === check.event && (who === undefined || who === one.who),
      );
      const asked = { never: [0, 0], once: [1, 1], twice: [2, 2], often: [1, Infinity] }[check.times];
      const [least = 0, most = 0] = asked;
      return unless(found.length >= least && found.length <= most, `${found.length} times`);
    }
  }
}

function unless(holds: boolean, otherwise: string): string | undefined {
  return holds ? undefined : otherwise;
}

function of(id: number, world: Witnessed): Witnessed['nodes'][number] {
  const found = world.nodes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no node ${id} in this world`);
  return found;
}

function shotsAt(id: number, world: Witnessed): number {
  const { name } = of(id, world);
  return world.shots.filter((shot) => shot === `off ${name}` || shot === `reboot ${name}`).length;
}

function list(ids: readonly number[], world: Witnessed): string {
  return ids.map((id) => of(id, world).name).join(' and ');
}

function whereIs(service: string, world: Witnessed): string {
  const where = world.where(service);
  return `${service} runs ${where.length === 0 ? 'nowhere' : `on ${list(where, world)}`}`;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function isView(view: StatusDocument['view'], ids: readonly number[], world: Witnessed): string | undefined {
  const wanted = ids.map((id) => of(id, world).name);
  const members = view?.members ?? [];
  const is = members.length === wanted.length && members.every((name) => wanted.includes(name));
  return unless(is, view === null ? 'it has none' : members.join(' '));
}

/** Whoever is in a view that may act must agree; somebody must. */
function allActing(
  world: Witnessed,
  look: (status: StatusDocument) => string | undefined,
): string | undefined {
  const acting = world.nodes.flatMap(({ name, status }) =>
    status?.view?.quorate === true ? [{ name, status }] : [],
  );
  if (acting.length === 0) return 'no node is in a view that may act';
  const other = acting.flatMap(({ name, status }) => {
    const wrong = look(status);
    return wrong === undefined ? [] : [`${name} says ${wrong}`];
  });
  return unless(other.length === 0, other.join('; '));
}

function fromStatus(
  id: number,
  world: Witnessed,
  look: (status: StatusDocument) => string | undefined,
): string | undefined {
  const { status } = of(id, world);
  return status === undefined ? 'its daemon does not run' : look(status);
}

function words({ view, waits, warnings }: StatusDocument): string {
  return JSON.stringify({ view, waits, warnings });
}
