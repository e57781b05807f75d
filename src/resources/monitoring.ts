/** Looks at the resources of running services at their intervals, and says when one of them has failed. */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Clock } from '#src/host/ports.ts';
import { type Place, placesOf } from './independent.ts';
import type { LocalEvent } from './local-types.ts';
import type { ResourceRunner } from './resource-runner.ts';
import { type ResourceWatch, watchResource } from './resource-watch.ts';
import type { Slots } from './slots.ts';

export interface Monitoring {
  /**
   * Replaces a monitoring of the same service. The first look comes after one interval, or `now`; `now` may also name
   * the resources (Place.name) for which it does. Those in `without` are not looked at.
   */
  begin(
    service: ServiceConfig,
    first: 'interval' | 'now' | ReadonlySet<string>,
    without?: ReadonlySet<string>,
  ): void;
  /** Ends the looks at these; resolves when none of them is in hand any more. */
  pause(serviceId: string, names: readonly string[]): Promise<void>;
  /** Looks at these again, unless the monitoring of the service has ended. */
  resume(serviceId: string, places: readonly Place[]): void;
  /** Resolves when no look at the service is in hand any more. */
  end(serviceId: string): Promise<void>;
  endAll(): Promise<void>;
  /** What runs, but not well, by the last look at it; one sentence each. */
  degraded(): readonly string[];
}

export interface MonitoringDeps {
  readonly clock: Clock;
  readonly runner: ResourceRunner;
  /** Looks at the same time, all services together. */
  readonly slots: Slots;
  /** The looks at this resource (Place.name) have ended with this; those at the others go on. */
  readonly failed: (service: string, name: string, reason: string) => void;
  readonly reported: (event: LocalEvent) => void;
}

/** By the name of the resource. */
type Session = Map<string, ResourceWatch>;

export function createMonitoring(deps: MonitoringDeps): Monitoring {
  const sessions = new Map<string, Session>();
  /** What was told last, by service and resource. */
  const degraded = new Map<
    string,
    { readonly service: string; readonly resource: string; readonly reason: string }
  >();

  function watch(session: Session, service: string, place: Place, first: 'interval' | 'now'): void {
    const { resource, name } = place;
    void session.get(name)?.end();
    const own = watchResource(deps, {
      service,
      resource,
      first,
      degraded: (reason) => tellDegraded(service, name, reason),
      failed: (reason) => {
        if (session.get(name) === own) session.delete(name);
        deps.failed(service, name, reason);
      },
    });
    session.set(name, own);
  }

  function tellDegraded(service: string, resource: string, reason: string): void {
    const key = `${service} ${resource}`;
    if ((degraded.get(key)?.reason ?? '') === reason) return;
    if (reason === '') degraded.delete(key);
    else degraded.set(key, { service, resource, reason });
    deps.reported({ type: 'degraded', service, resource, reason });
  }

  async function end(serviceId: string): Promise<void> {
    const session = sessions.get(serviceId);
    if (session === undefined) return;
    sessions.delete(serviceId);
    await Promise.all([...session.values()].map((own) => own.end()));
  }

  return {
    begin(service, first, without) {
      void end(service.id);
      const session: Session = new Map();
      sessions.set(service.id, session);
      for (const place of placesOf(service)) {
        if (without?.has(place.name)) continue;
        const when = typeof first === 'string' ? first : first.has(place.name) ? 'now' : 'interval';
        watch(session, service.id, place, when);
      }
    },
    async pause(serviceId, names) {
      const session = sessions.get(serviceId);
      const paused = names.flatMap((name) => session?.get(name) ?? []);
      for (const name of names) session?.delete(name);
      await Promise.all(paused.map((own) => own.end()));
    },
    resume(serviceId, places) {
      const session = sessions.get(serviceId);
      if (session === undefined) return;
      for (const place of places) watch(session, serviceId, place, 'interval');
    },
    end,
    endAll: async () => {
      await Promise.all([...sessions.keys()].map(end));
    },
    degraded: () =>
      [...degraded.values()]
        .filter(({ service, resource }) => sessions.get(service)?.has(resource) === true)
        .map(({ service, resource, reason }) => {
          const what = resource === service ? resource : `${resource} of ${service}`;
          return `${what} runs here, but not well: ${reason}`;
        }),
  };
}
