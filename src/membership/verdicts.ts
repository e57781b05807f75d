/**
 * Calls for verdicts on silent peers when they are due, and doubts itself first.
 *
 * Somebody may seem silent because this node stood still, with heartbeats waiting in its sockets. So a verdict falls one
 * turn after it is due; after a long stall, one fresh keepalive later.
 */
import type { Cancel, Clock, Log, Millis } from '#src/host/ports.ts';
import type { Detector, PeerChange } from './detector.ts';

export interface Verdicts {
  /** What is due may have changed: something was heard. */
  arm(): void;
  stop(): void;
}

export interface VerdictsDeps {
  readonly detector: Detector;
  readonly keepalive: Millis;
  readonly warntime: Millis;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (change: PeerChange) => void;
}

export function createVerdicts(deps: VerdictsDeps): Verdicts {
  const { detector, keepalive, warntime, clock, log } = deps;
  let timer: Cancel = () => {};
  /** When it fires. */
  let armedFor: Millis = Infinity;
  /** A verdict is being thought over: what is heard meanwhile must not put it off for ever. */
  let doubting = false;
  let stopped = false;

  function arm(): void {
    if (doubting || stopped) return;
    const due = detector.nextCheck();
    // Each heartbeat puts the verdict off: a timer that fires too early looks again, so it need not be set anew.
    if (due === undefined || due >= armedFor) return;
    timer();
    armedFor = due;
    timer = clock.after(Math.max(due - clock.now(), 0), look);
  }

  function look(): void {
    armedFor = Infinity;
    const due = detector.nextCheck();
    if (due === undefined || due > clock.now()) arm();
    else doubt(due);
  }

  function doubt(due: Millis): void {
    doubting = true;
    const stalled = clock.now() - due;
    const long = stalled > warntime;
    if (long) log.warn({ stalledMs: Math.round(stalled) }, 'this node stood still; judging nobody yet');
    const pause = long ? keepalive : 1;
    const judgeAt = clock.now() + pause;
    timer = clock.after(pause, () => {
      if (clock.now() - judgeAt > warntime) return doubt(judgeAt);
      doubting = false;
      for (const change of detector.check(clock.now())) deps.changed(change);
      arm();
    });
  }

  return {
    arm,
    stop() {
      stopped = true;
      timer();
    },
  };
}
