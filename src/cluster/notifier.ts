/**
 * Tells programs and webhooks (`<notify>`) what happens, each event in its order, and never holds up the cluster: what
 * can't be told in time is dropped, counted and said.
 *
 * What all members know from the ledger is told by the coordinator alone, so that a lost node is one notification; what
 * only one node sees, by that node.
 */
import type { ClusterConfig, NotifyConfig } from '#src/config/model.ts';
import { type Clock, type Commands, type Millis, pause, type Webhooks } from '#src/host/ports.ts';
import type { EventFields, EventLog, EventScope } from './event-log.ts';
import { bodyOf, environmentOf, matches, type Notification, shownTarget } from './notification.ts';
import type { ClusterEvent } from './status.ts';

export interface NotifierDeps {
  readonly nodeName: string;
  readonly config: () => ClusterConfig;
  readonly isCoordinator: () => boolean;
  readonly events: Pick<EventLog, 'onEvent'>;
  readonly emit: (event: EventFields) => void;
  readonly ports: {
    readonly clock: Clock;
    readonly commands: Commands;
    /** Absent where there is no network but the cluster's. */
    readonly webhooks?: Webhooks;
  };
}

export interface Notifier {
  /** cluster.xml has been reloaded. */
  reloaded(): void;
  /** Standing warnings: who can't be told. */
  warnings(): readonly string[];
  stop(): void;
}

/** Events that wait for one of them. */
const LONGEST_QUEUE = 100;
/** An address that is not reached is tried again: a failover often begins with a network that is down. */
const PAUSES_MS: readonly Millis[] = [2_000, 10_000];

interface Receiver {
  readonly config: NotifyConfig;
  readonly queue: ClusterEvent[];
  dropped: number;
  busy: boolean;
  problem: string | undefined;
}

export function createNotifier(deps: NotifierDeps): Notifier {
  const receivers = new Map<string, Receiver>();
  let stopped = false;

  function receiverOf(config: NotifyConfig): Receiver {
    const key = JSON.stringify(config);
    const known = receivers.get(key);
    if (known !== undefined) return known;
    const receiver: Receiver = { config, queue: [], dropped: 0, busy: false, problem: undefined };
    receivers.set(key, receiver);
    return receiver;
  }

  function heard(event: ClusterEvent, scope: EventScope): void {
    // What it says of itself would never end.
    if (stopped || event.name.startsWith('notify.')) return;
    if (scope === 'cluster' && !deps.isCoordinator()) return;
    for (const config of deps.config().notify ?? []) {
      if (!matches(config.events, event.name)) continue;
      const receiver = receiverOf(config);
      if (receiver.queue.length >= LONGEST_QUEUE) receiver.dropped += 1;
      else receiver.queue.push(event);
      if (!receiver.busy) void tellAll(receiver);
    }
  }

  async function tellAll(receiver: Receiver): Promise<void> {
    receiver.busy = true;
    for (let event = receiver.queue.shift(); event !== undefined; event = receiver.queue.shift()) {
      if (stopped || !receivers.has(JSON.stringify(receiver.config))) break;
      const { dropped } = receiver;
      receiver.dropped = 0;
      const problem = await tell(receiver.config, {
        cluster: deps.config().name,
        teller: deps.nodeName,
        dropped,
        event,
      });
      if (problem !== undefined) receiver.dropped += dropped + 1;
      judge(receiver, problem);
    }
    receiver.busy = false;
  }

  function judge(receiver: Receiver, problem: string | undefined): void {
    const name = `notify ${shownTarget(receiver.config)}`;
    const before = receiver.problem;
    receiver.problem = problem;
    if (problem !== undefined && before === undefined)
      deps.emit({ name: 'notify.failed', message: `${name} failed: ${problem}` });
    else if (problem === undefined && before !== undefined)
      deps.emit({ name: 'notify.ok', message: `${name} works again` });
  }

  /** What is wrong; undefined when it was told. */
  async function tell(config: NotifyConfig, notification: Notification): Promise<string | undefined> {
    if (config.kind === 'program') return run(config, notification);
    let problem = await post(config, notification);
    for (const wait of PAUSES_MS) {
      if (problem === undefined || !problem.again || stopped) break;
      await pause(deps.ports.clock, wait);
      problem = await post(config, notification);
    }
    return problem?.words;
  }

  async function run(
    { target, timeout }: NotifyConfig,
    notification: Notification,
  ): Promise<string | undefined> {
    const outcome = await deps.ports.commands.run({
      file: target,
      args: [],
      env: environmentOf(notification),
      input: bodyOf(notification),
      timeout,
    });
    switch (outcome.kind) {
      case 'exited':
        return outcome.code === 0 ? undefined : `it exited with ${outcome.code}`;
      case 'signalled':
        return `it was killed by ${outcome.signal}`;
      case 'timed-out':
        return `it did not end within ${timeout / 1000} s, and was killed`;
      case 'cancelled':
        return 'it was cancelled';
      case 'not-started':
        return outcome.reason;
    }
  }

  async function post(
    { target, timeout }: NotifyConfig,
    notification: Notification,
  ): Promise<{ readonly words: string; readonly again: boolean } | undefined> {
    const { webhooks } = deps.ports;
    if (webhooks === undefined) return { words: 'there is no way to it here', again: false };
    const outcome = await webhooks.post(target, bodyOf(notification), timeout);
    if (outcome.kind === 'failed') return { words: outcome.reason, again: true };
    const { status } = outcome;
    if (status >= 200 && status < 300) return undefined;
    return { words: `it answered with HTTP status ${status}`, again: status >= 500 || status === 429 };
  }

  const silence = deps.events.onEvent(heard);

  return {
    reloaded() {
      const wanted = new Set((deps.config().notify ?? []).map((config) => JSON.stringify(config)));
      for (const key of receivers.keys()) if (!wanted.has(key)) receivers.delete(key);
    },
    warnings: () =>
      [...receivers.values()].flatMap(({ config, problem, dropped }) =>
        problem === undefined
          ? []
          : [
              `notify ${shownTarget(config)} fails: ${problem}; ${dropped} ${dropped === 1 ? 'event was' : 'events were'} not told`,
            ],
      ),
    stop() {
      stopped = true;
      silence();
    },
  };
}
