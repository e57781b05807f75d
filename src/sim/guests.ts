/**
 * Guests of a simulated world: services of the type `simguest`, which can go to another host while they run. As with
 * libvirt: the hosts do it among themselves once it has begun, whoever asked for it; the copy on the target is paused
 * until the switch, and vanishes some seconds after its source was lost.
 */
import type { Timeline } from './clock.ts';
import type { Manner } from './happening.ts';
import type { Laws } from './laws.ts';
import type { Run } from './processes.ts';
import type { Dice } from './random.ts';

/** A host as a migration sees it. */
export interface GuestHost {
  readonly id: number;
  readonly name: string;
  readonly powered: boolean;
  /** The whole host stands still. */
  readonly paused: boolean;
}

export interface GuestParts {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly laws: Laws;
  readonly hosts: () => readonly GuestHost[];
  /** Whether one host reaches the other now. */
  readonly reaches: (from: number, to: number) => boolean;
  readonly setActive: (service: string, node: number, is: boolean, resource: string) => void;
  readonly witness: GuestWitness;
}

export interface GuestWitness {
  /** It goes on executing on the target. */
  switched(service: string, from: number, to: number): void;
  /** It ended in the middle: one of the two hosts, or what connects them, was gone. */
  torn(service: string): void;
}

export interface Guests {
  /** Something of it is there that does not execute: it comes, or was left behind. */
  hasCopy(service: string, node: number): boolean;
  migrate(run: Run, guest: Guest, target: string, manner: Manner): void;
  /** Breaks the migration from there off. */
  abort(run: Run, guest: Guest): void;
  /** Everything of it is ended there. */
  ended(service: string, node: number): void;
  powerLost(node: number): void;
}

/** A service with one resource, on a node. */
export interface Guest {
  readonly service: string;
  readonly resource: string;
  readonly node: number;
}

interface Job {
  readonly guest: Guest;
  readonly to: number;
  readonly manner: Manner;
  /** Who began it may be gone. */
  readonly exit: (code: number, words: string) => void;
  over: boolean;
}

const SHORTEST_MS = 300;
const LONGEST_MS = 4_000;
const SLOW_MS = 8_000;
/** How long a copy outlives its source (measured with libvirt). */
const CORPSE_MS = 6_700;
/** Until a source notices that its target is gone. */
const KEEPALIVE_MS = 1_000;
const STILL_MS = 200;
/** Cut at the very moment of the switch: the target runs, and the source does not know. */
const SPLIT_SWITCH = 0.3;

export function createGuests(parts: GuestParts): Guests {
  const { timeline, dice, laws, setActive, witness } = parts;
  const jobs = new Map<string, Job>();
  const copies = new Map<string, object>();
  const keyOf = (service: string, node: number): string => `${service}@${node}`;

  function host(id: number): GuestHost | undefined {
    return parts.hosts().find((one) => one.id === id);
  }

  function end(job: Job, code: number, words: string): void {
    job.over = true;
    jobs.delete(job.guest.service);
    job.exit(code, words);
  }

  /** The source goes on, and tells the target that nothing more comes. */
  function breakOff(job: Job, words: string): void {
    copies.delete(keyOf(job.guest.service, job.to));
    end(job, 1, words);
  }

  function leaveCorpse({ guest, to }: Job): void {
    const key = keyOf(guest.service, to);
    const copy = copies.get(key);
    timeline.after(CORPSE_MS, () => {
      if (copies.get(key) === copy) copies.delete(key);
    });
  }

  function finish(job: Job): void {
    if (job.over) return;
    const { service, resource, node: from } = job.guest;
    const ends = [host(from), host(job.to)];
    if (ends.some((one) => one?.paused === true)) {
      timeline.after(STILL_MS, () => finish(job));
      return;
    }
    const together = parts.reaches(from, job.to) && parts.reaches(job.to, from);
    if (!together) {
      witness.torn(service);
      if (!dice.chance(SPLIT_SWITCH)) {
        leaveCorpse(job);
        end(job, 1, 'No route to host');
        return;
      }
    } else if (job.manner === 'fail') {
      breakOff(job, 'internal error: qemu unexpectedly closed the monitor');
      return;
    }
    setActive(service, from, false, resource);
    copies.delete(keyOf(service, job.to));
    setActive(service, job.to, true, resource);
    witness.switched(service, from, job.to);
    if (together) laws.proven(service, from, resource);
    else copies.set(keyOf(service, from), {});
    end(job, together ? 0 : 1, together ? '' : 'No route to host');
  }

  return {
    hasCopy: (service, node) => copies.has(keyOf(service, node)),
    migrate(run, guest, target, manner) {
      const { service, resource, node } = guest;
      const to = parts.hosts().find(({ name }) => name === target);
      run.after(dice.between(20, 100), () => {
        const refusal = refuse(guest, to);
        if (refusal !== undefined || to === undefined) return run.exit(1, '', refusal ?? 'unknown host');
        laws.comes(service, node, to.id, resource);
        copies.set(keyOf(service, to.id), {});
        const exit: Job['exit'] = (code, words) => run.exit(code, '', words);
        const job: Job = { guest, to: to.id, manner, exit, over: false };
        jobs.set(service, job);
        if (manner === 'hang') return;
        const takes = dice.between(SHORTEST_MS, LONGEST_MS) + (manner === 'slow' ? SLOW_MS : 0);
        timeline.after(takes, () => finish(job));
      });
    },
    abort(run, { service, node }) {
      const job = jobs.get(service);
      if (job?.guest.node === node) breakOff(job, 'operation aborted: canceled by client');
      run.after(dice.between(5, 30), () => run.exit(0));
    },
    ended(service, node) {
      const job = jobs.get(service);
      if (job !== undefined && (job.guest.node === node || job.to === node))
        breakOff(job, 'operation failed');
      copies.delete(keyOf(service, node));
    },
    powerLost(node) {
      for (const job of [...jobs.values()]) {
        const { service, node: from } = job.guest;
        if (from !== node && job.to !== node) continue;
        witness.torn(service);
        job.over = true;
        jobs.delete(service);
        if (from === node) leaveCorpse(job);
        else timeline.after(KEEPALIVE_MS, () => job.exit(1, 'End of file while reading data'));
      }
      for (const key of copies.keys()) if (key.endsWith(`@${node}`)) copies.delete(key);
    },
  };

  function refuse({ service, resource, node }: Guest, to: GuestHost | undefined): string | undefined {
    if (!laws.isActive(service, node, resource)) return 'Domain not found';
    if (jobs.has(service)) return 'another migration job is already running for domain';
    if (to === undefined || !to.powered || to.paused || !parts.reaches(node, to.id))
      return 'unable to connect to server: No route to host';
    if (copies.has(keyOf(service, to.id)) || laws.isActive(service, to.id, resource))
      return 'domain is already active there';
    return undefined;
  }
}
