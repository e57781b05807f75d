/**
 * `<unfence>` of this node: in a new boot it gives itself back what its fence took, and takes no service before. As under
 * cman it does so as a member of a view with a majority: while somebody may still be about to fence it, or a majority works
 * without it, its disks are none of its business. A view that ends takes its agents along.
 */
import type { FenceDevice } from '#src/config/model.ts';
import { type UnfencePorts, unfenceOnce } from '#src/fencing/unfence.ts';
import type { Cancel, Millis } from '#src/host/ports.ts';
import type { EventFields } from './event-log.ts';
import type { HealthState } from './health-records.ts';
import type { Wait } from './status.ts';
import type { UnfenceNotes } from './unfence-note.ts';

export interface UnfenceDeskDeps {
  readonly nodeName: string;
  /** The running kernel. */
  readonly boot: string;
  /** Of this node, by cluster.xml as it is now. */
  readonly devices: () => readonly FenceDevice[];
  /** This node is a member of an active view that has a majority. */
  readonly mayRun: () => boolean;
  readonly ports: UnfencePorts;
  readonly notes: UnfenceNotes;
  readonly emit: (event: EventFields) => void;
  /** What `state` says has changed. */
  readonly changed: () => void;
}

export interface UnfenceDesk {
  /** Reads what an earlier daemon of this boot has done. To be awaited before this node takes part. Never rejects. */
  begin(): Promise<void>;
  /** The view, the majority or cluster.xml may have changed. */
  follow(): void;
  viewEnded(): void;
  /** Why nothing may be started here. */
  forbidsStart(): string | undefined;
  /** For the coordinator; undefined without `<unfence>`, and before the first try. */
  state(): HealthState | undefined;
  waits(): readonly Wait[];
  stop(): void;
}

const FIRST_PAUSE_MS: Millis = 1_000;
const LONGEST_PAUSE_MS: Millis = 60_000;
const LOOK_AGAIN_MS: Millis = 1_000;

interface Trouble {
  readonly attempts: number;
  readonly why: string;
  /** Wall-clock ms. */
  readonly since: Millis;
}

export function createUnfenceDesk(deps: UnfenceDeskDeps): UnfenceDesk {
  const { clock } = deps.ports;
  const began = clock.wall();
  /** What is done in this boot. */
  let done: { readonly devices: readonly string[]; readonly at: Millis } | undefined;
  let trouble: Trouble | undefined;
  let running: AbortController | undefined;
  /** Until the next try. */
  let next: { readonly cancel: Cancel; readonly at: Millis } | undefined;
  /** Until the next look whether it may be tried: a majority can come back without a word. */
  let glance: Cancel | undefined;
  let stopped = false;

  function isDone(): boolean {
    const names = namesOf(deps.devices());
    return names.length === 0 || names.join('\n') === done?.devices.join('\n');
  }

  function follow(): void {
    if (isDone()) forgetTrouble();
    if (isDone() || stopped || running !== undefined || next !== undefined) return;
    if (deps.mayRun()) void attempt();
    else
      glance ??= clock.after(LOOK_AGAIN_MS, () => {
        glance = undefined;
        follow();
      });
  }

  /** cluster.xml does not want it any more. */
  function forgetTrouble(): void {
    next?.cancel();
    next = undefined;
    trouble = undefined;
  }

  async function attempt(): Promise<void> {
    const mine = new AbortController();
    running = mine;
    const devices = deps.devices();
    if (trouble === undefined) {
      const message = `${deps.nodeName} gives itself back what its fence took (${listOf(devices)})`;
      deps.emit({ name: 'unfence.started', node: deps.nodeName, message });
    }
    const why = await unfenceOnce(devices, deps.nodeName, deps.ports, mine.signal);
    running = undefined;
    // Another view may be there already, and another cluster.xml.
    if (!mine.signal.aborted && !stopped) {
      if (why === undefined) await succeeded(devices);
      else failed(devices, why);
      deps.changed();
    }
    follow();
  }

  async function succeeded(devices: readonly FenceDevice[]): Promise<void> {
    trouble = undefined;
    done = { devices: namesOf(devices), at: clock.wall() };
    const message = `${deps.nodeName} has what its fence took again (${listOf(devices)})`;
    deps.emit({ name: 'unfence.succeeded', node: deps.nodeName, message });
    await deps.notes.write({ boot: deps.boot, ...done });
  }

  function failed(devices: readonly FenceDevice[], why: string): void {
    const attempts = (trouble?.attempts ?? 0) + 1;
    if (trouble?.why !== why) {
      const message = `${deps.nodeName} can't give itself back what its fence took (${listOf(devices)}): ${why}`;
      deps.emit({ name: 'unfence.failed', node: deps.nodeName, message });
    }
    trouble = { attempts, why, since: trouble?.since ?? clock.wall() };
    const wait = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
    const cancel = clock.after(wait, () => {
      next = undefined;
      follow();
    });
    next = { cancel, at: clock.now() + wait };
  }

  function progress(): string {
    if (trouble === undefined)
      return running === undefined ? 'it is no member of a view with a majority yet' : 'being done';
    const tried = `failed ${times(trouble.attempts)}: ${trouble.why}`;
    if (running !== undefined) return `${tried}; being tried again`;
    if (next === undefined) return `${tried}; tried again in a view with a majority`;
    return `${tried}; next try in ${Math.max(1, Math.ceil((next.at - clock.now()) / 1000))} s`;
  }

  return {
    async begin() {
      if (deps.devices().length > 0) done = await deps.notes.read(deps.boot);
    },
    follow,
    viewEnded: () => running?.abort(),
    forbidsStart() {
      if (isDone()) return undefined;
      const why = trouble === undefined ? '' : `: ${trouble.why}`;
      return `${deps.nodeName} has not given itself back yet what its fence took (${listOf(deps.devices())})${why}`;
    },
    state() {
      if (deps.devices().length === 0) return undefined;
      if (isDone()) return { ok: true, since: done?.at ?? 0, why: '' };
      return trouble === undefined ? undefined : { ok: false, since: trouble.since, why: trouble.why };
    },
    waits() {
      if (isDone()) return [];
      const what = `${deps.nodeName} gives itself back what its fence took (${listOf(deps.devices())}): ${progress()}`;
      const ends = 'all devices of its <unfence> take "on"; no service starts on it before';
      return [{ what, since: trouble?.since ?? began, until: null, ends }];
    },
    stop() {
      stopped = true;
      running?.abort();
      next?.cancel();
      glance?.();
    },
  };
}

function namesOf(devices: readonly FenceDevice[]): readonly string[] {
  return devices.map(({ name }) => name);
}

function listOf(devices: readonly FenceDevice[]): string {
  return [...new Set(namesOf(devices))].join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
