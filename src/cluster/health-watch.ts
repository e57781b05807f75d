/** Looks at what `<health>` names on this node, each at its interval, and tells the coordinator what has changed. */
import type { ClusterConfig, HealthCheck } from '#src/config/model.ts';
import { pingOnce } from '#src/fencing/isolation.ts';
import { type Cancel, type Clock, type Commands, type Files, type Millis, pause } from '#src/host/ports.ts';
import type { Epoch, Ledger, NodeId } from '#src/membership/types.ts';
import type { Request } from '#src/wire/frames.ts';
import { lookAtCarrier } from './carrier-look.ts';
import type { EventFields } from './event-log.ts';
import {
  type HealthRecord,
  type HealthState,
  healthKey,
  healthRecord,
  sameHealth,
  UNFENCE_CHECK,
} from './health-records.ts';

export interface HealthWatchDeps {
  readonly self: NodeId;
  readonly nodeName: string;
  /** The running kernel. */
  readonly boot: string;
  readonly config: () => Pick<ClusterConfig, 'health' | 'nodes'>;
  readonly ledger: () => Ledger;
  /** Of the active view; undefined while there is none. */
  readonly epoch: () => Epoch | undefined;
  /** See UnfenceDesk.state. */
  readonly unfence: () => HealthState | undefined;
  /** Tells the coordinator; resolves with false when it could not be told. */
  readonly tell: (report: Extract<Request, { type: 'report' }>) => Promise<boolean>;
  readonly ports: {
    readonly clock: Clock;
    readonly commands: Commands;
    readonly files: Pick<Files, 'read' | 'list' | 'stat'>;
  };
  readonly emit: (event: EventFields) => void;
}

export interface HealthWatch {
  /** Begins to look, by cluster.xml as it is now; call it again when that has changed. */
  start(): void;
  /** The ledger or the view has changed: it may lack what this node has to say. */
  follow(): void;
  stop(): void;
}

/** A first failure is looked at again before it counts: services move because of it. */
const SECOND_LOOK_MS: Millis = 1_000;
const TELL_AGAIN_MS: Millis = 1_000;
const SCRIPT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const LONGEST_REASON = 200;

export function createHealthWatch(deps: HealthWatchDeps): HealthWatch {
  const { clock } = deps.ports;
  const states = new Map<string, HealthState>();
  let run = 0;
  let telling = false;
  let again: Cancel = () => {};
  /** Ends the pause before the next look, by check. */
  const wakers = new Map<string, () => void>();
  let failingElsewhere: ReadonlySet<string> = new Set();

  async function watch(check: HealthCheck, mine: number): Promise<void> {
    while (run === mine) {
      let why = await look(check, deps.ports, deps.nodeName);
      if (why !== '' && states.get(check.name)?.ok !== false) {
        await pause(clock, SECOND_LOOK_MS);
        why = await look(check, deps.ports, deps.nodeName);
      }
      if (run !== mine) return;
      found(check, why);
      await untilDue(check);
    }
  }

  /** Its interval, or until another node finds it failing. */
  function untilDue({ name, interval }: HealthCheck): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(interval, resolve);
    wakers.set(name, () => {
      timer();
      resolve();
    });
    return promise;
  }

  /** Whether this node fares any better decides whether services move here. */
  function lookWhereOthersFail(): void {
    const failing = new Set<string>();
    const { health, nodes } = deps.config();
    if (health.length === 0) return;
    for (const { id } of nodes) {
      const checks = Object.entries(healthRecord(deps.ledger(), id)?.checks ?? {});
      for (const [name, { ok }] of checks) if (!ok) failing.add(name);
    }
    for (const name of failing) {
      if (!failingElsewhere.has(name) && states.get(name)?.ok === true) wakers.get(name)?.();
    }
    failingElsewhere = failing;
  }

  function found({ name }: HealthCheck, why: string): void {
    const before = states.get(name);
    const ok = why === '';
    if (before?.ok === ok) return;
    states.set(name, { ok, since: clock.wall(), why });
    if (!ok)
      deps.emit({ name: 'health.failed', message: `health check ${name} fails on ${deps.nodeName}: ${why}` });
    else if (before !== undefined)
      deps.emit({ name: 'health.back', message: `health check ${name} passes again on ${deps.nodeName}` });
    follow();
  }

  /** What the cluster has to know; undefined while there is nothing to say. */
  function record(): HealthRecord | undefined {
    const unfence = deps.unfence();
    const known = unfence === undefined ? [...states] : [...states, [UNFENCE_CHECK, unfence] as const];
    if (known.length === 0) return undefined;
    // Always in the same order, so that equal records are equal as text.
    const checks = known.sort(([a], [b]) => (a < b ? -1 : 1));
    return { boot: deps.boot, checks: Object.fromEntries(checks) };
  }

  function follow(): void {
    const epoch = deps.epoch();
    const mine = record();
    if (epoch === undefined || mine === undefined || telling) return;
    if (sameHealth(mine, healthRecord(deps.ledger(), deps.self))) return;
    telling = true;
    const about = { service: healthKey(deps.self), resource: '', reason: JSON.stringify(mine) };
    void deps.tell({ type: 'report', epoch, ...about }).then(() => {
      telling = false;
      // Until the ledger shows it: the view may have ended with the word in it.
      again();
      if (run > 0) again = clock.after(TELL_AGAIN_MS, follow);
    });
  }

  return {
    start() {
      run += 1;
      const { health } = deps.config();
      for (const name of [...states.keys()])
        if (!health.some((check) => check.name === name)) states.delete(name);
      for (const check of health) void watch(check, run);
    },
    follow() {
      lookWhereOthersFail();
      follow();
    },
    stop() {
      run = 0;
      again();
      for (const wake of wakers.values()) wake();
    },
  };
}

/** What is wrong, one line; empty when it passes. Never rejects; settles within the check's timeout. */
async function look(
  { kind, target, timeout }: HealthCheck,
  { commands, files }: HealthWatchDeps['ports'],
  nodeName: string,
): Promise<string> {
  switch (kind) {
    case 'carrier':
      return lookAtCarrier(files, target);
    case 'ping': {
      const answer = await pingOnce(commands, target);
      return answer === 'silent' ? `${target} does not answer` : '';
    }
    case 'script': {
      const env = { PATH: SCRIPT_PATH, LC_ALL: 'C', PICKET_NODE: nodeName };
      const outcome = await commands.run({ file: target, args: [], env, timeout });
      if (outcome.kind === 'exited' && outcome.code === 0) return '';
      return outcome.kind === 'exited'
        ? lastLine(outcome.stderr) || lastLine(outcome.stdout) || `${target} exited with ${outcome.code}`
        : `${target}: ${outcome.kind}`;
    }
  }
}

function lastLine(text: string): string {
  return (text.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, LONGEST_REASON);
}
