/** Operators' words about nodes: fence this one; that one is down, I vouch for it. */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { FenceWish } from '#src/fencing/fence-types.ts';
import type { Clock } from '#src/host/ports.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import { sameIncarnation } from '#src/membership/epoch.ts';
import { ledgerInForce, nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import { isHeard } from '#src/membership/peer-machine.ts';
import { judgeQuorum, type QuorumVerdict } from '#src/membership/quorum.ts';
import type { Incarnation, Ledger, Member, NodeId } from '#src/membership/types.ts';
import type { CommandResult, ConfirmDownCommand, FenceCommand, ResultCode } from './commands.ts';
import type { Coordinator } from './coordinator.ts';
import { FORWARD_MS } from './courier.ts';
import { type DownWord, namedStarts, wordsThatCount } from './operator-words.ts';
import { fenceRecords } from './records.ts';
import { votesOf } from './votes.ts';

export interface OperatorDeskDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly coordinator: () => Coordinator | undefined;
  readonly forward: (command: string, argument: object) => Promise<CommandResult>;
  /** Resolves at the next change of the ledger, or a keepalive later. */
  readonly nextChange: () => Promise<void>;
  readonly clock: Clock;
}

export interface OperatorDesk {
  fence(command: FenceCommand): Promise<CommandResult>;
  confirmDown(command: ConfirmDownCommand): Promise<CommandResult>;
  /** How an operator asked for that node to be fenced. */
  wish(node: NodeId): FenceWish | undefined;
  /** An operator has this incarnation fenced: it must be no member. */
  bars(peer: Member): boolean;
  /** A view is active: wishes that it must not carry out are over. */
  viewFormed(): void;
  /** Nodes confirmed down in this start-up whose words count in a view of those who accepted, with the words for the record. */
  confirmed(acceptances: readonly Acceptance[]): ReadonlyMap<NodeId, string>;
  /** A peer is up with this incarnation: words about an earlier one are over. */
  seen(peer: NodeId, incarnation: Incarnation | undefined): void;
}

interface Asked {
  readonly incarnation: Incarnation | undefined;
  readonly wish: FenceWish;
  /** The last fence of that node when it was asked for. */
  readonly before: string | undefined;
}

export function createOperatorDesk(deps: OperatorDeskDeps): OperatorDesk {
  const asked = new Map<NodeId, Asked>();
  const confirmed = new Map<NodeId, DownWord>();

  function find(name: string): NodeConfig | undefined {
    return deps.config().nodes.find((node) => node.name === name);
  }

  async function fenceHere(node: NodeConfig, wish: FenceWish): Promise<CommandResult> {
    const membership = deps.membership();
    const { activeView, ledger } = membership.agreement;
    if (activeView === undefined) return result('QUORUM', 'this node is in no view yet: see picket status');
    if (node.fence.every(({ self }) => self === true)) return nothingToSwitch(node);
    const record = nodeRecord(ledger, node.id);
    if (record.standing !== 'member' && record.standing !== 'lost' && record.standing !== 'held') {
      const standing = `${record.standing}: ${record.why}`;
      const wayOut =
        record.standing === 'fenced'
          ? 'it counts as off; switch it on with its BMC or power button'
          : 'its power is not touched';
      return result('INVAL', `${node.name} is no member (${standing}): ${wayOut}`);
    }
    const alone = quorumWithout(node.id);
    if (!alone.quorate) return lapsed(node, alone);
    const incarnation = membership.peer(node.id)?.incarnation ?? record.incarnation;
    const mine = { incarnation, wish, before: lastFence(ledger, node.id)?.id };
    // Barred, it drops out of the next view and so becomes lost: there is one way to be fenced.
    asked.set(node.id, mine);
    membership.consider();
    return outcome(node, mine);
  }

  function nothingToSwitch({ name, fence }: NodeConfig): CommandResult {
    if (fence.length === 0) return result('INVAL', `${name} has no fence method in cluster.xml`);
    const message = `${name} has no fence device: only its own watchdog resets it, when it is not heard any more`;
    return result('INVAL', `${message}; picket standby ${name} gives its services away`);
  }

  function lapsed(node: NodeConfig, { reason }: QuorumVerdict): CommandResult {
    const message = `without ${node.name} there is no quorum (${reason}), and then nobody is fenced`;
    return result('QUORUM', `${message}: its power is not touched`);
  }

  /** Of the active view without that node. A witness may help. */
  function quorumWithout(node: NodeId): QuorumVerdict {
    const members = deps.membership().agreement.activeView?.members ?? [];
    const others = members.map(({ id }) => id).filter((id) => id !== node);
    return judgeQuorum(votesOf(deps.config()), others, true);
  }

  async function outcome(node: NodeConfig, mine: Asked): Promise<CommandResult> {
    const deadline = deps.clock.now() + FORWARD_MS;
    while (deps.clock.now() < deadline) {
      await deps.nextChange();
      const { agreement } = deps.membership();
      const { activeView } = agreement;
      const coordinator = deps.coordinator();
      // Only a coordinator knows what all members have stored. Until the next view, it may be the target itself.
      if (coordinator === undefined && activeView !== undefined && activeView.epoch.proposer !== node.id) {
        return deps.forward('fence', { node: node.name, action: mine.wish });
      }
      const ledger = ledgerInForce(agreement);
      const record = nodeRecord(ledger, node.id);
      if (coordinator !== undefined && record.standing === 'fenced') {
        return result('SUCCESS', `${node.name} is ${record.why}`);
      }
      const state = coordinator?.fences.job(node.id)?.state;
      if (state?.what === 'backing-off') {
        return result(
          'FAIL',
          `fencing ${node.name} failed: ${state.lastError}; it is tried again until it succeeds`,
        );
      }
      if (asked.get(node.id) !== mine && activeView !== undefined) return wishIsOver(node, mine, ledger);
    }
    return result('AGAIN', `${node.name} is not fenced yet; see picket status`);
  }

  /** It was started anew since, or there is no quorum to fence it any more. */
  function wishIsOver(node: NodeConfig, { before }: Asked, ledger: Ledger): CommandResult {
    const last = lastFence(ledger, node.id);
    if (last !== undefined && last.id !== before && last.record.state === 'fenced') {
      return result(
        'SUCCESS',
        `${node.name} was fenced with ${last.record.method} and has been started again`,
      );
    }
    const alone = quorumWithout(node.id);
    if (!alone.quorate) return lapsed(node, alone);
    return result('AGAIN', `${node.name} was started anew before it was fenced: see picket status`);
  }

  /** There is no ledger to change yet: the word goes into the view that it lets this node form. */
  async function confirmAtStartUp(node: NodeConfig, command: ConfirmDownCommand): Promise<CommandResult> {
    const { agreement } = deps.membership();
    const peers = deps.membership().peers();
    const heard = peers.flatMap(({ id, incarnation, state }) =>
      incarnation !== undefined && isHeard(state) ? { id, incarnation } : [],
    );
    confirmed.set(node.id, { why: wordsOf(command), knew: namedStarts(agreement, node.id), heard });
    deps.membership().confirmDown(node.id);
    const deadline = deps.clock.now() + deps.config().heartbeat.deadtime;
    while (deps.clock.now() < deadline) {
      await deps.nextChange();
      if (deps.membership().agreement.activeView !== undefined) return confirmInView(node, command);
    }
    return result('AGAIN', `noted, but not stored yet, as this node still waits: see picket status`);
  }

  /** What this node has stored says nothing of the others: the coordinator answers. */
  async function confirmInView(node: NodeConfig, command: ConfirmDownCommand): Promise<CommandResult> {
    const coordinator = deps.coordinator();
    if (coordinator === undefined) return deps.forward('confirm-down', command);
    const alive = aliveObjection(node);
    if (alive !== undefined) return alive;
    const recorded = nodeRecord(ledgerInForce(deps.membership().agreement), node.id);
    if (recorded.standing === 'fenced') return recordedAsDown(node, recorded.why);
    const why = wordsOf(command);
    const inForce = coordinator.fences.confirmDown(node.id, why);
    if (inForce === undefined)
      return result('INVAL', `${node.name} is not lost: there is nothing to confirm`);
    if (await inForce) return recordedAsDown(node, why);
    return result('AGAIN', 'the view changed before that was stored; see picket status');
  }

  function aliveObjection(node: NodeConfig): CommandResult | undefined {
    const silentFor = deps.membership().peer(node.id)?.silentFor ?? Infinity;
    if (node.id !== deps.self && silentFor >= deps.config().heartbeat.deadtime) return undefined;
    return result('INVAL', `${node.name} is alive: it was heard just now; nothing was recorded`);
  }

  return {
    async fence(command) {
      const node = find(command.node);
      if (node === undefined) return result('NODE', `there is no node ${command.node} in cluster.xml`);
      if (node.id === deps.self) {
        return result('INVAL', 'a node does not fence itself: give the command on another node');
      }
      const view = deps.membership().agreement.activeView;
      // The coordinator carries it out; when it is the target, this node takes its place.
      if (view !== undefined && deps.coordinator() === undefined && view.epoch.proposer !== node.id) {
        return deps.forward('fence', command);
      }
      return fenceHere(node, command.action);
    },
    async confirmDown(command) {
      const node = find(command.node);
      if (node === undefined) return result('NODE', `there is no node ${command.node} in cluster.xml`);
      if (deps.membership().agreement.activeView !== undefined) return confirmInView(node, command);
      return aliveObjection(node) ?? confirmAtStartUp(node, command);
    },
    wish: (node) => asked.get(node)?.wish,
    bars(peer) {
      const fence = asked.get(peer.id);
      return fence !== undefined && sameIncarnation(fence.incarnation, peer.incarnation);
    },
    viewFormed() {
      // What could not be done while there was quorum is not done unasked when it is back.
      for (const id of [...asked.keys()]) if (!quorumWithout(id).quorate) asked.delete(id);
    },
    confirmed: (acceptances) => wordsThatCount(confirmed, acceptances, deps.self),
    seen(peer, incarnation) {
      const fence = asked.get(peer);
      if (fence !== undefined && !sameIncarnation(fence.incarnation, incarnation)) asked.delete(peer);
      confirmed.delete(peer);
    },
  };
}

function lastFence(ledger: Ledger, node: NodeId): ReturnType<typeof fenceRecords>[number] | undefined {
  return fenceRecords(ledger).findLast(({ record }) => record.node === node);
}

function wordsOf({ who }: ConfirmDownCommand): string {
  return `confirmed down by ${who}`;
}

function recordedAsDown(node: NodeConfig, why: string): CommandResult {
  return result('SUCCESS', `${node.name} is recorded as down: ${why}`);
}

function result(code: ResultCode, message: string): CommandResult {
  return { code, message, owner: null };
}
