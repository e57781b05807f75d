/** Looks at one running resource at its intervals, and tells how it does. */
import type { AgentTiming, MonitorResult } from '#src/agents/agent.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import { tolerate } from './independent.ts';
import type { ResourceRunner } from './resource-runner.ts';
import type { Slots } from './slots.ts';

type Look = AgentTiming['monitors'][number];

export interface WatchDeps {
  readonly clock: Clock;
  readonly runner: ResourceRunner;
  /** Looks at the same time, all services together. */
  readonly slots: Slots;
}

export interface Watched {
  readonly service: string;
  readonly resource: ResourceConfig;
  /** The first look comes after one interval, or now, at the cheapest depth. */
  readonly first: 'interval' | 'now';
  /** It runs, but not as it should; an empty reason means that it is well. */
  readonly degraded: (reason: string) => void;
  /** The looks have ended with this. */
  readonly failed: (reason: string) => void;
}

export interface ResourceWatch {
  /** Resolves when no look is in hand any more. */
  end(): Promise<void>;
}

/** A timer may fire that much before its time. */
const EARLY_MS = 1;
const CHEAPEST: Look = { depth: 0, interval: 0, timeout: 20_000 };

/**
 * Each depth has its own interval; of those that are due the deepest is used, and what is less deep counts as looked
 * at with it. An agent that says that something happened gets the cheapest look at once.
 */
export function watchResource(deps: WatchDeps, watched: Watched): ResourceWatch {
  const { clock, runner } = deps;
  const { service, resource } = watched;
  const over = new AbortController();
  const due = new Map<number, Millis>();
  let all: readonly Look[] = [];
  let failures: readonly Millis[] = [];
  let hurried = watched.first === 'now';
  let timer: Cancel = () => {};
  let stopWatch: () => void = () => {};
  let inHand: Promise<void> | undefined;

  async function begin(): Promise<void> {
    const { monitors } = await runner.timing(service, resource);
    if (over.signal.aborted) return;
    all = monitors;
    schedule(Infinity);
    const stop = runner.watch(service, resource, () => {
      hurried = true;
      arm();
    });
    if (over.signal.aborted) return stop();
    stopWatch = stop;
    arm();
  }

  /** Down to that depth everything has been looked at. */
  function schedule(depth: number): void {
    const now = clock.now();
    for (const look of all) {
      if (look.interval > 0 && look.depth <= depth) due.set(look.depth, now + look.interval);
    }
  }

  function arm(): void {
    timer();
    if (over.signal.aborted || inHand !== undefined) return;
    const at = hurried ? clock.now() : Math.min(...due.values());
    if (at !== Infinity) timer = clock.after(Math.max(0, at - clock.now()), () => void lookNow());
  }

  async function lookNow(): Promise<void> {
    const look = choose();
    if (look === undefined) return arm();
    hurried = false;
    inHand = carryOut(look);
    await inHand;
    inHand = undefined;
    arm();
  }

  function choose(): Look | undefined {
    const now = clock.now() + EARLY_MS;
    const ready = all.filter(({ depth }) => (due.get(depth) ?? Infinity) <= now);
    if (ready.length > 0)
      return ready.reduce((deepest, look) => (look.depth > deepest.depth ? look : deepest));
    return hurried ? (all.find(({ depth }) => depth === 0) ?? CHEAPEST) : undefined;
  }

  /** Never rejects. */
  async function carryOut({ depth, timeout }: Look): Promise<void> {
    const { signal } = over;
    const release = await deps.slots.acquire();
    if (!signal.aborted) {
      const result = await runner.monitor(resource, { service, depth, timeout, probe: false }, signal);
      schedule(depth);
      if (!signal.aborted) judge(result);
    }
    release();
  }

  function judge({ status, reason }: MonitorResult): void {
    switch (status) {
      case 'running':
        watched.degraded('');
        return;
      case 'degraded':
        watched.degraded(reason || 'degraded');
        return;
      case 'unknown':
      case 'failed':
      case 'not-running': {
        const verdict = status === 'unknown' ? 'its state could not be told' : status.replace('-', ' ');
        fail(reason === '' ? verdict : `${verdict}: ${reason}`);
      }
    }
  }

  function fail(reason: string): void {
    const found = tolerate(resource, failures, clock.now());
    failures = found.failures;
    if (found.tolerated) {
      const count = `${failures.length} of ${resource.maxFailures}`;
      watched.degraded(`${reason} (failed look ${count} that is tolerated)`);
      return;
    }
    void end();
    watched.failed(reason);
  }

  async function end(): Promise<void> {
    over.abort('over');
    timer();
    stopWatch();
    await inHand;
  }

  void begin();
  return { end };
}
