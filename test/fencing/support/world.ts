/** What the fencing tests share: a log that can be read, devices, and waiting for progress. */
import type { FenceDevice, FenceMethod } from '#src/config/model.ts';
import type { FenceJob, FenceProgress, FenceRequest } from '#src/fencing/fence-types.ts';
import { type FencerPorts, startFence } from '#src/fencing/fencer.ts';
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import type { Log, LogFields, Millis } from '#src/host/ports.ts';

export interface ReadableLog extends Log {
  readonly lines: readonly string[];
}

export function readableLog(lines: string[] = [], inherited: LogFields = {}): ReadableLog {
  const write = (fields: LogFields, message: string): void => {
    lines.push(`${message} ${JSON.stringify({ ...inherited, ...fields })}`);
  };
  return {
    lines,
    debug: write,
    info: write,
    warn: write,
    error: write,
    child: (fields) => readableLog(lines, { ...inherited, ...fields }),
  };
}

export function device(over: Partial<FenceDevice> & { readonly agent: string }): FenceDevice {
  return { name: 'ipmi2', action: 'reboot', attributes: {}, timeout: 20_000, ...over };
}

export function method(name: string, ...devices: readonly FenceDevice[]): FenceMethod {
  return { name, devices };
}

export function request(over: Partial<FenceRequest>): FenceRequest {
  return {
    id: 'fence-1',
    target: { id: 2, name: 'node2' },
    methods: [],
    action: 'configured',
    delay: 0,
    delayWhy: '',
    precheck: 'none',
    ...over,
  };
}

export function realPorts(): FencerPorts & { readonly log: ReadableLog } {
  return { commands: createCommands(), clock: createClock(), log: readableLog() };
}

type ProgressOf<T extends FenceProgress['type']> = Extract<FenceProgress, { type: T }>;

export interface WatchedJob {
  readonly job: FenceJob;
  readonly seen: readonly FenceProgress[];
  /** The first report of this type, past or future; rejects with everything seen when it does not come in time. */
  first<T extends FenceProgress['type']>(type: T, within?: Millis): Promise<ProgressOf<T>>;
}

export function watchFence(fence: FenceRequest, ports: FencerPorts): WatchedJob {
  const seen: FenceProgress[] = [];
  let wake: () => void = () => {};
  const job = startFence(fence, ports, (progress) => {
    seen.push(progress);
    wake();
  });
  return {
    job,
    seen,
    first: (type, within = 25_000) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(
          () => reject(new Error(`no '${type}' within ${within} ms; seen: ${JSON.stringify(seen)}`)),
          within,
        );
        const before = wake;
        const check = (): void => {
          before();
          const found = seen.find((progress) => progress.type === type);
          if (found === undefined) return;
          clearTimeout(deadline);
          resolve(found as ProgressOf<typeof type>);
        };
        wake = check;
        check();
      }),
  };
}
