/** What a fence job remembers while it tries, and the pure reading of what its actors answer. Used by fence-machine.ts. */
import type { FenceMethod } from '#src/config/model.ts';
import type { AttemptFailure, Look, Proof, Shots } from '#src/fencing/attempt.ts';
import type { FenceProgress, FenceRequest, HelpAnswer, Helped } from '#src/fencing/fence-types.ts';
import type { MethodPlan, UnusableMethod } from '#src/fencing/plan.ts';
import type { Millis } from '#src/host/ports.ts';

export interface Failure {
  /** '' when it is not about one device. */
  readonly device: string;
  readonly reason: string;
}

export interface FenceContext {
  readonly request: FenceRequest;
  readonly methods: readonly FenceMethod[];
  /** Waits until the running attempt has failed. */
  readonly replacement: readonly FenceMethod[] | undefined;
  readonly round: number;
  /** Rounds that failed since the methods last changed. */
  readonly fruitless: number;
  /** The method being tried, in `methods`. */
  readonly index: number;
  readonly attempts: number;
  readonly plan: MethodPlan | undefined;
  readonly shots: Shots | undefined;
  readonly proof: Proof | undefined;
  /** Who else has confirmed it off. */
  readonly helped: Helped | undefined;
  readonly failure: Failure | undefined;
  /** It has been let in since the last attempt, and did not come: it is shot all the same. */
  readonly tolerated: boolean;
  /** Whether the target has been told to power on, or nothing was to do. */
  readonly poweredOn: boolean;
}

/** Everything the actors of the machine answer. */
export type Answer = Look | MethodPlan | UnusableMethod | Shots | Proof | AttemptFailure | HelpAnswer;

const FIRST_PAUSE: Millis = 1_000;
const LONGEST_PAUSE: Millis = 60_000;

export function initialContext(request: FenceRequest): FenceContext {
  return {
    request,
    methods: request.methods,
    replacement: undefined,
    round: 1,
    fruitless: 0,
    index: 0,
    attempts: 0,
    plan: undefined,
    shots: undefined,
    proof: undefined,
    helped: undefined,
    failure: undefined,
    tolerated: false,
    poweredOn: false,
  };
}

/** The pause after so many failed rounds: 1 s, doubling up to 60 s. */
export function backOff(fruitless: number): Millis {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.max(0, Math.min(fruitless, 30) - 1));
}

export function currentMethod(context: FenceContext): FenceMethod {
  return context.methods[context.index] ?? { name: '', devices: [] };
}

/** Whether an answer leads on; undefined (an actor that broke) does not. */
export function leadsOn(answer: Answer | undefined): boolean {
  switch (answer?.kind) {
    case 'found':
    case 'plan':
    case 'shot':
    case 'proven':
    case 'helped':
      return true;
    case 'nothing':
    case 'unusable':
    case 'failed':
    case undefined:
      return false;
  }
}

/** What of an answer is kept. */
export function kept(
  answer: Answer | undefined,
): Partial<Pick<FenceContext, 'plan' | 'shots' | 'proof' | 'helped'>> {
  switch (answer?.kind) {
    case 'found':
      return { plan: answer.plan, proof: answer.proof };
    case 'plan':
      return { plan: answer };
    case 'shot':
      return { shots: answer };
    case 'proven':
      return { proof: answer };
    case 'helped':
      return { helped: answer };
    case 'nothing':
    case 'unusable':
    case 'failed':
    case undefined:
      return {};
  }
}

export function failureOf(answer: Answer | undefined, error: unknown): Failure {
  if (answer?.kind === 'unusable' || answer?.kind === 'failed')
    return { device: answer.device, reason: answer.reason };
  return { device: '', reason: `internal error: ${error instanceof Error ? error.message : String(error)}` };
}

/** Whether powering on has something to do. A target that was found off stays off, unless a reboot was asked for. */
export function restores(context: FenceContext): boolean {
  if (context.helped !== undefined) return context.helped.confirmation.powerOn;
  const { action, resumed } = context.request;
  const wanted = context.proof?.alreadyOff !== true || action === 'reboot' || resumed === true;
  return wanted && (context.plan?.on.length ?? 0) > 0;
}

/** Throws if the machine let an unproven target through: then nothing must be told. */
export function confirmation(context: FenceContext): FenceProgress {
  const { proof, plan, shots, helped } = context;
  if (helped !== undefined) return { type: 'confirmed', helper: helped, ...helped.confirmation };
  if (proof === undefined || plan === undefined) throw new Error('confirmed without a proof');
  const { kind: _, agentMs, ...words } = proof;
  return {
    type: 'confirmed',
    method: plan.method,
    ...words,
    powerOn: restores(context),
    agentMs: agentMs + (shots?.agentMs ?? 0),
    shotMs: shots?.shotMs ?? 0,
  };
}

/** Throws if nothing was planned: the machine never gets there. */
export function planned(context: FenceContext): MethodPlan {
  if (context.plan === undefined) throw new Error('a method has to be planned before it is carried out');
  return context.plan;
}
