/** Claims on members that are alive: brought to the coordinator, decided there, carried out by whoever may. */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { Clock, Millis } from '#src/host/ports.ts';
import { sameEpoch } from '#src/membership/epoch.ts';
import { ledgerInForce } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Epoch, NodeId } from '#src/membership/types.ts';
import type { CommandResult } from './commands.ts';
import { createDrbdClaims, type DrbdClaim, type DrbdClaims } from './drbd-claims.ts';
import type { OperatorDesk } from './operator-desk.ts';
import { weightOf } from './race-weights.ts';

export interface DrbdClaimingDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly operators: () => Pick<OperatorDesk, 'fence'>;
  readonly forward: (command: string, argument: object) => Promise<CommandResult>;
  readonly clock: Clock;
  /** A fence that was asked for begins. */
  readonly began: (target: NodeConfig) => void;
}

export interface DrbdClaiming {
  /** To be repeated while the I/O is frozen; `ready`: the link has had its time to come back. What comes of it, in words. */
  claim(target: NodeConfig, ready: boolean): string;
  /** Another member's claim, at the coordinator. */
  heard(claim: DrbdClaim): CommandResult;
}

const REPEAT_MS: Millis = 1_000;

interface Sent {
  readonly at: Millis;
  readonly ready: boolean;
  /** Not answered yet. */
  open: boolean;
  words: string;
}

export function createDrbdClaiming(deps: DrbdClaimingDeps): DrbdClaiming {
  /** Of one view: the next coordinator, or this one in the next view, hears all claims anew. */
  let claims: { readonly epoch: Epoch; readonly of: DrbdClaims } | undefined;
  const running = new Map<NodeId, Promise<unknown>>();
  const sent = new Map<NodeId, Sent>();

  function current(): DrbdClaims | undefined {
    const { agreement } = deps.membership();
    const epoch = agreement.activeView?.epoch;
    if (epoch === undefined || !agreement.isCoordinator) return undefined;
    if (!sameEpoch(claims?.epoch, epoch)) {
      const weight = (node: NodeId): number => weightOf(deps.config(), ledgerInForce(agreement), node);
      claims = { epoch, of: createDrbdClaims(() => deps.clock.now(), weight) };
    }
    return claims?.of;
  }

  /** One fence a node, however many ask for it. What comes of it is seen in the ledger. */
  function fence(target: NodeConfig): void {
    if (running.has(target.id)) return;
    deps.began(target);
    const done = deps.operators().fence({ node: target.name, action: 'configured' });
    running.set(target.id, done);
    void done.then(({ code, message }) => {
      running.delete(target.id);
      const last = sent.get(target.id);
      if (last !== undefined) last.words = message;
      if (code !== 'SUCCESS' && code !== 'FAIL') current()?.spare(target.id);
    });
  }

  function heard(claim: DrbdClaim): CommandResult {
    const here = current();
    if (here === undefined) return result('AGAIN', 'the coordinator changed');
    const verdict = here.hear(claim);
    switch (verdict.kind) {
      case 'wait':
        return result('AGAIN', 'the link may come back');
      case 'yield':
        return result('AGAIN', 'the other node has lost it too, and goes first');
      case 'fence': {
        // The coordinator does not fence itself: the asker does, and this node has given its word not to strike back.
        const target = deps.config().nodes.find(({ id }) => id === claim.target);
        if (target !== undefined && target.id !== deps.self) fence(target);
        return result('SUCCESS', 'it is being fenced');
      }
    }
  }

  async function send(target: NodeConfig, ready: boolean): Promise<string> {
    const claim: DrbdClaim = { asker: deps.self, target: target.id, ready };
    const { agreement } = deps.membership();
    const view = agreement.activeView;
    if (view === undefined) return 'this node is in no view';
    if (agreement.isCoordinator) return heard(claim).message;
    const { code, message } = await deps.forward('drbd-claim', claim);
    const isSameView = sameEpoch(deps.membership().agreement.activeView?.epoch, view.epoch);
    if (code === 'SUCCESS' && isSameView && view.epoch.proposer === target.id) fence(target);
    return message;
  }

  return {
    claim(target, ready) {
      const now = deps.clock.now();
      const last = sent.get(target.id);
      const isDue = last === undefined || now - last.at >= REPEAT_MS || last.ready !== ready;
      if (!isDue || last?.open === true) return last?.words ?? '';
      const mine: Sent = { at: now, ready, open: true, words: last?.words ?? '' };
      sent.set(target.id, mine);
      void send(target, ready).then((words) => Object.assign(mine, { words, open: false }));
      return mine.words;
    },
    heard,
  };
}

function result(code: CommandResult['code'], message: string): CommandResult {
  return { code, message, owner: null };
}
