/**
 * `picket reboot`: the node where it is said sees to it, for as long as its daemon lives; the coordinator stores the word,
 * empties the node and then tells it to go. The word stands on every member's disk until the node is back in another
 * boot (reboots.ts). Nothing is rebooted for a word that nobody waits for any more.
 */
import type { NodeConfig } from '#src/config/model.ts';
import type { Clock, Millis } from '#src/host/ports.ts';
import { sameIncarnation } from '#src/membership/epoch.ts';
import { ledgerInForce, nodeRecord } from '#src/membership/ledger.ts';
import { judgeQuorum } from '#src/membership/quorum.ts';
import type { Incarnation, Member, NodeId } from '#src/membership/types.ts';
import type { CommandResult, RestrictCommand, ResultCode } from './commands.ts';
import type { Coordinator } from './coordinator.ts';
import { type Courier, FORWARD_MS } from './courier.ts';
import { LONGEST_WAIT_MS } from './drain.ts';
import { REBOOT_QUESTION } from './member-questions.ts';
import { createRebooter, type RebootAnswer, type Rebooter, type RebooterDeps } from './rebooter.ts';
import { failing } from './reboots.ts';
import { begun, rebootAgain, remains, result, viewChanged } from './restrict-words.ts';
import { rebootKey } from './restrictions.ts';
import { votesOf } from './votes.ts';

/** What travels to the coordinator. */
export type RebootStep = { readonly node: string; readonly target: Incarnation } & (
  | { readonly step: 'begin'; readonly who: string; readonly stop: boolean; readonly asker: Member }
  | { readonly step: 'finish'; readonly within: Millis }
  | { readonly step: 'failed'; readonly why: string }
);

export interface RebootDeskDeps extends RebooterDeps {
  readonly coordinator: () => Coordinator | undefined;
  readonly forward: Courier['forward'];
  readonly ask: Courier['ask'];
  /** Resolves at the next change of the ledger, or a keepalive later. */
  readonly nextChange: () => Promise<void>;
  readonly clock: Clock;
}

export interface RebootDesk extends Pick<Rebooter, 'obey'> {
  /** An operator's word. With `wait`: the node goes down now, or why not. Never rejects. */
  say(command: RestrictCommand): Promise<CommandResult>;
  /** As coordinator. */
  sayHere(step: RebootStep): Promise<CommandResult>;
  /** This node was told to reboot, and stays. Resolves when that is recorded, or can't be. */
  stays(why: string): Promise<void>;
}

/** It looks at what it has in memory, and answers. */
const ORDER_MS: Millis = 10_000;

export function createRebootDesk(deps: RebootDeskDeps): RebootDesk {
  const { self, clock } = deps;
  const rebooter = createRebooter(deps);

  function find(name: string | undefined): NodeConfig | undefined {
    return deps.config().nodes.find((node) => node.name === name);
  }

  /** Others would stop what they run. */
  function lapse({ id, name }: NodeConfig): string | undefined {
    const members = deps.membership().agreement.activeView?.members ?? [];
    const others = members.map((member) => member.id).filter((member) => member !== id);
    if (others.length === 0) return undefined;
    const { quorate, reason } = judgeQuorum(votesOf(deps.config()), others, true);
    if (quorate) return undefined;
    return `without ${name} there is no quorum (${reason}), and everything would stop`;
  }

  async function begin(
    coordinator: Coordinator,
    node: NodeConfig,
    { target, asker, who, stop }: Extract<RebootStep, { step: 'begin' }>,
  ): Promise<CommandResult> {
    const lapsed = lapse(node);
    if (lapsed !== undefined) return result('QUORUM', `${lapsed}: nothing was rebooted`);
    const absent = notIn(coordinator, node, target);
    if (absent !== undefined) return absent;
    const { restrictions, drain } = coordinator;
    const word = { on: true, who, since: clock.wall(), ...(stop && { stop }), reboot: { target, asker } };
    if (!(await restrictions.say(rebootKey(node.id), word).inForce)) return viewChanged();
    const left = drain.left(node.id);
    const said = begun(node.name, left);
    return left.moving.length + left.stays.length === 0
      ? result('SUCCESS', `${node.name} is in standby and empty: it reboots now`)
      : { ...said, message: `${said.message}; it reboots when it is empty` };
  }

  /** Undefined while that very start of its daemon is a member. */
  function notIn({ view }: Coordinator, node: NodeConfig, target: Incarnation): CommandResult | undefined {
    const member = view.members.find(({ id }) => id === node.id);
    if (member !== undefined && sameIncarnation(member.incarnation, target)) return undefined;
    if (member !== undefined) {
      const what = member.incarnation.boot === target.boot ? 'picketd there was restarted' : 'it was booted';
      return result('FAIL', `${node.name} is not rebooted: ${what} meanwhile`);
    }
    const { standing, why } = nodeRecord(ledgerInForce(deps.membership().agreement), node.id);
    const words = `${node.name} is no member (${standing}: ${why})`;
    return result('FAIL', `${words}: it is not told to reboot`);
  }

  async function finish(
    coordinator: Coordinator,
    node: NodeConfig,
    { target, within }: Extract<RebootStep, { step: 'finish' }>,
  ): Promise<CommandResult> {
    if (hasGone(coordinator, node.id, target)) return goes(node);
    const before = wordAgainst(coordinator, node, target);
    if (before !== undefined) return before;
    const left = await coordinator.drain.done(node.id, within);
    if (left === undefined) return viewChanged();
    const now = wordAgainst(coordinator, node, target) ?? notIn(coordinator, node, target);
    if (now !== undefined) return now;
    const lapsed = lapse(node);
    if (lapsed !== undefined) return giveUp(coordinator, node, { target, why: lapsed });
    if (left.moving.length + left.stays.length > 0)
      return giveUp(coordinator, node, { target, why: remains(left) });
    const answer = await order(coordinator, node.id, target);
    if (answer instanceof Error) return result('AGAIN', `${node.name} did not answer: ${answer.message}`);
    return answer.accepted ? goes(node) : giveUp(coordinator, node, { target, why: answer.why });
  }

  /** It left as the one that was told to go. */
  function hasGone({ view }: Coordinator, id: NodeId, target: Incarnation): boolean {
    if (view.members.some((member) => member.id === id)) return false;
    const { standing, incarnation } = nodeRecord(ledgerInForce(deps.membership().agreement), id);
    return standing === 'left' && sameIncarnation(incarnation, target);
  }

  function wordAgainst(
    { restrictions }: Coordinator,
    { id, name }: NodeConfig,
    target: Incarnation,
  ): CommandResult | undefined {
    const word = restrictions.reboot(id)?.reboot;
    if (word === undefined || !sameIncarnation(word.target, target))
      return result('FAIL', `${name} is not rebooted: that has been called off, or it was booted meanwhile`);
    if (word.failed === undefined) return undefined;
    return result('FAIL', `${name} is not rebooted: ${word.failed}; ${rebootAgain(name)}`);
  }

  async function order(
    { view }: Coordinator,
    id: NodeId,
    target: Incarnation,
  ): Promise<RebootAnswer | Error> {
    const to = view.members.find((member) => member.id === id);
    if (to === undefined) return new Error('it is no member any more');
    const argument = { epoch: view.epoch, target };
    await deps.membership().doubt.confirmed();
    if (to.id === self.id) return rebooter.obey(argument);
    const reply = await deps.ask(to, REBOOT_QUESTION, argument, ORDER_MS);
    if (reply instanceof Error) return reply;
    const answer = reply as Partial<RebootAnswer>;
    if (typeof answer.accepted !== 'boolean')
      return { accepted: false, why: 'it runs a version of Picket that cannot' };
    return { accepted: answer.accepted, why: answer.why ?? '' };
  }

  /**
   * The word stays, with the reason: status shows both until somebody decides. A daemon that could not have its host
   * rebooted says so when it has been started anew, so the boot counts.
   */
  async function giveUp(
    { restrictions }: Coordinator,
    { id, name }: NodeConfig,
    { target, why }: { readonly target: Incarnation; readonly why: string },
  ): Promise<CommandResult> {
    const word = restrictions.reboot(id);
    if (word?.reboot?.target.boot === target.boot) {
      if (!(await restrictions.say(rebootKey(id), failing(word, why)).inForce)) return viewChanged();
    }
    return result('FAIL', `${name} is not rebooted: ${why}; ${rebootAgain(name)}`);
  }

  async function sayHere(step: RebootStep): Promise<CommandResult> {
    const coordinator = deps.coordinator();
    if (coordinator === undefined) return result('AGAIN', 'the coordinator changed; try again');
    const node = find(step.node);
    if (node === undefined) return result('NODE', `there is no node ${step.node} in cluster.xml`);
    switch (step.step) {
      case 'begin':
        return begin(coordinator, node, step);
      case 'finish':
        return finish(coordinator, node, step);
      case 'failed':
        return giveUp(coordinator, node, step);
    }
  }

  function once(step: RebootStep): Promise<CommandResult> {
    return deps.coordinator() === undefined ? deps.forward('reboot', step) : sayHere(step);
  }

  /** Asked of the next coordinator where one is lost: the word stands in the ledger, so it can't come to a second reboot. */
  async function until(
    deadline: Millis,
    step: (left: Millis) => RebootStep,
    again: readonly ResultCode[] = ['AGAIN'],
  ): Promise<CommandResult> {
    for (;;) {
      const said = await once(step(Math.max(0, deadline - clock.now())));
      if (!again.includes(said.code) || clock.now() >= deadline) return said;
      await deps.nextChange();
    }
  }

  return {
    sayHere,
    obey: rebooter.obey,
    async say({ node: name, who = '', wait, stop = false, timeout = LONGEST_WAIT_MS }) {
      const node = find(name);
      if (node === undefined) return result('NODE', `there is no node ${name} in cluster.xml`);
      const view = deps.membership().agreement.activeView;
      if (view === undefined) return result('QUORUM', 'this node is in no view yet: see picket status');
      const target = view.members.find(({ id }) => id === node.id)?.incarnation;
      if (target === undefined) return result('INVAL', `${node.name} is no member: nothing to reboot`);
      const about = { node: node.name, target };
      const deadline = clock.now() + Math.min(timeout, FORWARD_MS);
      const first = await once({ step: 'begin', ...about, who, stop, asker: self });
      if (first.code !== 'SUCCESS') return first;
      const rest = until(deadline, (within) => ({ step: 'finish', ...about, within }));
      return wait === true ? rest : first;
    },
    async stays(why) {
      rebooter.stays();
      const node = deps.config().nodes.find(({ id }) => id === self.id);
      if (node === undefined) return;
      const step = { step: 'failed', node: node.name, target: self.incarnation, why } as const;
      // It may not be in a view again yet.
      await until(clock.now() + FORWARD_MS, () => step, ['AGAIN', 'QUORUM']);
    },
  };
}

function goes({ name }: NodeConfig): CommandResult {
  return result('SUCCESS', `${name} is empty: it leaves the cluster and reboots`);
}
