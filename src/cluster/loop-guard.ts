/**
 * Keeps a node out that comes back although it and a member have fenced each other too often: it is not asked into the
 * view until an operator lets it in or an hour has passed. Never where its vote is needed, and never a member.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Clock } from '#src/host/ports.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import { isHeard } from '#src/membership/peer-machine.ts';
import { judgeQuorum } from '#src/membership/quorum.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';
import { type FenceLoop, findLoop, type LetIn, letIn, loopLimit, loopWords } from './fence-loop.ts';
import type { Wait } from './status.ts';
import { votesOf } from './votes.ts';

export interface LoopGuardDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  /** The active view may fence and start, with the witness's vote where there is one. */
  readonly quorate: () => boolean;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Pick<Clock, 'wall'>;
  readonly emit: (event: EventFields) => void;
}

export interface LoopGuard {
  /** Why that node must be no member now; undefined when it may be one. */
  bars(node: NodeId): string | undefined;
  /** An operator's word that lets it in, to be stored; undefined for a node that does not stay out. */
  invite(node: NodeId, who: string): LetIn | undefined;
  /** A peer or the ledger has changed: the coordinator tells once who stays out. */
  follow(): void;
  waits(): readonly Wait[];
}

export function createLoopGuard(deps: LoopGuardDeps): LoopGuard {
  const { self, nodeName, clock } = deps;
  /** By node, the last fence of the loop that was told. */
  const told = new Map<NodeId, number>();

  function standing(node: NodeId): FenceLoop | undefined {
    const config = deps.config();
    const limit = loopLimit(config);
    const { agreement } = deps.membership();
    // Between two views the last one counts. A daemon without any keeps nobody out: nothing runs here yet.
    const members = agreement.view?.members.map(({ id }) => id);
    if (limit === 0 || members === undefined || members.includes(node)) return undefined;
    if (nodeRecord(agreement.ledger, node).standing !== 'fenced') return undefined;
    const here = members.filter((id) => id === self || isHeard(deps.membership().peer(id)?.state));
    // A witness may help, where the active view has not been refused its vote.
    if (!judgeQuorum(votesOf(config), here, true).quorate) return undefined;
    if (agreement.activeView !== undefined && !deps.quorate()) return undefined;
    return findLoop(agreement.ledger, node, here, limit, clock.wall());
  }

  function outside(): readonly FenceLoop[] {
    return deps.config().nodes.flatMap(({ id }) => {
      if (id === self || !isHeard(deps.membership().peer(id)?.state)) return [];
      return standing(id) ?? [];
    });
  }

  function words(loop: FenceLoop): string {
    const why = loopWords(loop, loopLimit(deps.config()), nodeName);
    return `${nodeName(loop.node)} stays out: ${why}`;
  }

  return {
    bars(node) {
      const loop = standing(node);
      return loop && loopWords(loop, loopLimit(deps.config()), nodeName);
    },
    invite(node, who) {
      if (standing(node) === undefined) return undefined;
      return letIn(deps.membership().agreement.ledger, node, who, clock.wall());
    },
    follow() {
      if (!deps.membership().agreement.isCoordinator) return;
      for (const loop of outside()) {
        if (told.get(loop.node) === loop.since) continue;
        told.set(loop.node, loop.since);
        const node = nodeName(loop.node);
        const message = `${words(loop)}; find out why, then: picket online ${node}`;
        deps.emit({ name: 'node.stays-out', node, message });
      }
    },
    waits: () =>
      outside().map((loop) => ({
        what: words(loop),
        since: loop.since,
        until: loop.until,
        ends: `find out why, then: picket online ${nodeName(loop.node)}; without that it is let in when an hour has passed`,
      })),
  };
}
