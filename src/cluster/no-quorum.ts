/**
 * What a member does about its own services when it has been without quorum for no_quorum_grace: stops them, or leaves
 * them running. It touches nothing else, no record says anything until the next view, and only this node's own word
 * then tells that they are stopped.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Log, Millis } from '#src/host/ports.ts';
import type { QuorumVerdict } from '#src/membership/quorum.ts';
import { dependentsOf, stopWaves } from '#src/resources/dependents.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import type { EventFields } from './event-log.ts';
import { QUORUM_DISSOLVED } from './rgmanager-words.ts';
import type { Wait } from './status.ts';

export interface NoQuorumDeps {
  readonly config: () => ClusterConfig;
  /** Of the active view; not quorate without one. */
  readonly verdict: () => QuorumVerdict;
  readonly hasView: () => boolean;
  /** There is no view, but the nodes that are heard would be enough for one: they have not agreed yet. */
  readonly agreeing?: () => boolean;
  /** This node has left, or its daemon ends: its services are nobody's business here any more. */
  readonly exempt: () => boolean;
  /** The watchdog resets this node unless it is fed. */
  readonly armed?: () => boolean;
  /** An operator froze it: it is left alone, whatever the policy. */
  readonly frozen: (service: string) => boolean;
  readonly local: Pick<LocalServices, 'stop' | 'localState'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (event: EventFields) => void;
}

export interface NoQuorum {
  /** A view became active or ended, or its quorum changed. */
  check(): void;
  /** Why nothing is started here now, not even again in place; undefined when it may be. */
  forbidsStart(): string | undefined;
  /** What runs here has to go, and does not: its stop failed, or the watchdog is to end it. */
  mustEnd(): boolean;
  waits(): readonly Wait[];
  warnings(): readonly string[];
  stop(): void;
}

/** A stop that failed, or a service that is found running after all, is tried again after this. */
const AGAIN_MS: Millis = 5_000;

export function createNoQuorum(deps: NoQuorumDeps): NoQuorum {
  const { clock, log, emit } = deps;
  const failures = new Map<string, string>();
  /** Monotonic, since when there is no quorum; undefined while there is. */
  let since: Millis | undefined;
  /** Monotonic, since when it is being agreed on a view. */
  let agreeingSince: Millis | undefined;
  let deadline: Millis = 0;
  let wasQuorate = false;
  let told = false;
  let applied = false;
  let timer: Cancel = () => {};
  let ended = false;

  /** Without a watchdog that would end them, services are stopped. */
  function policy(): 'stop' | 'freeze' | 'self-fence' {
    const { noQuorumPolicy } = deps.config().quorum;
    return noQuorumPolicy === 'self-fence' && deps.armed?.() !== true ? 'stop' : noQuorumPolicy;
  }

  function concerned(): readonly string[] {
    // What starts first stops last.
    const services = stopWaves(deps.config().services).flat();
    return services
      .map(({ id }) => id)
      .filter((id) => deps.local.localState(id) !== 'stopped' && !deps.frozen(id));
  }

  function wallOf(at: Millis): Millis {
    return clock.wall() + (at - clock.now());
  }

  function regained(): void {
    timer();
    since = undefined;
    agreeingSince = undefined;
    wasQuorate = true;
    applied = false;
    failures.clear();
    if (told) emit({ name: 'quorum.regained', message: `quorum is back: ${deps.verdict().reason}` });
    told = false;
  }

  function lost(): void {
    const { quorum, heartbeat } = deps.config();
    since = clock.now();
    // A daemon that has just been started gets the time that any start takes.
    // Never at once: this is also the pause until the next look.
    const grace = Math.max(quorum.noQuorumGrace, heartbeat.keepalive);
    deadline = since + grace + (wasQuorate ? 0 : heartbeat.initdead);
    timer();
    timer = clock.after(deadline - since, apply);
  }

  /** Not for the moments between two views. */
  function tellOnce(): void {
    if (told || !wasQuorate) return;
    told = true;
    const left = Math.max(0, Math.round((deadline - clock.now()) / 100) / 10);
    const then = {
      stop: `the services here are stopped in ${left} s`,
      freeze: 'no other service is started here',
      'self-fence': `the watchdog is not fed any more in ${left} s, and resets this node`,
    }[policy()];
    const message = `no quorum: ${deps.verdict().reason}; unless it returns, ${then}`;
    emit({
      name: 'quorum.lost',
      message,
      data: { until: wallOf(deadline), policy: policy(), rgmanager: QUORUM_DISSOLVED },
    });
  }

  function apply(): void {
    if (ended || since === undefined) return;
    if (deps.exempt()) {
      timer = clock.after(AGAIN_MS, apply);
      return;
    }
    // A member that dies or hangs in the middle of a view change holds it up for longer than deadtime. Who is not cut
    // off keeps its services meanwhile; the grace begins with the loss of the others.
    if (!applied && deps.agreeing?.() === true) {
      lost();
      return;
    }
    tellOnce();
    const services = concerned();
    const first = !applied;
    applied = true;
    if (policy() === 'freeze') {
      if (first && services.length > 0) emit(kept(services));
      return;
    }
    if (policy() === 'self-fence') {
      timer = clock.after(AGAIN_MS, apply);
      return;
    }
    if (first && services.length > 0) {
      const message = `no quorum for too long: stopping ${services.join(', ')} here (no_quorum_policy)`;
      emit({ name: 'quorum.stopping', message, data: { services } });
    }
    void stopAll(services);
  }

  function kept(services: readonly string[]): EventFields {
    const message = `no quorum for too long: ${services.join(', ')} stay as they are here (no_quorum_policy)`;
    return { name: 'quorum.frozen', message, data: { services } };
  }

  async function stopAll(services: readonly string[]): Promise<void> {
    const stopped: string[] = [];
    for (const wave of stopWaves(deps.config().services)) {
      if (holdsOff()) break;
      // What could not be stopped may still use what it depends on: that has to wait for it.
      const due = wave.filter(({ id }) => services.includes(id) && !isInUse(id));
      await Promise.all(
        due.map(async ({ id }) => {
          const result = await deps.local.stop(id);
          if (result.ok) {
            failures.delete(id);
            stopped.push(id);
          } else if (!ended && !result.dropped) failed(id, result.reason);
        }),
      );
      if (ended) return;
      // With a quorum the coordinator decides; what still runs may be needed by what it starts here.
      if (since === undefined) break;
    }
    if (stopped.length > 0) {
      const message = `stopped for want of quorum: ${stopped.join(', ')}`;
      emit({ name: 'quorum.stopped', message, data: { services: stopped } });
    }
    if (since === undefined) return;
    timer();
    timer = clock.after(AGAIN_MS, apply);
  }

  /**
   * What this node has reported as running, the view that is being agreed on may build upon: nothing more is stopped
   * meanwhile. Not for ever, as there is no quorum.
   */
  function holdsOff(): boolean {
    if (deps.agreeing?.() !== true) {
      agreeingSince = undefined;
      return false;
    }
    agreeingSince ??= clock.now();
    return clock.now() - agreeingSince < deps.config().heartbeat.deadtime;
  }

  function isInUse(id: string): boolean {
    const { services } = deps.config();
    return dependentsOf(services, id).some((one) => deps.local.localState(one) !== 'stopped');
  }

  function failed(id: string, reason: string): void {
    if (failures.get(id) === reason) return;
    failures.set(id, reason);
    log.error({ service: id, reason }, 'a service could not be stopped, and this node has no quorum');
    const message = `${id} could not be stopped here, and may go on running without quorum: ${reason}`;
    emit({ name: 'quorum.stop-failed', service: id, message });
  }

  return {
    check() {
      if (ended) return;
      if (deps.verdict().quorate) {
        if (since !== undefined || !wasQuorate) regained();
        return;
      }
      if (since === undefined) lost();
      if (deps.hasView()) tellOnce();
    },
    forbidsStart() {
      return applied && since !== undefined && policy() !== 'freeze'
        ? `no quorum: ${deps.verdict().reason}`
        : undefined;
    },
    mustEnd() {
      if (since === undefined || !applied || deps.exempt()) return false;
      return failures.size > 0 || (policy() === 'self-fence' && concerned().length > 0);
    },
    waits() {
      if (since === undefined || deps.exempt() || (!wasQuorate && !applied)) return [];
      if (!applied && deps.agreeing?.() === true) return [];
      const { reason } = deps.verdict();
      const running = concerned().length > 0;
      const words = {
        stop: applied
          ? running
            ? 'the services here are being stopped'
            : 'the services here were stopped'
          : 'the services here will be stopped',
        freeze: 'the services here stay as they are, no other is started',
        'self-fence': 'the watchdog resets this node if it owns services',
      };
      const what = `no quorum (${reason}): ${words[policy()]}`;
      const until = applied || policy() === 'freeze' ? null : wallOf(deadline);
      return [{ what, since: wallOf(since), until, ends: 'enough nodes hear each other again' }];
    },
    warnings: () =>
      [...failures].map(
        ([id, reason]) => `${id} could not be stopped without quorum, and may run here: ${reason}`,
      ),
    stop() {
      ended = true;
      timer();
    },
  };
}
