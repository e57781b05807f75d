/**
 * This node's watchdog: opened when the daemon starts, fed from its main loop while the node is well (feeding.ts), left
 * running between two daemons, and stopped only by a node that has given everything away.
 *
 * | state    | means                                              | leaves it by                                       |
 * | -------- | -------------------------------------------------- | -------------------------------------------------- |
 * | shut     | it can't be opened, or must not be yet             | opened -> fed                                      |
 * | fed      | it is fed                                          | not well -> starving; it fails -> shut             |
 * | starving | not fed: it resets the node at the time that is told | well again -> fed; it fails -> shut              |
 * | released | the daemon ends, or the node has left              |                                                    |
 *
 * A daemon that is killed and started again and again must not keep its node alive by opening alone: without a majority
 * it opens once, which the note of the one before tells (watchdog-note.ts).
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Log, Millis, Watchdog, Watchdogs } from '#src/host/ports.ts';
import type { Epoch, Ledger, NodeId } from '#src/membership/types.ts';
import type { Request } from '#src/wire/frames.ts';
import type { EventFields } from './event-log.ts';
import { isFresh, judgeFeeding } from './feeding.ts';
import type { Wait, WatchdogStatus } from './status.ts';
import type { WatchdogNote, WatchdogNotes } from './watchdog-note.ts';
import {
  configuredTerms,
  sameTerms,
  type WatchdogTerms,
  watchdogKey,
  watchdogTerms,
} from './watchdog-terms.ts';
import { whyNotOpen } from './watchdog-words.ts';

export interface WatchdogDeskDeps {
  readonly self: NodeId;
  /** Of the kernel. */
  readonly boot: string;
  readonly config: () => ClusterConfig;
  readonly watchdogs: Watchdogs;
  readonly notes: WatchdogNotes;
  /** When this node sent the last heartbeat that a majority has echoed, see feeding.ts. */
  readonly supportedAt: () => Millis | undefined;
  /** Something runs here, or may run. */
  readonly owns: () => boolean;
  /** No view has been active since this daemon started. */
  readonly joining: () => boolean;
  /** What runs here has to stop for want of quorum, and has not. */
  readonly mustStop: () => boolean;
  readonly ledger: () => Ledger;
  /** Of the active view; undefined while there is none. */
  readonly epoch: () => Epoch | undefined;
  /** Tells the coordinator; resolves with false when it could not be told. */
  readonly tell: (report: Extract<Request, { type: 'report' }>) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (event: EventFields) => void;
}

export interface WatchdogDesk {
  /** Takes over what the daemon before left, or begins. Never rejects: a watchdog that can't be opened is tried again. */
  begin(): Promise<void>;
  /** The ledger or the view has changed: it may lack what this node has to say of its watchdog. */
  follow(): void;
  /** It resets this node unless it is fed. */
  armed(): boolean;
  /** Why nothing is started here now: the others may count this node as reset soon. */
  forbidsStart(): string | undefined;
  /** This node has given everything away and has left. */
  left(): Promise<void>;
  status(): WatchdogStatus | undefined;
  waits(): readonly Wait[];
  warnings(): readonly string[];
  /** The daemon ends: the watchdog goes on, and waits for the next one. */
  stop(): void;
}

/** A device that can't be opened is tried again: a driver may be loaded, or a program let go of it. */
const OPEN_AGAIN_MS: Millis = 15_000;
const TELL_AGAIN_MS: Millis = 1_000;
/** Feedings within one timeout, at least. */
const FEEDINGS = 5;

type Care = Pick<WatchdogNote, 'device' | 'timeout' | 'patience' | 'strict'>;

export function createWatchdogDesk(deps: WatchdogDeskDeps): WatchdogDesk {
  const { clock, log, emit, notes, boot } = deps;
  let state: 'off' | 'shut' | 'fed' | 'starving' | 'released' = 'off';
  let care: Care | undefined;
  let watchdog: Watchdog | undefined;
  /** As the daemon before left it, or this one. */
  let note: WatchdogNote | undefined;
  let isTakenOver = false;
  let fedAt: Millis = 0;
  /** Why it is shut, or starves. */
  let why = '';
  let openAt: Millis = 0;
  let opening = false;
  let inHand: Promise<void> = Promise.resolve();
  let telling = false;
  let timer: Cancel = () => {};
  let tellAgain: Cancel = () => {};

  /** Within one boot nothing gets longer or laxer: others may have been told the shorter times. */
  function follow(): void {
    if (care === undefined) return;
    const { patience, strict } = configuredTerms(deps.config(), deps.self);
    care = { ...care, patience: Math.min(care.patience, patience), strict: care.strict || strict };
    tell();
  }

  function owns(): boolean {
    // Nothing that this daemon or one before it has to do with can run in a boot that had none before.
    return isTakenOver || !deps.joining() ? deps.owns() : false;
  }

  async function open(current: Care): Promise<void> {
    opening = true;
    openAt = clock.now() + OPEN_AGAIN_MS;
    const isRunning = note !== undefined;
    const next = { boot, ...current, heard: false };
    const noted = await notes.write(next);
    try {
      if (!noted) throw new Error('the run folder can not be written');
      const opened = await deps.watchdogs.open(current.device, current.timeout, isRunning);
      if (state === 'released') return opened.close(false);
      note = next;
      watchdog = opened;
      care = { ...current, timeout: opened.timeout };
      fedAt = clock.now();
      state = 'fed';
      why = '';
      const message = `the watchdog ${current.device} (${opened.identity}) is armed: it resets this node when it is not fed for ${seconds(opened.timeout)}`;
      emit({ name: 'watchdog.armed', message, data: { timeout: opened.timeout, identity: opened.identity } });
      if (opened.timeout !== current.timeout) await notes.write({ ...next, timeout: opened.timeout });
    } catch (error) {
      if (state === 'released') return;
      if (!isRunning) await notes.forget();
      failed(whyNotOpen(current.device, error));
    } finally {
      opening = false;
    }
    tell();
  }

  function failed(words: string): void {
    watchdog = undefined;
    state = 'shut';
    if (words !== why) emit({ name: 'watchdog.failed', message: words });
    why = words;
  }

  function tick(): void {
    if (state === 'released' || care === undefined) return;
    timer = clock.after(pace(care), tick);
    const now = clock.now();
    const supportedAt = deps.supportedAt();
    const { patience, strict } = care;
    const verdict = judgeFeeding({
      ...{ now, patience, strict, supportedAt },
      owns: owns(),
      mustStop: deps.mustStop(),
    });
    if (watchdog === undefined) {
      if (!verdict.feed) why = verdict.why;
      else if (!opening && now >= openAt) inHand = open(care);
    } else if (verdict.feed) feed(watchdog);
    else starve(verdict.why);
    if (watchdog !== undefined && (!strict || isFresh(now, patience, supportedAt))) noteHeard();
  }

  function feed(open: Watchdog): void {
    try {
      open.feed();
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
      tell();
      return;
    }
    if (state === 'starving')
      emit({ name: 'watchdog.fed', message: 'the watchdog is fed again: this node is not reset' });
    state = 'fed';
    fedAt = clock.now();
    why = '';
  }

  function starve(words: string): void {
    const left = care === undefined ? 0 : fedAt + care.timeout - clock.now();
    why = words;
    if (state === 'starving') return;
    state = 'starving';
    log.error({ why: words }, 'the watchdog is not fed any more');
    const message = `the watchdog resets this node in ${seconds(left)}: ${words}`;
    emit({ name: 'watchdog.starving', message, data: { until: clock.wall() + left } });
  }

  function noteHeard(): void {
    if (note === undefined || note.heard || care === undefined) return;
    note = { boot, ...care, heard: true };
    void notes.write(note);
  }

  /** So that a majority knows by when this node has been reset, whoever coordinates it then. */
  function tell(): void {
    const epoch = deps.epoch();
    if (care === undefined || epoch === undefined || telling || state === 'released') return;
    const { patience, timeout, strict } = care;
    const mine: WatchdogTerms = { boot, armed: watchdog !== undefined, patience, timeout, strict };
    if (sameTerms(mine, watchdogTerms(deps.ledger(), deps.self))) return;
    telling = true;
    const about = { service: watchdogKey(deps.self), resource: '', reason: JSON.stringify(mine) };
    void deps.tell({ type: 'report', epoch, ...about }).then(() => {
      telling = false;
      // Until the ledger shows it: the view may have ended with the word in it.
      tellAgain();
      if (state !== 'released') tellAgain = clock.after(TELL_AGAIN_MS, tell);
    });
  }

  function pace({ timeout }: Care): Millis {
    return Math.min(deps.config().heartbeat.keepalive, timeout / FEEDINGS);
  }

  return {
    async begin() {
      const configured = deps.config().watchdog;
      note = await notes.read(boot);
      isTakenOver = note !== undefined;
      if (note === undefined && configured === undefined) return;
      const { patience, strict } = configuredTerms(deps.config(), deps.self);
      // What a daemon before has armed goes on, whatever the file says now: else it resets this node.
      care = {
        device: note?.device ?? configured?.device ?? '',
        timeout: note?.timeout ?? configured?.timeout ?? 0,
        patience: Math.min(note?.patience ?? patience, patience),
        strict: note?.strict === true || strict,
      };
      state = 'shut';
      why = 'it was opened without a majority already, and waits for one';
      if (note === undefined || note.heard || !care.strict) inHand = open(care);
      await inHand;
      tick();
    },
    follow,
    armed: () => watchdog !== undefined,
    forbidsStart() {
      if (care?.strict !== true || isFresh(clock.now(), care.patience, deps.supportedAt())) return undefined;
      return 'no majority of the nodes has heard this one lately, and its watchdog may reset it';
    },
    async left() {
      timer();
      // One that is just being opened would be fed by nobody.
      await inHand;
      tellAgain();
      if (watchdog === undefined || deps.owns()) return;
      const { nowayout } = watchdog;
      state = 'released';
      await notes.forget();
      watchdog.close(true);
      const words = nowayout
        ? 'the watchdog can not be stopped (nowayout): it resets this host unless picketd is started again'
        : 'the watchdog is stopped: this node runs nothing';
      emit({ name: 'watchdog.stopped', message: words });
    },
    status() {
      if (care === undefined) return undefined;
      const isArmed = watchdog !== undefined;
      const timeout = isArmed ? care.timeout : null;
      return { armed: isArmed, timeout, fed: isArmed ? clock.wall() - (clock.now() - fedAt) : null, why };
    },
    waits() {
      if (state !== 'starving' || care === undefined) return [];
      const since = clock.wall() - (clock.now() - fedAt);
      const what = `the watchdog resets this node: ${why}`;
      const ends = 'a majority of the nodes hears this one again, or all that runs here has stopped';
      return [{ what, since, until: since + care.timeout, ends }];
    },
    warnings() {
      const wanted = deps.config().watchdog;
      const told: string[] = [];
      if (state === 'shut') told.push(`the watchdog is not armed: ${why}`);
      if (watchdog?.isFile === true) told.push(`the watchdog is a plain file: it resets nothing by itself`);
      if (watchdog !== undefined && wanted !== undefined && wanted.timeout !== care?.timeout)
        told.push(
          `the watchdog resets this node after ${seconds(care?.timeout ?? 0)}, not ${seconds(wanted.timeout)}: it keeps its time until the host boots`,
        );
      return told;
    },
    stop() {
      timer();
      tellAgain();
      if (state === 'released') return;
      // The next daemon has the whole timeout, if this one may still give it.
      if (state === 'fed') tick();
      timer();
      state = 'released';
      watchdog?.close(false);
    },
  };
}

function seconds(ms: Millis): string {
  return `${Math.max(0, Math.round(ms / 100) / 10)} s`;
}
