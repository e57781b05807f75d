/** The fence machine on a stage: actors that answer when the test says so, a clock that is wound by hand. */
import { expect } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import type { AttemptFailure, Look, Proof, Shots } from '#src/fencing/attempt.ts';
import type { FenceContext } from '#src/fencing/fence-context.ts';
import { fenceMachine } from '#src/fencing/fence-machine.ts';
import type { FenceHelp, FenceRequest, HelpAnswer } from '#src/fencing/fence-types.ts';
import { stepOf } from '#src/fencing/job-state.ts';
import { machineClock } from '#src/fencing/machine-clock.ts';
import type { MethodPlan, UnusableMethod } from '#src/fencing/plan.ts';
import { device, method, request } from '#test/fencing/support/world.ts';
import { type HandClock, handClock } from '#test/host/hand-clock.ts';

export const FAILED: AttemptFailure = { kind: 'failed', device: 'ipmi2', reason: 'no answer' };
export const SHOT: Shots = { kind: 'shot', agentMs: 30, shotMs: 20, readOff: false };
export const PROVEN: Proof = {
  kind: 'proven',
  evidence: 'status read off twice',
  verified: true,
  alreadyOff: false,
  agentMs: 12,
};
export const IPMI = method('ipmi', device({ agent: 'fence_ipmilan' }));
export const PDU = method('pdu', device({ name: 'pdu1', agent: 'fence_apc' }));

export const planFor = (name: string): MethodPlan => ({
  kind: 'plan',
  method: name,
  off: [],
  on: [device({ agent: 'fence_ipmilan' })],
});
export const FOUND: Look = { kind: 'found', plan: planFor('ipmi'), proof: { ...PROVEN, alreadyOff: true } };

/** For the request: what it answers is what the test says. */
export const HELP: FenceHelp = {
  fence: () => new Promise(() => {}),
  powerOn: () => new Promise(() => {}),
};
export const HELPED: HelpAnswer = {
  kind: 'helped',
  by: 3,
  name: 'node3',
  confirmation: {
    ...{ method: 'ipmi', evidence: 'status read off twice', verified: true, alreadyOff: false },
    ...{ powerOn: true, agentMs: 30, shotMs: 20 },
  },
};

interface Answers {
  look: Look;
  plan: MethodPlan | UnusableMethod;
  shoot: Shots | AttemptFailure;
  verify: Proof | AttemptFailure;
  powerOn: boolean;
  announce: boolean;
  help: HelpAnswer;
  permit: string | undefined;
  settle: string | undefined;
  letIn: undefined;
}
type Asked = { readonly name: keyof Answers; readonly method: string; readonly signal: AbortSignal };

/** The machine with actors that answer when the test says so. */
export function stage(over: Partial<FenceRequest>) {
  const clock: HandClock = handClock();
  const told: string[] = [];
  const asked: Asked[] = [];
  const watched = Promise.withResolvers<void>();
  let settle: { resolve: (answer: never) => void; reject: (error: Error) => void } | undefined;
  const actorFor = <K extends keyof Answers>(name: K, methodOf: (input: never) => string) =>
    fromPromise<Answers[K], never>(({ input, signal }) => {
      asked.push({ name, method: methodOf(input), signal });
      return new Promise((resolve, reject) => {
        settle = { resolve: resolve as (answer: never) => void, reject };
      });
    });
  const machine = fenceMachine.provide({
    actors: {
      look: actorFor('look', () => '') as never,
      plan: actorFor('plan', (input: { name: string }) => input.name) as never,
      shoot: actorFor('shoot', (input: MethodPlan) => input.method) as never,
      verify: actorFor('verify', (input: FenceContext) => input.plan?.method ?? '') as never,
      powerOn: actorFor(
        'powerOn',
        ({ helped, plan }: FenceContext) => helped?.name ?? plan?.method ?? '',
      ) as never,
      announce: actorFor('announce', () => '') as never,
      help: actorFor('help', () => '') as never,
      settle: actorFor('settle', () => '') as never,
      letIn: actorFor('letIn', () => '') as never,
      // It waits beside the pause: answered by `comesBack`.
      watch: fromPromise<void, never>(() => watched.promise) as never,
      permit: actorFor('permit', () => '') as never,
    },
    actions: {
      report: (_, progress) => void told.push(progress.type),
      reportFailure: (_, { context, wait }) =>
        void told.push(`failed ${context.failure?.reason} round ${context.round} wait ${wait}`),
      reportLettingIn: (_, { reading }) => void told.push(`let in: ${reading}`),
      reportUnhelped: (_, { context, wait }) =>
        void told.push(`unhelped ${context.failure?.reason} wait ${wait}`),
      reportWait: (_, { delay }) => void told.push(`wait ${delay}`),
    },
  });
  const actor = createActor(machine, {
    input: request({ methods: [IPMI, PDU], ...over }),
    clock: machineClock(clock),
  });
  actor.start();
  return {
    clock,
    told,
    asked,
    actor,
    step: () => stepOf(actor.getSnapshot()),
    context: () => actor.getSnapshot().context,
    last: () => asked.at(-1),
    /** Answers the actor that was asked last. */
    answer: async <K extends keyof Answers>(name: K, answer: Answers[K]) => {
      expect(asked.at(-1)?.name).toBe(name);
      settle?.resolve(answer as never);
      await new Promise((turn) => setImmediate(turn));
    },
    comesBack: async () => {
      watched.resolve();
      await new Promise((turn) => setImmediate(turn));
    },
    breakDown: async () => {
      settle?.reject(new Error('disk on fire'));
      await new Promise((turn) => setImmediate(turn));
    },
  };
}
export type Stage = ReturnType<typeof stage>;
