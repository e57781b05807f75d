/** What can happen to a service and what its machine orders in turn: the words between coordinator and service-machine.ts. */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { LocalState, ServiceEntry, ServicePart } from './service-entry.ts';

export type ServiceEvent = OutcomeEvent | FactEvent | PlacementEvent | OperatorEvent;

/**
 * What came of an order. The sender must know that it answers the order in hand: a stale answer from an earlier view
 * is not an answer.
 */
export type OutcomeEvent =
  | { readonly type: 'started'; readonly node: number }
  | { readonly type: 'start-failed'; readonly node: number; readonly reason: string }
  | { readonly type: 'stopped'; readonly node: number }
  | { readonly type: 'stop-failed'; readonly node: number; readonly reason: string }
  /** `settle`: waited for what was in hand, then looked. */
  | { readonly type: 'settled'; readonly node: number; readonly state: LocalState; readonly reason: string }
  /** Both sides were asked who runs it, until that was clear. `node`: the owner. */
  | {
      readonly type: 'migrated';
      readonly node: number;
      readonly to: number;
      readonly outcome: MigrationOutcome;
      /** What went wrong, in words; empty when nothing did. */
      readonly reason: string;
    };

/**
 * `moved`: the target alone runs it. `stayed`, `interrupted`: the owner alone does; the target is to blame only for the
 * first. `gone`: neither. `unclear`: it could not be found out, or what is left of it not be ended. `twice`: both run it.
 */
export type MigrationOutcome = 'moved' | 'stayed' | 'interrupted' | 'gone' | 'unclear' | 'twice';

/** What turned out to be so. */
export type FactEvent =
  /** A monitor of the running service failed. */
  | { readonly type: 'resource-failed'; readonly node: number; readonly reason: string }
  /** The service runs there, but for these parts of it, which its node recovers or leaves on its own. */
  | { readonly type: 'parts'; readonly node: number; readonly partial: readonly ServicePart[] }
  /** Proof that the node runs nothing any more: fenced, left, confirmed down, or rebooted and admitted. */
  | { readonly type: 'owner-fenced'; readonly node: number; readonly why: string }
  /** From the report a member gave when it accepted a view. The owner's report must be handed in before all others. */
  | { readonly type: 'reported'; readonly node: number; readonly state: LocalState }
  /** The reports show it running on all of these. */
  | { readonly type: 'conflict'; readonly nodes: readonly number[] }
  /** A node joined or died, or the configuration changed: what was tried in vain deserves another try. */
  | { readonly type: 'changed'; readonly why: string };

export type PlacementEvent =
  /** The coordinator chose a node (placement.ts) and has proof that no other runs it (S3). */
  | { readonly type: 'start'; readonly node: number; readonly why: string }
  /** What it depends on goes down, or has: it is stopped first, and started again where that is up again. */
  | { readonly type: 'withdraw'; readonly why: string };

/** `target` 0: no node in particular. Failback and draining a node use `relocate` too, and say so in `why`. */
export type OperatorEvent =
  | { readonly type: 'enable'; readonly target: number }
  | { readonly type: 'disable' }
  | { readonly type: 'stop' }
  | { readonly type: 'restart' }
  | { readonly type: 'relocate'; readonly target: number; readonly why?: string }
  /** Without a stop. Picket's own moves say so in `why`. That the target can take it is for the coordinator to know. */
  | { readonly type: 'migrate'; readonly target: number; readonly why?: string }
  /** What of it is down on its own is to be started. The order is given outside the machine (convalesce.ts). */
  | { readonly type: 'convalesce' }
  | { readonly type: 'freeze' }
  | { readonly type: 'thaw' };

/** For a member to carry out, once the entry that goes with it is stored by every member of the view. */
export interface Order {
  /** `migrate`: from `node` to `to`, then `judge`: who of the two runs it. A `stop` with `to` stops both. */
  readonly type: 'start' | 'stop' | 'settle' | 'migrate' | 'judge';
  readonly node: number;
  readonly to?: number;
}

export interface StepContext {
  /** Wall-clock ms. */
  readonly now: Millis;
  readonly service: ServiceConfig;
  /** For the words in `why`; `node 2` without it. */
  readonly nodeName?: (id: number) => string;
  /** The whole cluster is: see hands-off.ts. */
  readonly maintenance?: boolean;
}

/** Result codes of a refused command: clusvcadm's words. */
export type RefusalCode = 'FROZEN' | 'INVAL' | 'RUN' | 'FAIL' | 'ABORT' | 'AGAIN';

export interface Refusal {
  readonly code: RefusalCode;
  /** One line for the operator: why not, and what to do. */
  readonly message: string;
}

export interface StepResult {
  /** To be stored whenever it is not the very entry handed in. */
  readonly entry: ServiceEntry;
  readonly orders: readonly Order[];
  /** False: the event says nothing to a service in this state; only an entry that contradicted itself changes then. */
  readonly accepted: boolean;
  /** Set when an operator's command was not accepted. */
  readonly refusal: Refusal | undefined;
}
