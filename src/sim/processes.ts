/**
 * The programs that run on a simulated host. They outlive the daemon that started them, as real ones do, and end with
 * the power. What they do is a function over the world's time.
 */
import type { Cancel, Command, CommandOutcome, Commands, ProcessId } from '#src/host/ports.ts';
import { HostError } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Life } from './life.ts';
import type { Standstill } from './standstill.ts';

/** A program: plans its work with `run.after` and ends with `run.exit`. A killed one's plans are dropped. */
export type Program = (run: Run) => void;

export interface Run {
  readonly command: Command;
  after(delay: number, fn: () => void): void;
  exit(code: number, stdout?: string, stderr?: string): void;
  /** Called when it is killed before its end. */
  onKill(fn: () => void): void;
}

export interface Processes {
  /** Undefined when the host has no such program. */
  spawn(command: Command, ended: (outcome: CommandOutcome) => void): ProcessId | undefined;
  kill(process: ProcessId): boolean;
  alive(process: ProcessId): boolean;
  /** The power went: all end, and nobody is told. */
  powerLost(): void;
  /** /proc: the pids, and the two files of each that the daemon reads. */
  list(): readonly string[];
  read(path: string): Uint8Array | undefined;
}

interface Living {
  readonly id: ProcessId;
  readonly command: Command;
  end(outcome: CommandOutcome | undefined): void;
}

/** `host`: while it stands still, its programs do. */
export function createProcesses(
  timeline: Timeline,
  programs: ReadonlyMap<string, Program>,
  host?: Standstill,
): Processes {
  const pass = host === undefined ? (fn: () => void) => fn() : (fn: () => void) => host.pass(fn);
  const living = new Map<number, Living>();
  let lastPid = 1000;

  function spawn(command: Command, ended: (outcome: CommandOutcome) => void): ProcessId | undefined {
    const program = programs.get(command.file);
    if (program === undefined) return undefined;
    const id = { pid: ++lastPid, startTicks: Math.floor(timeline.now / 10) };
    const killed: (() => void)[] = [];
    let over = false;
    living.set(id.pid, {
      id,
      command,
      end(outcome) {
        over = true;
        living.delete(id.pid);
        if (outcome?.kind !== 'exited') for (const fn of killed) fn();
        if (outcome !== undefined) ended(outcome);
      },
    });
    const later = (delay: number, fn: () => void): void => {
      timeline.after(delay, () =>
        pass(() => {
          if (!over) fn();
        }),
      );
    };
    // Not before the caller knows its id.
    later(0, () =>
      program({
        command,
        after: later,
        exit: (code, stdout = '', stderr = '') =>
          living.get(id.pid)?.end({ kind: 'exited', code, stdout, stderr }),
        onKill: (fn) => killed.push(fn),
      }),
    );
    return id;
  }

  function find({ pid, startTicks }: ProcessId): Living | undefined {
    const found = living.get(pid);
    return found?.id.startTicks === startTicks ? found : undefined;
  }

  return {
    spawn,
    kill(process) {
      const found = find(process);
      found?.end({ kind: 'signalled', signal: 'SIGTERM', stdout: '', stderr: '' });
      return found !== undefined;
    },
    alive: (process) => find(process) !== undefined,
    powerLost() {
      for (const one of [...living.values()]) one.end(undefined);
    },
    list: () => [...living.keys()].map(String),
    read(path) {
      const match = /^\/proc\/(\d+)\/(environ|stat)$/.exec(path);
      const one = match === null ? undefined : living.get(Number(match[1]));
      if (match === null || one === undefined) return undefined;
      const { pid, startTicks } = one.id;
      if (match[2] === 'stat')
        return text(`${pid} (program) S 1 ${pid} ${pid}${' 0'.repeat(15)} ${startTicks} 0`);
      return text(
        Object.entries(one.command.env)
          .map(([key, value]) => `${key}=${value}\0`)
          .join(''),
      );
    },
  };
}

/** The Commands port of one run of the daemon over the host's programs. */
export function createCommands(timeline: Timeline, processes: Processes, life: Life): Commands {
  return {
    run(command, cancel) {
      const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
      if (cancel?.aborted === true) return Promise.resolve({ kind: 'cancelled', stdout: '', stderr: '' });
      let over = false;
      const cancelled = (): void => stop('cancelled');
      let late: Cancel = () => {};
      const end = (outcome: CommandOutcome): void => {
        over = true;
        late();
        cancel?.removeEventListener('abort', cancelled);
        life.enter(() => resolve(outcome), 'input');
      };
      const id = processes.spawn(command, (outcome) => {
        if (!over) end(outcome);
      });
      if (id === undefined) return Promise.resolve({ kind: 'not-started', reason: 'no such program' });
      command.started?.(id);
      const stop = (kind: 'timed-out' | 'cancelled'): void => {
        if (over || life.over) return;
        end({ kind, stdout: '', stderr: '' });
        processes.kill(id);
      };
      late = timeline.after(command.timeout, () => life.enter(() => stop('timed-out')));
      cancel?.addEventListener('abort', cancelled);
      return promise;
    },
    follow(_program, _line, ended) {
      return timeline.after(0, () => life.enter(() => ended('a simulated host follows nothing')));
    },
    launch: () => Promise.reject(new HostError('ENOSYS', 'a simulated host launches nothing')),
    alive: (process) => processes.alive(process),
    groupAlive: (process) => processes.alive(process),
    signalGroup: (process) => processes.kill(process),
  };
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}
