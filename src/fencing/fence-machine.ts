/**
 * The life of one fence job: wait, try method after method until one is proven, never give up. Decides only; looking,
 * shooting, verifying and telling are actors and actions handed in by fencer.ts.
 *
 * | state             | does                                  | leaves to                                               |
 * | ----------------- | ------------------------------------- | ------------------------------------------------------- |
 * | trying.waiting    | the delay, and beside it the precheck | confirmed (off twice); asking or ready (both over)      |
 * | trying.asking     | asks whether this node may shoot      | ready; heldBack                                         |
 * | trying.heldBack   | 3 s                                   | asking                                                  |
 * | trying.ready      | (passes through)                      | lettingIn, settling (it is heard again); announcing     |
 * | trying.announcing | all members learn of what follows     | planning; unannounced                                   |
 * | .. unannounced    | 1 s                                   | announcing                                              |
 * | trying.planning   | steps of the method                   | shooting; failed (the method can't fence)               |
 * | trying.shooting   | tells every device of the method      | verifying; failed                                       |
 * | trying.verifying  | status must read off twice            | confirmed; failed                                       |
 * | trying.failed     | (passes through)                      | settling; planning (next, replaced); helping; backingOff |
 * | trying.helping    | other members try, one after another  | confirmed; backingOff; planning (replaced methods)      |
 * | trying.backingOff | 1 s, doubling up to 60 s              | again (time, replaced methods); settling (heard again)  |
 * | .. again, anew    | (pass through)                        | settling (heard again); announcing of the first method  |
 * | trying.settling   | the last shot's time, then a status   | lettingIn; announcing (it reads off, or is gone again)  |
 * | trying.lettingIn  | nothing: the views may merge          | asking or announcing (it is gone again, or time)        |
 * | confirmed         | rests until the fence is recorded     | poweringOn or done (power-on); done (cancel)            |
 * | poweringOn        | tells the devices to power on         | done                                                    |
 * | done, cancelled   | final                                 |                                                         |
 *
 * `cancel` leads from anywhere in trying to cancelled; leaving a state aborts the actor that runs in it.
 * `replace-methods` is noted anywhere in trying. Every other event is ignored.
 */
import { and, assign, fromPromise, not, setup } from 'xstate';
import type { FenceMethod } from '#src/config/model.ts';
import type { AttemptFailure, Look, Proof, Shots } from '#src/fencing/attempt.ts';
import {
  type Answer,
  backOff,
  confirmation,
  currentMethod,
  type FenceContext,
  failureOf,
  initialContext,
  kept,
  leadsOn,
  planned,
  restores,
} from '#src/fencing/fence-context.ts';
import type { FenceProgress, FenceRequest, HelpAnswer } from '#src/fencing/fence-types.ts';
import type { MethodPlan, UnusableMethod } from '#src/fencing/plan.ts';
import type { Millis } from '#src/host/ports.ts';

export type FenceEvent =
  | { readonly type: 'cancel' }
  | { readonly type: 'power-on' }
  | { readonly type: 'replace-methods'; readonly methods: readonly FenceMethod[] };

/** A look before any shot that takes longer is given up, as a shot tells as much. It may use the whole delay. */
const LOOK_LIMIT: Millis = 5_000;
const ASK_AGAIN: Millis = 3_000;
/** How the power reads of a target that is heard again; undefined when it reads off. */
type Settled = string | undefined;

const NOTHING_SENT = 'nothing was sent to its devices';
const ANNOUNCE_AGAIN: Millis = 1_000;

function notProvided(): Promise<never> {
  return Promise.reject(new Error('this actor has to be provided'));
}

/** xstate's done and error events are not among the machine's own. */
function outputOf(event: unknown): Answer | undefined {
  return (event as { readonly output?: Answer }).output;
}

function errorOf(event: unknown): unknown {
  return (event as { readonly error?: unknown }).error;
}

export const fenceMachine = setup({
  types: {
    context: {} as FenceContext,
    events: {} as FenceEvent,
    input: {} as FenceRequest,
    output: {} as boolean,
  },
  actors: {
    look: fromPromise<Look, FenceRequest>(notProvided),
    permit: fromPromise<string | undefined, FenceRequest>(notProvided),
    announce: fromPromise<boolean, FenceRequest>(notProvided),
    watch: fromPromise<void, FenceRequest>(notProvided),
    settle: fromPromise<Settled, FenceContext>(notProvided),
    letIn: fromPromise<void, FenceRequest>(notProvided),
    help: fromPromise<HelpAnswer, FenceRequest>(notProvided),
    plan: fromPromise<MethodPlan | UnusableMethod, FenceMethod>(notProvided),
    shoot: fromPromise<Shots | AttemptFailure, MethodPlan>(notProvided),
    verify: fromPromise<Proof | AttemptFailure, FenceContext>(notProvided),
    powerOn: fromPromise<boolean, FenceContext>(notProvided),
  },
  actions: {
    report: (_, _progress: FenceProgress): void => {},
    reportWait: (_, _request: FenceRequest): void => {},
    reportHeldBack: (_, _why: string): void => {},
    /** `wait` ms before the next try; null when the next method follows at once. */
    reportFailure: (
      _,
      _failure: { readonly context: FenceContext; readonly wait: Millis | null },
    ): void => {},
    reportLettingIn: (_, _words: { readonly request: FenceRequest; readonly reading: string }): void => {},
    /** The others could not do it; `wait` ms before the next round. */
    reportUnhelped: (_, _failure: { readonly context: FenceContext; readonly wait: Millis }): void => {},
    keep: assign(({ event }) => kept(outputOf(event))),
    noteFailure: assign({
      failure: ({ event }) => failureOf(outputOf(event), errorOf(event)),
      tolerated: false,
    }),
    noteReplacement: assign({
      replacement: ({ context, event }) =>
        event.type === 'replace-methods' ? event.methods : context.replacement,
    }),
    applyReplacement: assign(({ context }) =>
      context.replacement === undefined
        ? {}
        : { methods: context.replacement, replacement: undefined, fruitless: 0 },
    ),
    nextMethod: assign({ index: ({ context }) => context.index + 1 }),
    nextRound: assign({ index: 0, round: ({ context }) => context.round + 1 }),
    noteFruitless: assign({ fruitless: ({ context }) => context.fruitless + 1 }),
    beginAttempt: assign({
      attempts: ({ context }) => context.attempts + 1,
      plan: undefined,
      shots: undefined,
      helped: undefined,
    }),
  },
  guards: {
    leadsOn: ({ event }) => leadsOn(outputOf(event)),
    returned: ({ context }) => context.request.comeback?.returned() === true,
    tolerated: ({ context }) => context.tolerated,
    resumed: ({ context }) => context.request.resumed === true,
    toBeAnnounced: ({ context }) => context.request.announce !== undefined,
    othersCanTry: ({ context }) => context.request.help !== undefined && context.methods.length > 0,
    permissionNeeded: ({ context }) => context.request.permit !== undefined,
    precheckWanted: ({ context }) => context.request.precheck !== 'none',
    replaced: ({ context }) => context.replacement !== undefined,
    anotherMethod: ({ context }) => context.index + 1 < context.methods.length,
    nothingToRestore: ({ context }) => !restores(context),
  },
  delays: {
    delay: ({ context }) => context.request.delay,
    lookLimit: ({ context: { request } }) =>
      request.precheck === 'first' ? Math.max(LOOK_LIMIT, request.delay) : request.delay,
    backOff: ({ context }) => backOff(context.fruitless),
  },
}).createMachine({
  id: 'fence',
  context: ({ input }) => initialContext(input),
  output: ({ context }) => context.poweredOn,
  initial: 'trying',
  states: {
    trying: {
      initial: 'waiting',
      on: { cancel: 'cancelled', 'replace-methods': { actions: 'noteReplacement' } },
      states: {
        waiting: {
          type: 'parallel',
          entry: { type: 'reportWait', params: ({ context }) => context.request },
          states: {
            delay: {
              initial: 'running',
              states: { running: { after: { delay: 'over' } }, over: { type: 'final' } },
            },
            precheck: {
              initial: 'deciding',
              states: {
                deciding: { always: [{ guard: 'precheckWanted', target: 'looking' }, { target: 'over' }] },
                looking: {
                  after: { lookLimit: 'over' },
                  invoke: {
                    src: 'look',
                    input: ({ context }) => context.request,
                    onDone: [
                      { guard: 'leadsOn', target: '#fence.confirmed', actions: 'keep' },
                      { target: 'over' },
                    ],
                    onError: 'over',
                  },
                },
                over: { type: 'final' },
              },
            },
          },
          onDone: [
            { guard: 'permissionNeeded', target: 'asking' },
            { target: 'ready', actions: 'applyReplacement' },
          ],
        },
        ready: {
          always: [
            { guard: and(['returned', not('tolerated'), 'resumed']), target: 'settling' },
            {
              guard: and(['returned', not('tolerated')]),
              target: 'lettingIn',
              actions: {
                type: 'reportLettingIn',
                params: ({ context: { request } }) => ({ request, reading: NOTHING_SENT }),
              },
            },
            { target: 'announcing' },
          ],
        },
        announcing: {
          always: { guard: not('toBeAnnounced'), target: 'planning' },
          invoke: {
            src: 'announce',
            input: ({ context }) => context.request,
            onDone: [{ guard: ({ event }) => event.output, target: 'planning' }, { target: 'unannounced' }],
            onError: 'unannounced',
          },
        },
        unannounced: { after: { [ANNOUNCE_AGAIN]: 'announcing' } },
        asking: {
          invoke: {
            src: 'permit',
            input: ({ context }) => context.request,
            onDone: [
              {
                guard: ({ event }) => event.output === undefined,
                target: 'ready',
                actions: 'applyReplacement',
              },
              {
                target: 'heldBack',
                actions: { type: 'reportHeldBack', params: ({ event }) => event.output ?? '' },
              },
            ],
            onError: { target: 'ready', actions: 'applyReplacement' },
          },
        },
        heldBack: { after: { [ASK_AGAIN]: 'asking' } },
        planning: {
          entry: 'beginAttempt',
          invoke: {
            src: 'plan',
            input: ({ context }) => currentMethod(context),
            onDone: [
              { guard: 'leadsOn', target: 'shooting', actions: 'keep' },
              { target: 'failed', actions: 'noteFailure' },
            ],
            onError: { target: 'failed', actions: 'noteFailure' },
          },
        },
        shooting: {
          invoke: {
            src: 'shoot',
            input: ({ context }) => planned(context),
            onDone: [
              { guard: 'leadsOn', target: 'verifying', actions: 'keep' },
              { target: 'failed', actions: 'noteFailure' },
            ],
            onError: { target: 'failed', actions: 'noteFailure' },
          },
        },
        verifying: {
          invoke: {
            src: 'verify',
            input: ({ context }) => context,
            onDone: [
              { guard: 'leadsOn', target: '#fence.confirmed', actions: 'keep' },
              { target: 'failed', actions: 'noteFailure' },
            ],
            onError: { target: 'failed', actions: 'noteFailure' },
          },
        },
        failed: {
          always: [
            {
              guard: 'returned',
              target: 'settling',
              actions: { type: 'reportFailure', params: ({ context }) => ({ context, wait: null }) },
            },
            {
              guard: 'replaced',
              target: 'planning',
              actions: [
                { type: 'reportFailure', params: ({ context }) => ({ context, wait: null }) },
                'applyReplacement',
                'nextRound',
              ],
            },
            {
              guard: 'anotherMethod',
              target: 'planning',
              actions: [
                { type: 'reportFailure', params: ({ context }) => ({ context, wait: null }) },
                'nextMethod',
              ],
            },
            {
              guard: 'othersCanTry',
              target: 'helping',
              actions: { type: 'reportFailure', params: ({ context }) => ({ context, wait: null }) },
            },
            {
              target: 'backingOff',
              actions: [
                'noteFruitless',
                {
                  type: 'reportFailure',
                  params: ({ context }) => ({ context, wait: backOff(context.fruitless) }),
                },
              ],
            },
          ],
        },
        helping: {
          invoke: {
            src: 'help',
            input: ({ context }) => context.request,
            onDone: [
              { guard: 'leadsOn', target: '#fence.confirmed', actions: 'keep' },
              { target: 'unhelped', actions: 'noteFailure' },
            ],
            onError: { target: 'unhelped', actions: 'noteFailure' },
          },
        },
        unhelped: {
          always: [
            { guard: 'replaced', target: 'anew' },
            {
              target: 'backingOff',
              actions: [
                'noteFruitless',
                {
                  type: 'reportUnhelped',
                  params: ({ context }) => ({ context, wait: backOff(context.fruitless) }),
                },
              ],
            },
          ],
        },
        backingOff: {
          invoke: { src: 'watch', input: ({ context }) => context.request, onDone: 'settling' },
          after: { backOff: 'again' },
          on: { 'replace-methods': { target: 'anew', actions: 'noteReplacement' } },
        },
        again: { always: [{ guard: 'returned', target: 'settling' }, { target: 'anew' }] },
        anew: { always: { target: 'announcing', actions: ['applyReplacement', 'nextRound'] } },
        settling: {
          invoke: {
            src: 'settle',
            input: ({ context }) => context,
            onDone: [
              {
                guard: and(['returned', ({ event }) => outputOf(event) !== undefined]),
                target: 'lettingIn',
                actions: {
                  type: 'reportLettingIn',
                  params: ({ context: { request }, event }) => ({ request, reading: event.output ?? '' }),
                },
              },
              { target: 'anew' },
            ],
            onError: 'anew',
          },
        },
        lettingIn: {
          entry: assign({ tolerated: true }),
          invoke: {
            src: 'letIn',
            input: ({ context }) => context.request,
            // In a race it has been heard since: whoever goes second counts from then.
            onDone: [
              { guard: 'permissionNeeded', target: 'asking', actions: 'nextRound' },
              { target: 'anew' },
            ],
            onError: 'anew',
          },
        },
      },
    },
    confirmed: {
      entry: { type: 'report', params: ({ context }) => confirmation(context) },
      on: {
        'power-on': [
          { guard: 'nothingToRestore', target: 'done', actions: assign({ poweredOn: true }) },
          { target: 'poweringOn' },
        ],
        cancel: 'done',
      },
    },
    poweringOn: {
      invoke: {
        src: 'powerOn',
        input: ({ context }) => context,
        onDone: { target: 'done', actions: assign({ poweredOn: ({ event }) => event.output }) },
        onError: 'done',
      },
      on: { cancel: 'done' },
    },
    done: { type: 'final' },
    cancelled: { type: 'final', entry: { type: 'report', params: { type: 'cancelled' } } },
  },
});
