/** The real Notify: tells systemd by its own tool, since unix datagrams are not in node's core (sd_notify(3)). */
import type { CommandOutcome, Commands, Log, Notify } from '#src/host/ports.ts';

export interface NotifyOptions {
  /** The daemon's own environment: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID, PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly commands: Commands;
  readonly log: Log;
}

/** On a starved host the tool needs seconds. Well below what picket.service allows (WatchdogSec, TimeoutStartSec). */
const CALL_TIMEOUT_MS = 20_000;
/** Of what nothing else repeats. */
const TRIES = 4;
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Calls reach systemd in order. A call that fails is logged once; systemd's own timeouts then decide. */
export function createNotify(options: NotifyOptions): Notify {
  const { env, pid, commands, log } = options;
  const socket = env['NOTIFY_SOCKET'];
  let last: Promise<void> = Promise.resolve();
  let beating = false;
  let complained = false;

  const call = (assignments: readonly string[]): Promise<CommandOutcome> =>
    commands.run({
      file: 'systemd-notify',
      // --no-block: else the tool waits up to 5 s for systemd's answer. --pid: the message counts as the daemon's.
      args: ['--no-block', `--pid=${pid}`, ...assignments],
      env: { NOTIFY_SOCKET: socket ?? '', PATH: env['PATH'] ?? USUAL_PATH },
      timeout: CALL_TIMEOUT_MS,
    });
  const send = async (assignments: readonly string[], tries: number): Promise<void> => {
    if (socket === undefined || socket === '') return;
    let outcome = await call(assignments);
    for (let left = tries - 1; left > 0 && outcome.kind === 'timed-out'; left -= 1) {
      outcome = await call(assignments);
    }
    if ((outcome.kind === 'exited' && outcome.code === 0) || complained) return;
    complained = true;
    log.warn({ outcome }, 'systemd-notify failed; systemd does not hear of this daemon');
  };
  const inOrder = (...assignments: readonly string[]): void => {
    last = last.then(() => send(assignments, TRIES));
  };

  return {
    ready: () => inOrder('READY=1'),
    status: (text) => inOrder(`STATUS=${text.replaceAll(/\s+/g, ' ')}`),
    watchdog: () => {
      // Not queued behind others, and never piling up: the next beat comes soon.
      if (beating) return;
      beating = true;
      void send(['WATCHDOG=1'], 1).finally(() => {
        beating = false;
      });
    },
    stopping: () => inOrder('STOPPING=1'),
    // The time is what Type=notify-reload asks for; Type=notify ignores it.
    reloading: () => inOrder('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    watchdogInterval: watchdogInterval(env, pid),
  };
}

/** A third of what systemd allows, as sd_watchdog_enabled(3) advises less than half. */
function watchdogInterval(env: NotifyOptions['env'], pid: number): number | undefined {
  const micros = Number(env['WATCHDOG_USEC']);
  const forPid = env['WATCHDOG_PID'];
  if (!(micros > 0) || (forPid !== undefined && Number(forPid) !== pid)) return undefined;
  return micros / 1000 / 3;
}
