/** What is asked of the fencer, and what it tells while it works. The owner of a job is the coordinator of a view. */
import type { FenceDevice, FenceMethod } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';

/** `configured`: what each device line of cluster.xml says. */
export type FenceWish = 'configured' | 'off' | 'reboot';

export interface FenceRequest {
  readonly id: string;
  readonly target: { readonly id: number; readonly name: string };
  /** Tried in this order, round after round. */
  readonly methods: readonly FenceMethod[];
  /** It has said "off" of the target while that was alive; see PlannedShot. */
  readonly doubted?: (device: FenceDevice) => boolean;
  readonly action: FenceWish;
  /** Before the first shot (two-node race, post_fail_delay ...). */
  readonly delay: Millis;
  /** What the delay is for, in words. */
  readonly delayWhy: string;
  /**
   * A target that reads off twice, a second apart, needs no shot. `meanwhile`: it is looked at as long as the delay lasts,
   * and the shot is not late for it, as the other side of a race counts on that; `first`: before any shot, for 5 s or the delay.
   */
  readonly precheck: 'none' | 'meanwhile' | 'first';
  /**
   * Asked after the delay, before the first shot: why this node must not shoot, or undefined. While there is a reason it
   * is asked again every few seconds. Must not reject.
   */
  readonly permit?: (cancel: AbortSignal) => Promise<string | undefined>;
  /**
   * Awaited before each first shot of a round: true when all members know that shots are under way. False when that could
   * not be: nothing is shot then, and it is asked again after a pause. Must not reject.
   */
  readonly announce?: () => Promise<boolean>;
  /** How a target that is heard again is let in; absent where it must be fenced all the same. */
  readonly comeback?: Comeback;
  /** A shot of an earlier view may have switched it off: it gets its power back, as after a shot of this job. */
  readonly resumed?: boolean;
  /** Others who may try when all methods have failed from here; absent when there is nobody. */
  readonly help?: FenceHelp;
}

/**
 * A target that could be a member again is not shot: before the first shot at once, later when all attempts have
 * verifiably ended: their agents are gone, the device has had its time, and status does not read off.
 */
export interface Comeback {
  /** It could be a member of the next view, if this job let it. */
  readonly returned: () => boolean;
  /** So long it is let in before the shots go on, ms. */
  readonly patience: Millis;
}

/** The other members of the view: a device may be reachable from some nodes only. */
export interface FenceHelp {
  /** They try one after the other, each all methods once, until one of them confirms. Must not reject. */
  fence(cancel: AbortSignal): Promise<HelpAnswer>;
  /** The second half of a reboot, from the node that has confirmed: why it failed. Must not reject. */
  powerOn(helped: Helped, cancel: AbortSignal): Promise<string | undefined>;
}

/** Another member has confirmed the target off. */
export interface Helped {
  readonly kind: 'helped';
  /** Id and name of that member. */
  readonly by: number;
  readonly name: string;
  readonly confirmation: Confirmation;
}

export type HelpAnswer =
  | Helped
  | { readonly kind: 'failed'; readonly device: string; readonly reason: string };

/** `until` and `retryAt` are wall-clock ms, for showing. No field ever holds a secret. */
export type FenceProgress =
  | { readonly type: 'waiting'; readonly until: Millis; readonly why: string }
  /** `permit` gave a reason: no shot for now. */
  | { readonly type: 'held-back'; readonly why: string }
  /** It is heard again, and not shot until then (wall clock). `reading`: what its devices said of its power, in words. */
  | { readonly type: 'letting-in'; readonly until: Millis; readonly reading: string }
  /** Just before each command that changes power. */
  | {
      readonly type: 'shot';
      readonly method: string;
      readonly device: string;
      readonly action: 'off' | 'on' | 'reboot';
    }
  | {
      readonly type: 'attempt-failed';
      readonly method: string;
      readonly device: string;
      readonly reason: string;
      /** 1 for the first pass through the methods. */
      readonly round: number;
      /** Null: the next method follows at once. */
      readonly retryAt: Millis | null;
    }
  /** The others were asked, and could not do it either. */
  | {
      readonly type: 'unhelped';
      readonly reason: string;
      readonly retryAt: Millis | null;
    }
  | ({ readonly type: 'confirmed'; readonly helper?: Helped } & Confirmation)
  | {
      readonly type: 'powered-on';
      readonly method: string;
      readonly agentMs: Millis;
    }
  /** A warning only: the target is fenced all the same. */
  | {
      readonly type: 'power-on-failed';
      readonly method: string;
      readonly device: string;
      readonly reason: string;
    }
  | { readonly type: 'cancelled' };

/** Why the target counts as off. */
export interface Confirmation {
  readonly method: string;
  /** In words: "status read off twice" ... */
  readonly evidence: string;
  /** False when no device of the method can tell the power, so that an agent's success is all there is. */
  readonly verified: boolean;
  /** No shot was needed. */
  readonly alreadyOff: boolean;
  /** Whether `powerOn` has something to do. */
  readonly powerOn: boolean;
  /** Time spent in fence agents, in the successful attempt. */
  readonly agentMs: Millis;
  /** The part of it that went into commands that change power. */
  readonly shotMs: Millis;
}

export interface FenceJobState {
  readonly what:
    | 'waiting'
    | 'shooting'
    | 'verifying'
    | 'helped'
    | 'settling'
    | 'letting-in'
    | 'backing-off'
    | 'confirmed'
    | 'powering-on'
    | 'done'
    | 'cancelled';
  /** Wall-clock ms. */
  readonly since: Millis;
  /** Wall-clock ms when it ends by itself, if that is known. */
  readonly until: Millis | null;
  readonly round: number;
  /** Methods tried so far. */
  readonly attempts: number;
  /** The method in use, or that confirmed. */
  readonly method: string;
  /** What the last failed attempt met, in words; '' if none failed. */
  readonly lastError: string;
}

export interface FenceJob {
  readonly state: FenceJobState;
  /**
   * Stops trying. Resolves when no fence agent of this job runs any more; no `confirmed` is reported after the call.
   * What an interrupted agent did to the target is unknown. Nothing happens to a job that is over.
   */
  cancel(): Promise<void>;
  /**
   * After a reload of cluster.xml. The next round uses them and begins as soon as the running attempt has failed; a
   * pause between rounds ends at once.
   */
  replaceMethods(methods: readonly FenceMethod[]): void;
  /**
   * The second half of a reboot, to be called once the fence has been recorded. Resolves when it is over, true when
   * the target has been told to power on (or nothing was to do). Never rejects. False when the fence isn't confirmed.
   */
  powerOn(): Promise<boolean>;
}
