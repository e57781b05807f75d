/** The coordinator's desk over nodes that do as they are told: what runs where is what the orders made of it. */
import type { Performed } from '#src/cluster/order-outcome.ts';
import { createServiceDesk, type ServiceDesk } from '#src/cluster/service-desk.ts';
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import { pause } from '#src/host/ports.ts';
import { createClock, createTimeline, type Timeline } from '#src/sim/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { ledgerOf } from '../../membership/support/samples.ts';
import { NOW } from '../../resources/service-samples.ts';

export interface DeskPlan {
  readonly nodes: number;
  readonly services: readonly (Partial<ServiceConfig> & { readonly name: string })[];
  readonly domains?: ClusterConfig['domains'];
  /** Nodes that are no members. */
  readonly missing?: readonly number[];
  /** Whether an operation succeeds. */
  readonly succeeds?: (operation: string, service: string, node: number) => boolean;
  /** How long it takes, ms. */
  readonly takes?: () => number;
}

export interface Bench {
  readonly desk: ServiceDesk;
  readonly timeline: Timeline;
  /** `start service:web@2`, in the order in which they reached the nodes. */
  readonly orders: readonly string[];
  /** Nodes that fail the check `br0`, and those that are on their way out. */
  readonly unwell: Set<number>;
  readonly leaving: Set<number>;
  /** By node: what really runs there. */
  runs(service: string): readonly number[];
  /** Lets that much time pass, or until nothing happens any more. */
  pass(ms?: number): Promise<void>;
  /** `web@1 db@2`: what is started where, in the order of the file; what is not is left out. */
  where(): string;
}

/** `observe` is told each operation when it begins to change something. */
export function bench(
  plan: DeskPlan,
  observe: (operation: string, service: string, node: number, bench: Bench) => void = () => {},
): Bench {
  const timeline = createTimeline();
  const config = clusterConfig({
    nodes: plan.nodes,
    services: plan.services,
    ...(plan.domains && { domains: plan.domains }),
  });
  const clock = createClock(timeline, NOW, { over: false });
  const orders: string[] = [];
  const running = new Map<string, Set<number>>();
  const unwell = new Set<number>();
  const leaving = new Set<number>();
  const runs = (service: string): readonly number[] => [...(running.get(service) ?? [])];
  const succeeds = plan.succeeds ?? (() => true);
  const isIn = (id: number): boolean => plan.missing?.includes(id) !== true;

  /** Last operation of each service on each node: one after the other, as on a real node; a stop ends a start. */
  const last = new Map<string, { readonly kind: string; readonly done: Promise<void>; cancelled: boolean }>();

  async function perform(
    node: number,
    service: string,
    operation: 'start' | 'stop' | 'settle' | 'prepare' | 'migrate',
  ): Promise<Performed> {
    const key = `${service}@${node}`;
    orders.push(`${operation} ${key}`);
    const before = last.get(key);
    if (operation === 'stop' && before?.kind === 'start') before.cancelled = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = { kind: operation, done: promise, cancelled: false };
    last.set(key, mine);
    await before?.done;
    const there = running.get(service) ?? new Set();
    running.set(service, there);
    if (!mine.cancelled) observe(operation, service, node, result);
    await pause(clock, plan.takes?.() ?? 10);
    const ok = !mine.cancelled && succeeds(operation, service, node);
    if (operation === 'start' && ok) there.add(node);
    if (operation === 'stop' && ok) there.delete(node);
    resolve();
    const state = there.has(node) ? 'running' : 'stopped';
    return { kind: 'done', ok, reason: ok ? '' : 'it was told to fail', state };
  }

  const desk = createServiceDesk({
    config: () => config,
    ledger: ledgerOf(),
    submit: async () => true,
    perform,
    startsBlocked: () => undefined,
    doubts: [],
    nodes: () => config.nodes,
    members: new Set(config.nodes.map(({ id }) => id).filter(isIn)),
    memberSince: new Map(config.nodes.map(({ id }) => [id, NOW - 3_600_000])),
    leaving: () => leaving,
    unhealthy: (node, check) =>
      unwell.has(node) ? { words: `health check ${check}: no carrier`, known: true } : undefined,
    clock,
    log: SILENT,
    changed: () => {},
  });
  const result: Bench = {
    desk,
    timeline,
    orders,
    unwell,
    leaving,
    runs,
    pass: (ms = 5_000) => timeline.run(ms, () => {}),
    where: () =>
      config.services
        .flatMap(({ id, name }) => {
          const entry = desk.entry(id);
          return entry?.state === 'started' ? [`${name}@${entry.owner}`] : [];
        })
        .join(' '),
  };
  return result;
}
