/** Carries orders, reports and operators' commands between the coordinator and the members, this node included. */
import type { Clock, Millis } from '#src/host/ports.ts';
import { includesMember, sameEpoch, sameMember } from '#src/membership/epoch.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Member, NodeId, View } from '#src/membership/types.ts';
import type { Operation, Reply, Request } from '#src/wire/frames.ts';
import type { CommandResult } from './commands.ts';
import type { Coordinator } from './coordinator.ts';
import { isDevicesKey } from './device-records.ts';
import { isGuestKey } from './guest-records.ts';
import { isHealthKey } from './health-records.ts';
import { isJourneyKey } from './journeys.ts';
import type { MemberDesk } from './member-desk.ts';
import { isMemberQuestion, type MemberQuestion } from './member-questions.ts';
import type { Performed } from './order-outcome.ts';
import { sameParts } from './parts-desk.ts';
import { tellSilence } from './unanswered.ts';
import { isWatchdogKey } from './watchdog-terms.ts';

type FenceOrder = Extract<Request, { type: 'fence' }>;
type ReportRequest = Extract<Request, { type: 'report' }>;

export interface CourierDeps {
  readonly self: Member;
  readonly membership: () => Membership;
  readonly memberDesk: () => MemberDesk;
  readonly coordinator: () => Coordinator | undefined;
  /** A member forwards an operator's command to this node as coordinator. */
  readonly command: (name: string, argument: unknown) => Promise<CommandResult>;
  /** A question that is for this node whether or not it coordinates. */
  readonly answer: (question: MemberQuestion, argument: unknown) => Promise<object>;
  /** Another member's question about the configuration. */
  readonly configure: (from: Member, request: Extract<Request, { type: 'configure' }>) => Promise<object>;
  /** The coordinator can't fence a lost node itself; see FenceHelper. */
  readonly fence: (from: Member, order: FenceOrder) => Promise<Reply>;
  /** The coordinator asks how long a node has not been answered here. */
  readonly silence: (from: Member, request: Extract<Request, { type: 'silence' }>) => Reply;
  /** A member tells how far a migration is, as journeys.ts writes it. */
  readonly journey?: (key: string, text: string) => void;
  /** As coordinator: a member has kept the definition of a guest. */
  readonly guestTold?: (key: string, text: string) => void;
  readonly deadtime: () => Millis;
  readonly clock: Clock;
}

export interface Courier {
  /** As coordinator of `view`: an order to one of its members. Never rejects. */
  order(view: View, node: NodeId, service: string, operation: Operation, target?: NodeId): Promise<Performed>;
  /** As member: tells all other members, and does not care who hears it. */
  spread(report: Omit<ReportRequest, 'type' | 'epoch' | 'resource'>): void;
  /**
   * As coordinator of `view`: has another member fence a node. What it answers counts in this view only: an Error when
   * that has ended. Never rejects; waits no longer than the timeout and a deadtime.
   */
  fence(
    view: View,
    node: NodeId,
    order: Omit<FenceOrder, 'type' | 'epoch' | 'version'>,
    timeout: Millis,
  ): Promise<Reply | Error>;
  /** As member: tells the coordinator; false when it could not be told. */
  tell(report: ReportRequest): Promise<boolean>;
  /** As member: an operator's command to the coordinator. Never rejects. */
  forward(command: string, argument: object): Promise<CommandResult>;
  /** A question that any member answers for itself; an Error when there is no answer. Never rejects. */
  ask(to: Member, question: MemberQuestion, argument: object, timeout: Millis): Promise<unknown>;
  /** A question about the configuration to another member; an Error when there is no answer. Never rejects. */
  configure(to: Member, step: string, argument: object, timeout: Millis): Promise<unknown>;
  /** As coordinator: how long that member has not answered that node, ms; undefined when it does not tell. Never rejects. */
  silence(view: View, member: Member, node: NodeId): Promise<Millis | undefined>;
  /** What came from a member. Never rejects. */
  handle(from: Member, request: Request): Promise<Reply>;
}

/** An order may take as long as its agents' deadlines, which are kept on the member; this only bounds the wait. */
const LONGEST_ORDER_MS: Millis = 60 * 60_000;
/** A little longer than commands wait. */
export const FORWARD_MS: Millis = 16 * 60_000;

export function createCourier(deps: CourierDeps): Courier {
  const { self } = deps;

  function takeReport(from: Member, { epoch, service, resource, reason, partial }: ReportRequest): Reply {
    if (isJourneyKey(service)) {
      deps.journey?.(service, reason);
      return { type: 'done' };
    }
    const coordinator = deps.coordinator();
    if (coordinator === undefined || !sameEpoch(coordinator.view.epoch, epoch)) {
      return refuse('not the coordinator of that view');
    }
    if (isHealthKey(service)) {
      coordinator.health.told(from.id, reason);
      return { type: 'done' };
    }
    if (isDevicesKey(service)) {
      coordinator.devicesTold(from.id, reason);
      return { type: 'done' };
    }
    if (isWatchdogKey(service)) {
      coordinator.watchdogs.told(from.id, reason);
      return { type: 'done' };
    }
    if (isGuestKey(service)) {
      deps.guestTold?.(service, reason);
      return { type: 'done' };
    }
    const { services } = coordinator;
    const entry = services.entry(service);
    if (entry === undefined) return refuse('no such service');
    if (partial !== undefined) {
      if (!sameParts(partial, entry.partial))
        services.apply(service, { type: 'parts', node: from.id, partial });
      return { type: 'done' };
    }
    const words = resource === '' ? reason : `${resource}: ${reason}`;
    services.apply(service, { type: 'resource-failed', node: from.id, reason: words });
    services.evaluate();
    return { type: 'done' };
  }

  function coordinatorMember(): Member | undefined {
    const view = deps.membership().agreement.activeView;
    return view?.members.find((member) => member.id === view.epoch.proposer);
  }

  /** The reply, or why there is none. */
  async function ask(to: Member, request: Request, timeout: Millis): Promise<Reply | Error> {
    try {
      return await deps.membership().request(to, request, timeout);
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  }

  function isMember(from: Member): boolean {
    return includesMember(deps.membership().agreement.activeView?.members ?? [], from);
  }

  async function carryOut(command: string, argument: string): Promise<object> {
    if (isMemberQuestion(command)) return deps.answer(command, JSON.parse(argument));
    if (deps.coordinator() === undefined)
      return { code: 'AGAIN', message: 'the coordinator changed; try again', owner: null };
    // Only members hold the key, and they forward what their own control API has checked.
    return deps.command(command, JSON.parse(argument));
  }

  return {
    async order(view, node, service, operation, target) {
      const member = view.members.find((one) => one.id === node);
      if (member === undefined) return { kind: 'unknown', reason: `node ${node} is no member` };
      await deps.membership().doubt.confirmed();
      const { activeView, version } = deps.membership().agreement;
      if (!sameEpoch(activeView?.epoch, view.epoch)) return { kind: 'unknown', reason: 'the view is over' };
      const going = target === undefined ? {} : { target };
      const order = { type: 'perform', epoch: view.epoch, version, service, operation, ...going } as const;
      const reply = sameMember(member, self)
        ? await deps.memberDesk().perform(self, order)
        : await ask(member, order, LONGEST_ORDER_MS);
      if (reply instanceof Error) return { kind: 'unknown', reason: reply.message };
      if (reply.type === 'performed')
        return { kind: 'done', ok: reply.ok, reason: reply.reason, state: reply.state };
      return { kind: 'unknown', reason: reply.type === 'refused' ? reply.reason : `answered ${reply.type}` };
    },
    async fence(view, node, order, timeout) {
      const member = view.members.find((one) => one.id === node);
      if (member === undefined) return new Error(`node ${node} is no member`);
      const over = (): boolean => !sameEpoch(deps.membership().agreement.activeView?.epoch, view.epoch);
      await deps.membership().doubt.confirmed();
      if (over()) return new Error('the view is over');
      const { version } = deps.membership().agreement;
      const request = { type: 'fence', epoch: view.epoch, version, ...order } as const;
      const reply = await ask(member, request, timeout + deps.deadtime());
      await deps.membership().doubt.confirmed();
      return over() ? new Error('the view is over') : reply;
    },
    async tell(report) {
      const coordinator = coordinatorMember();
      if (coordinator === undefined) return false;
      const own = sameMember(coordinator, self);
      const reply = own ? takeReport(self, report) : await ask(coordinator, report, deps.deadtime());
      return !(reply instanceof Error) && reply.type === 'done';
    },
    spread(report) {
      const view = deps.membership().agreement.activeView;
      if (view === undefined) return;
      const request = { type: 'report', epoch: view.epoch, resource: '', ...report } as const;
      for (const member of view.members)
        if (!sameMember(member, self)) void ask(member, request, deps.deadtime());
    },
    async forward(command, argument) {
      const coordinator = coordinatorMember();
      if (coordinator === undefined) {
        return { code: 'QUORUM', message: 'this node is in no view yet: see picket status', owner: null };
      }
      const request = { type: 'forward', command, argument: JSON.stringify(argument) } as const;
      const reply = await ask(coordinator, request, FORWARD_MS);
      if (reply instanceof Error) {
        return {
          code: 'AGAIN',
          message: `the coordinator could not be asked: ${reply.message}`,
          owner: null,
        };
      }
      if (reply.type === 'forwarded') return JSON.parse(reply.result) as CommandResult;
      return { code: 'AGAIN', message: `the coordinator answered ${reply.type}; try again`, owner: null };
    },
    async ask(to, question, argument, timeout) {
      const request = { type: 'forward', command: question, argument: JSON.stringify(argument) } as const;
      const reply = await ask(to, request, timeout);
      if (reply instanceof Error) return reply;
      if (reply.type === 'forwarded') return JSON.parse(reply.result) as unknown;
      return new Error(reply.type === 'refused' ? reply.reason : `it answered ${reply.type}`);
    },
    async configure(to, step, argument, timeout) {
      const epoch = deps.membership().agreement.activeView?.epoch;
      if (epoch === undefined) return new Error('this node is in no view');
      const request = { type: 'configure', epoch, step, argument: JSON.stringify(argument) } as const;
      const reply = await ask(to, request, timeout);
      if (reply instanceof Error) return reply;
      if (reply.type === 'forwarded') return JSON.parse(reply.result) as unknown;
      return new Error(reply.type === 'refused' ? reply.reason : `it answered ${reply.type}`);
    },
    async silence({ epoch }, member, node) {
      const request = { type: 'silence', epoch, node } as const;
      const reply = sameMember(member, self)
        ? tellSilence(deps.membership(), self, request)
        : await ask(member, request, deps.deadtime());
      return !(reply instanceof Error) && reply.type === 'silent' ? reply.ms : undefined;
    },
    async handle(from, request) {
      switch (request.type) {
        case 'silence':
          return tellSilence(deps.membership(), from, request);
        case 'perform':
          return deps.memberDesk().perform(from, request);
        case 'report':
          return takeReport(from, request);
        case 'forward':
          // The word would be stored by this view, and its asker, who is in another one, would not have it.
          if (!isMember(from)) return refuse('this node is in a view without you');
          return {
            type: 'forwarded',
            result: JSON.stringify(await carryOut(request.command, request.argument)),
          };
        case 'fence':
          return deps.fence(from, request);
        case 'configure':
          if (!isMember(from)) return refuse('this node is in a view without you');
          return { type: 'forwarded', result: JSON.stringify(await deps.configure(from, request)) };
        default:
          return refuse(`unexpected ${request.type}`);
      }
    },
  };
}

function refuse(reason: string): Reply {
  return { type: 'refused', reason, promised: 0 };
}
