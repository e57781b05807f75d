/**
 * May the views of this node fence, and may they start services? Counts the votes of the members and the witness's,
 * asks for that one in time, and tells when the verdict on the active view may have changed.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Clock, Datagrams, Log, Random } from '#src/host/ports.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import { judgeQuorum, type QuorumVerdict } from '#src/membership/quorum.ts';
import type { Epoch, Member, NodeId } from '#src/membership/types.ts';
import { createWitnessClient, type Wish, type WitnessClient } from '#src/membership/witness-client.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { EventFields } from './event-log.ts';
import type { Wait, WitnessStatus } from './status.ts';
import { votesOf } from './votes.ts';

export interface QuorumWatchDeps {
  readonly self: Member;
  readonly config: () => ClusterConfig;
  readonly keys: ClusterKeys;
  readonly membership: () => Membership;
  readonly nodeName: (id: NodeId) => string;
  readonly ports: { readonly clock: Clock; readonly datagrams: Datagrams; readonly random: Random };
  readonly log: Log;
  readonly emit: (event: EventFields) => void;
  /** The verdict on the active view may have changed. */
  readonly changed: () => void;
}

export interface QuorumWatch {
  start(): Promise<void>;
  /** Whether a view of these members may fence and start services now. */
  judge(epoch: Epoch, members: readonly NodeId[]): QuorumVerdict;
  /** The verdict on the active view. */
  now(): QuorumVerdict;
  /** This node proposes: gets the witness's vote if it matters, and waits for it if it decides; two keepalives at most. */
  proposing(epoch: Epoch, members: readonly NodeId[]): Promise<void>;
  /** The witness has promised its vote to the view that this node is about to propose. */
  promised(): boolean;
  /** This node itself has the witness's vote, for its active view. */
  holdsVote(): boolean;
  useKeys(keys: ClusterKeys): void;
  /** Undefined without a witness in cluster.xml. */
  status(): WitnessStatus | undefined;
  waits(): readonly Wait[];
  warnings(): readonly string[];
  stop(): void;
}

export function createQuorumWatch(deps: QuorumWatchDeps): QuorumWatch {
  const { self, ports, log } = deps;
  const { witness, twoNode } = deps.config().quorum;
  const { keepalive, deadtime } = deps.config().heartbeat;
  let silent = false;
  let startedAt = 0;
  const client: WitnessClient | undefined =
    witness &&
    createWitnessClient({
      self,
      address: witness,
      keepalive,
      deadtime,
      keys: deps.keys,
      ...ports,
      log,
      wanted,
      changed,
      sawEpoch: (number) => deps.membership().agreement.sawEpoch(number),
    });
  const place = witness && `${witness.host} port ${witness.port}`;

  /** With and without the witness's vote. */
  function count(members: readonly NodeId[], witnessed: boolean): QuorumVerdict {
    return judgeQuorum(votesOf(deps.config()), members, witnessed);
  }

  function judge(epoch: Epoch, members: readonly NodeId[]): QuorumVerdict {
    if (client === undefined) return count(members, false);
    const trusts = epoch.proposer !== self.id && !client.state.reachable && wasQuorate(members);
    return count(members, client.granted(epoch) || trusts);
  }

  /**
   * A member that can't ask the witness relies on its coordinator, who forms a new view when the vote is gone: only in a
   * view without quorum the missing are left in the ledger as the members that they were.
   */
  function wasQuorate(members: readonly NodeId[]): boolean {
    const { ledger } = deps.membership().agreement;
    const missing = deps.config().nodes.filter(({ id }) => !members.includes(id));
    return missing.every(({ id }) => nodeRecord(ledger, id).standing !== 'member');
  }

  function now(): QuorumVerdict {
    const view = deps.membership().agreement.activeView;
    if (view === undefined) return { quorate: false, reason: 'no view' };
    return judge(view.epoch, idsOf(view.members));
  }

  function next(): Epoch {
    const { highestEpoch } = deps.membership().agreement;
    return { number: highestEpoch + 1, proposer: self.id, incarnation: self.incarnation };
  }

  /** A vote that would not make a quorum is left to the others. */
  function useful(wish: Wish): Wish | undefined {
    return count(wish.members, true).quorate ? wish : undefined;
  }

  function wanted(): Wish | undefined {
    const { agreement, waiting } = deps.membership();
    const view = agreement.activeView;
    if (view !== undefined) {
      const members = idsOf(view.members);
      // The vote may have gone to a later epoch meanwhile: it is asked for the view that would be formed with it.
      const anew = agreement.isCoordinator && !judge(view.epoch, members).quorate;
      return useful({ epoch: anew ? next() : view.epoch, members });
    }
    const { decision } = waiting;
    if (decision.kind !== 'start-up' || decision.decision.kind !== 'wait-for-all') return undefined;
    const { missing } = decision.decision;
    const members = deps.config().nodes.flatMap(({ id }) => (missing.includes(id) ? [] : id));
    return deps.config().quorum.startupFencing ? useful({ epoch: next(), members }) : undefined;
  }

  function promised(): boolean {
    return client?.granted(next()) === true;
  }

  function changed(): void {
    const isSilent =
      client !== undefined && !client.state.reachable && ports.clock.now() - startedAt >= deadtime;
    if (isSilent !== silent) {
      silent = isSilent;
      const message = silent
        ? `the witness (${place}) does not answer: its vote is missing when nodes lose each other`
        : `the witness (${place}) answers again`;
      deps.emit({ name: silent ? 'witness.silent' : 'witness.back', message });
    }
    deps.membership().consider();
    deps.changed();
  }

  return {
    async start() {
      startedAt = ports.clock.now();
      await client?.start();
    },
    judge,
    now,
    async proposing(epoch, members) {
      if (client === undefined || useful({ epoch, members }) === undefined) return;
      const asked = client.ask({ epoch, members });
      if (!count(members, false).quorate) await asked;
    },
    promised,
    holdsVote() {
      const view = deps.membership().agreement.activeView;
      return client !== undefined && view !== undefined && client.granted(view.epoch);
    },
    useKeys: (keys) => client?.useKeys(keys),
    status() {
      if (client === undefined || witness === undefined) return undefined;
      const { reachable, silentFor, grant, holders, why } = client.state;
      return {
        address: witness.host,
        port: witness.port,
        votes: witness.votes,
        reachable,
        silentFor: silentFor === undefined ? null : Math.round(silentFor),
        holders: holders.map(deps.nodeName),
        ours: grant !== undefined,
        since: grant?.since ?? null,
        why: reachable ? why : 'it does not answer',
      };
    },
    waits() {
      if (client === undefined || now().quorate) return [];
      const wish = wanted();
      if (wish === undefined) return [];
      const { reachable, holders, why } = client.state;
      const has = holders.length === 0 ? '' : ` (it is with ${holders.map(deps.nodeName).join(', ')})`;
      const state = reachable ? `${why || 'asked for'}${has}` : 'it does not answer';
      const what = `waiting for the vote of the witness (${place}): ${state}`;
      const ends = reachable
        ? 'the witness gives it to this side, or more nodes appear'
        : 'the witness answers, or more nodes appear';
      return [{ what, since: ports.clock.wall() - (ports.clock.now() - startedAt), until: null, ends }];
    },
    warnings() {
      if (!silent || twoNode) return [];
      return [`the witness (${place}) does not answer: its vote is missing when nodes lose each other`];
    },
    stop: () => client?.stop(),
  };
}

function idsOf(members: readonly Member[]): readonly NodeId[] {
  return members.map(({ id }) => id);
}
