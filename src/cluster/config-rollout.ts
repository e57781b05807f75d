/**
 * The coordinator's work after a new version is in force: every service that the change touches is brought to it, and
 * only those. First all give up what goes or changes, then each takes up what comes, as soon as nobody else still has
 * it. What is left to do stands in the ledger, so the next coordinator goes on where this one was.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Log } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { LocalState, ServiceEntry } from '#src/resources/service-entry.ts';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import type { Operation } from '#src/wire/frames.ts';
import { heldBy } from './config-held.ts';
import { type ChangingService, CONFIG_KEY, type ConfigRecord } from './config-record.ts';
import type { Performed } from './order-outcome.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface RolloutDeps {
  /** The version in force, without what stands for removed services. */
  readonly config: () => ClusterConfig;
  /** As this coordinator has it, ahead of the ledger while it is being stored. */
  readonly record: () => ConfigRecord | undefined;
  /** As all members have it. */
  readonly settled: () => ConfigRecord | undefined;
  /** Stores the record, and the removal of a service's entry. */
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly services: () => Pick<
    ServiceDesk,
    'entry' | 'apply' | 'evaluate' | 'inForce' | 'inDoubt' | 'forget'
  >;
  readonly perform: (node: NodeId, service: string, operation: Operation) => Promise<Performed>;
  /** Services in the ledger that the configuration does not have. */
  readonly retired: () => readonly string[];
  readonly members: ReadonlySet<NodeId>;
  /** Nobody may touch it now: it is frozen, or all are. */
  readonly handsOff: (service: string) => boolean;
  /** This node, and that member, use the version in force. */
  readonly follows: (node: NodeId) => boolean;
  readonly self: NodeId;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Rollout {
  /** Goes on with whatever can go on now. Call it when anything changed. */
  look(): void;
  /** Why that service may not start now; undefined when it may. */
  heldBack(service: string): string | undefined;
  /**
   * Its start is due and not ordered yet, so it runs nowhere: what it had to give up, it has. Two that want what the
   * other one had would wait for each other otherwise. Resolves when that is stored.
   */
  gaveUp(service: string): Promise<void>;
  /** Begins nothing more, and resolves when nothing is in hand. */
  pause(): Promise<void>;
  resume(): void;
  stop(): void;
}

const AGAIN_MS = 500;

export function createRollout(deps: RolloutDeps): Rollout {
  const busy = new Map<string, Promise<void>>();
  let paused = false;
  let stopped = false;
  let timer: Cancel | undefined;
  let known = byId(deps.config());

  function find(id: string): ServiceConfig | undefined {
    const config = deps.config();
    if (known.config !== config) known = byId(config);
    return known.services.get(id);
  }

  function changing(): readonly ChangingService[] {
    return deps.record()?.changing ?? [];
  }

  /** Stores what is left to do for that service; undefined: nothing. */
  async function store(
    id: string,
    next: ChangingService | undefined,
    more?: readonly [string, unknown],
  ): Promise<void> {
    const record = deps.record();
    if (record === undefined) return;
    const others = record.changing.filter(({ service }) => service !== id);
    const value: ConfigRecord = { ...record, changing: next === undefined ? others : [...others, next] };
    await deps.submit(
      new Map<string, unknown>(more === undefined ? [[CONFIG_KEY, value]] : [[CONFIG_KEY, value], more]),
    );
  }

  function heldBack(id: string): string | undefined {
    const service = find(id);
    if (service === undefined) return 'it is no longer in cluster.xml';
    if (changing().some((change) => change.service === id && change.what === 'added'))
      return 'it is new, and being looked for on all nodes';
    // Given up is what everybody has on the disk as given up.
    return heldBy(service, [...changing(), ...(deps.settled()?.changing ?? [])]);
  }

  async function gaveUp(id: string): Promise<void> {
    const change = changing().find(({ service }) => service === id);
    if (change === undefined || change.stops.length === 0 || deps.services().inDoubt(id)) return;
    await store(id, { ...change, stops: [] });
  }

  /** One step for one service; true when another one may follow at once. */
  async function follow(change: ChangingService): Promise<boolean> {
    const { service: id } = change;
    const entry = deps.services().entry(id);
    // By the record nobody has it, yet some member may: until that is settled it has given up nothing.
    if ((entry?.owner ?? 0) === 0 && deps.services().inDoubt(id)) return false;
    if (find(id) === undefined) return remove(change, entry);
    if (change.what === 'added') return lookFor(id);
    if (entry === undefined || entry.owner === 0) {
      await store(id, undefined);
      return true;
    }
    if (entry.state !== 'started' || !isReachable(id, entry)) return false;
    if (change.stops.length > 0) {
      if (!(await perform(id, entry.owner, 'shrink'))) return false;
      await store(id, { ...change, stops: [] });
      return true;
    }
    if (heldBack(id) !== undefined || !(await perform(id, entry.owner, 'grow'))) return false;
    await store(id, undefined);
    return true;
  }

  function isReachable(id: string, { owner }: ServiceEntry): boolean {
    return !deps.handsOff(id) && deps.members.has(owner) && deps.follows(owner);
  }

  /** It is stopped like any service that is disabled, and then forgotten. */
  async function remove(change: ChangingService, entry: ServiceEntry | undefined): Promise<boolean> {
    const { service: id } = change;
    if (entry === undefined || entry.owner === 0) {
      await store(id, undefined, [id, null]);
      deps.services().forget(id);
      return true;
    }
    if (change.leave === true) {
      if (!isReachable(id, entry)) return false;
      const left = await deps.perform(entry.owner, id, 'release');
      if (left.kind !== 'done') return false;
      await store(id, undefined, [id, null]);
      deps.services().forget(id);
      return true;
    }
    if (deps.handsOff(id) || entry.after === 'disable') return false;
    if (entry.state === 'failed' || entry.state === 'error') return false;
    apply(id, { type: 'disable' });
    return false;
  }

  /** What is new here may run all the same, started by hand or before it was removed: then it is taken over. */
  async function lookFor(id: string): Promise<boolean> {
    const nodes = [...deps.members];
    const looks = await Promise.all(nodes.map((node) => deps.perform(node, id, 'settle')));
    if (looks.some(({ kind }) => kind !== 'done') || stopped) return false;
    const found = looks.map((look, index) => ({
      node: nodes[index] ?? 0,
      state: look.kind === 'done' ? look.state : ('may-run' as const),
    }));
    takeOver(id, found);
    await deps.services().inForce(id);
    const entry = deps.services().entry(id);
    // From now on the ledger knows it: a report that it runs somewhere is one about a known service.
    await store(id, undefined, entry === undefined ? undefined : [id, entry]);
    return true;
  }

  function takeOver(
    id: string,
    found: readonly { readonly node: NodeId; readonly state: LocalState }[],
  ): void {
    const running = found.filter(({ state }) => state === 'running').map(({ node }) => node);
    if (running.length > 1) {
      apply(id, { type: 'conflict', nodes: running });
      return;
    }
    const there = found.filter(({ state }) => state !== 'stopped');
    if (there.length === 0) return;
    // It is not to be started by itself; that is no reason to stop it.
    if (deps.services().entry(id)?.state === 'disabled') apply(id, { type: 'enable', target: 0 });
    for (const { node, state } of there.toSorted((a) => (a.state === 'running' ? -1 : 1)))
      apply(id, { type: 'reported', node, state });
  }

  function apply(id: string, event: ServiceEvent): void {
    deps.services().apply(id, event);
  }

  /** True when it is done. What fails is for the service's recovery: it stops the whole of it. */
  async function perform(id: string, node: NodeId, operation: Operation): Promise<boolean> {
    const done = await deps.perform(node, id, operation);
    if (stopped) return false;
    if (done.kind === 'done' && done.ok) return true;
    deps.log.warn(
      { service: id, node, operation, reason: done.reason },
      'a service could not follow cluster.xml',
    );
    if (done.kind === 'done') {
      apply(id, { type: 'resource-failed', node, reason: `following cluster.xml: ${done.reason}` });
      deps.services().evaluate();
    }
    return false;
  }

  async function carryOut(change: ChangingService): Promise<void> {
    const again = await follow(change);
    busy.delete(change.service);
    if (stopped) return;
    if (again) {
      deps.services().evaluate();
      look();
    } else {
      // Most waits end with a change of the ledger; a node that did not answer, or does not follow yet, by time.
      timer ??= deps.clock.after(AGAIN_MS, () => {
        timer = undefined;
        look();
      });
    }
  }

  function look(): void {
    const record = deps.record();
    if (stopped || paused || record === undefined || !deps.follows(deps.self)) return;
    for (const change of [...record.changing, ...unnamed(record)]) {
      if (busy.has(change.service)) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      busy.set(change.service, promise);
      void carryOut(change).finally(resolve);
    }
  }

  /** Gone from the file without anybody's word: the ledger is older than it. */
  function unnamed({ changing: named }: ConfigRecord): readonly ChangingService[] {
    const ids = new Set(named.map(({ service }) => service));
    const retired = deps.retired().filter((id) => !ids.has(id) && find(id) === undefined);
    return retired.map((service) => {
      const removed = { service, what: 'removed', stops: [] } as const;
      return service.startsWith('vm:') ? { ...removed, leave: true } : removed;
    });
  }

  return {
    look,
    heldBack,
    gaveUp,
    async pause() {
      paused = true;
      while (busy.size > 0) await Promise.all(busy.values());
    },
    resume() {
      paused = false;
      look();
    },
    stop() {
      stopped = true;
      timer?.();
    },
  };
}

function byId(config: ClusterConfig): {
  readonly config: ClusterConfig;
  readonly services: ReadonlyMap<string, ServiceConfig>;
} {
  return { config, services: new Map(config.services.map((service) => [service.id, service])) };
}
