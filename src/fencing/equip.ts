/** Gives the fence machine its hands: actors that call the agents, actions that tell what happens. */
import { fromPromise } from 'xstate';
import type { FenceMethod } from '#src/config/model.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { look, powerOn, shoot, verify } from '#src/fencing/attempt.ts';
import { createComebackWatch } from '#src/fencing/comeback.ts';
import { type FenceContext, planned } from '#src/fencing/fence-context.ts';
import { fenceMachine } from '#src/fencing/fence-machine.ts';
import type { FenceProgress, FenceRequest, HelpAnswer, Helped } from '#src/fencing/fence-types.ts';
import { type MethodPlan, planMethod, type UnusableMethod } from '#src/fencing/plan.ts';
import type { AttemptPorts } from '#src/fencing/readings.ts';
import type { Millis } from '#src/host/ports.ts';

export interface Equipment {
  readonly request: FenceRequest;
  readonly attempt: AttemptPorts;
  readonly catalog: AgentCatalog;
  /** Remembers a piece of work until it has really ended. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

type Machine = typeof fenceMachine;

export function equip({ request, attempt, catalog, track }: Equipment): Machine {
  const plan = (method: FenceMethod): Promise<MethodPlan | UnusableMethod> =>
    planWith(catalog, request, method);
  const watching = createComebackWatch(attempt, plan, request.resumed === true);
  return fenceMachine.provide({
    actors: {
      watch: fromPromise(({ input, signal }) => watching.returned(input.comeback, signal)),
      settle: fromPromise(({ input, signal }) => track(watching.settle(input.methods, signal))),
      letIn: fromPromise(({ input, signal }) => watching.letIn(input.comeback, signal)),
      look: fromPromise(({ input, signal }) =>
        track(Promise.all(input.methods.map(plan)).then((plans) => look(attempt, plans, signal))),
      ),
      permit: fromPromise(({ input, signal }) => track(input.permit?.(signal) ?? Promise.resolve(undefined))),
      announce: fromPromise(({ input }) => input.announce?.() ?? Promise.resolve(true)),
      help: fromPromise(({ input, signal }) => watching.noteShots(askForHelp(input, signal))),
      plan: fromPromise(({ input }) => track(plan(input))),
      shoot: fromPromise(({ input, signal }) => track(watching.noteShots(shoot(attempt, input, signal)))),
      verify: fromPromise(({ input, signal }) =>
        track(verify(attempt, planned(input), input.shots?.readOff === true, signal)),
      ),
      powerOn: fromPromise(({ input, signal }) =>
        input.helped === undefined
          ? track(powerOn(attempt, planned(input), signal))
          : powerOnElsewhere(input, input.helped, attempt.report, signal),
      ),
    },
    actions: {
      report: (_, progress) => attempt.report(progress),
      reportWait: (_, { delay, delayWhy }) => {
        if (delay <= 0) return;
        attempt.report({ type: 'waiting', until: attempt.clock.wall() + delay, why: delayWhy });
      },
      reportHeldBack: (_, why) => attempt.report({ type: 'held-back', why }),
      reportFailure: (_, { context, wait }) =>
        attempt.report(attemptFailed(context, wait === null ? null : attempt.clock.wall() + wait)),
      reportLettingIn: (_, { request, reading }) => {
        const until = attempt.clock.wall() + (request.comeback?.patience ?? 0);
        attempt.report({ type: 'letting-in', until, reading });
      },
      reportUnhelped: (_, { context, wait }) => {
        const reason = context.failure?.reason ?? '';
        attempt.report({ type: 'unhelped', reason, retryAt: attempt.clock.wall() + wait });
      },
    },
  });
}

function askForHelp(request: FenceRequest, cancel: AbortSignal): Promise<HelpAnswer> {
  const nobody = { kind: 'failed', device: '', reason: 'there is nobody else to ask' } as const;
  return request.help?.fence(cancel) ?? Promise.resolve(nobody);
}

async function powerOnElsewhere(
  { request }: FenceContext,
  helped: Helped,
  report: AttemptPorts['report'],
  cancel: AbortSignal,
): Promise<boolean> {
  const reason = await request.help?.powerOn(helped, cancel);
  const { method } = helped.confirmation;
  if (reason === undefined) report({ type: 'powered-on', method, agentMs: 0 });
  else report({ type: 'power-on-failed', method, device: '', reason });
  return reason === undefined;
}

export async function planWith(
  catalog: AgentCatalog,
  { action, doubted }: Pick<FenceRequest, 'action' | 'doubted'>,
  method: FenceMethod,
): Promise<MethodPlan | UnusableMethod> {
  const agents = [...new Set(method.devices.map(({ agent }) => agent))];
  const known = await Promise.all(
    agents.map(async (agent) => [agent, await catalog.metadata(agent)] as const),
  );
  const abilities = new Map(known);
  return planMethod(method, action, (agent) => abilities.get(agent), doubted);
}

function attemptFailed(context: FenceContext, retryAt: Millis | null): FenceProgress {
  const { name } = context.request.target;
  const nothing = `no fence method is configured for ${name}; make sure that it is off, then: picket confirm-down ${name}`;
  return {
    type: 'attempt-failed',
    method: context.methods[context.index]?.name ?? '',
    device: context.failure?.device ?? '',
    reason: context.methods.length === 0 ? nothing : (context.failure?.reason ?? ''),
    round: context.round,
    retryAt,
  };
}
