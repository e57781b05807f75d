/** Looks at the resources of running services at their intervals, and says once when one of them has failed. */
import type { MonitorResult } from '#src/agents/agent.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { LocalEvent } from './local-types.ts';
import { startOrder } from './order.ts';
import type { ResourceRunner } from './resource-runner.ts';
import type { Slots } from './slots.ts';

export interface Monitoring {
  /** Replaces a monitoring of the same service. The first look comes after one interval, or `now`. */
  begin(service: ServiceConfig, first: 'interval' | 'now'): void;
  /** Resolves when no look at the service is in hand any more. */
  end(serviceId: string): Promise<void>;
  endAll(): Promise<void>;
}

export interface MonitoringDeps {
  readonly clock: Clock;
  readonly runner: ResourceRunner;
  /** Looks at the same time, all services together. */
  readonly slots: Slots;
  /** The monitoring of the service has ended with this. */
  readonly failed: (service: string, resource: string, reason: string) => void;
  readonly reported: (event: LocalEvent) => void;
}

interface Session {
  readonly service: ServiceConfig;
  readonly over: AbortController;
  readonly timers: Set<Cancel>;
  readonly watches: Set<() => void>;
  /** Looks under way. */
  readonly inHand: Set<Promise<MonitorResult>>;
}

interface Look {
  readonly depth: number;
  readonly interval: Millis;
  readonly timeout: Millis;
}

export function createMonitoring(deps: MonitoringDeps): Monitoring {
  const sessions = new Map<string, Session>();
  /** What was told last, by service and resource. */
  const degraded = new Map<string, string>();

  function begin(service: ServiceConfig, first: 'interval' | 'now'): void {
    void end(service.id);
    const over = new AbortController();
    const session: Session = { service, over, timers: new Set(), watches: new Set(), inHand: new Set() };
    sessions.set(service.id, session);
    for (const resource of startOrder(service)) void beginResource(session, resource, first);
  }

  async function beginResource(
    session: Session,
    resource: ResourceConfig,
    first: 'interval' | 'now',
  ): Promise<void> {
    const { monitors } = await deps.runner.timing(session.service.id, resource);
    if (session.over.signal.aborted) return;
    // One look at a resource at a time, whatever its depth.
    let lane = Promise.resolve();
    const again = (look: Look, delay: Millis): void => {
      later(session, delay, () => {
        lane = lane.then(() => check(session, resource, look)).then(() => again(look, look.interval));
      });
    };
    for (const look of monitors.filter(({ interval }) => interval > 0)) {
      again(look, first === 'now' && look.depth === 0 ? 0 : look.interval);
    }
    const cheapest = monitors.find(({ depth }) => depth === 0) ?? { depth: 0, interval: 0, timeout: 20_000 };
    const stopWatch = deps.runner.watch(session.service.id, resource, () => {
      if (session.over.signal.aborted) return;
      lane = lane.then(() => check(session, resource, cheapest));
    });
    session.watches.add(stopWatch);
    if (session.over.signal.aborted) stopWatch();
  }

  /** Never rejects. */
  async function check(session: Session, resource: ResourceConfig, look: Look): Promise<void> {
    const { signal } = session.over;
    const release = await deps.slots.acquire();
    if (!signal.aborted) {
      const asked = { service: session.service.id, depth: look.depth, timeout: look.timeout, probe: false };
      const looking = deps.runner.monitor(resource, asked, signal);
      session.inHand.add(looking);
      const result = await looking;
      session.inHand.delete(looking);
      if (!signal.aborted) judge(session, resource, result);
    }
    release();
  }

  function judge(session: Session, resource: ResourceConfig, { status, reason }: MonitorResult): void {
    const service = session.service.id;
    switch (status) {
      case 'running':
        tellDegraded(service, resource, '');
        return;
      case 'degraded':
        tellDegraded(service, resource, reason || 'degraded');
        return;
      case 'unknown':
      case 'failed':
      case 'not-running': {
        void end(service);
        const verdict = status === 'unknown' ? 'its state could not be told' : status.replace('-', ' ');
        deps.failed(service, resource.id, reason === '' ? verdict : `${verdict}: ${reason}`);
      }
    }
  }

  function tellDegraded(service: string, resource: ResourceConfig, reason: string): void {
    const key = `${service} ${resource.id}`;
    if ((degraded.get(key) ?? '') === reason) return;
    if (reason === '') degraded.delete(key);
    else degraded.set(key, reason);
    deps.reported({ type: 'degraded', service, resource: resource.id, reason });
  }

  async function end(serviceId: string): Promise<void> {
    const session = sessions.get(serviceId);
    if (session === undefined) return;
    sessions.delete(serviceId);
    session.over.abort('over');
    for (const cancel of session.timers) cancel();
    for (const stopWatch of session.watches) stopWatch();
    await Promise.all(session.inHand);
  }

  function later(session: Session, delay: Millis, fn: () => void): void {
    if (session.over.signal.aborted) return;
    const cancel = deps.clock.after(delay, () => {
      session.timers.delete(cancel);
      if (!session.over.signal.aborted) fn();
    });
    session.timers.add(cancel);
  }

  return {
    begin,
    end,
    endAll: async () => {
      await Promise.all([...sessions.keys()].map(end));
    },
  };
}
