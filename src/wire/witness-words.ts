/** What a node and the witness say to each other. Data only. */
import type { Millis } from '#src/host/ports.ts';
import type { Epoch, Incarnation, NodeId } from './words.ts';

/** `sequence` grows with every request of an incarnation, so (node, incarnation, sequence) names one request. */
export interface WitnessRequest {
  readonly node: NodeId;
  readonly incarnation: Incarnation;
  readonly sequence: number;
  /** What the witness calls itself, 32 hex digits; '' while that is not known. */
  readonly witness: string;
  readonly vote: VoteWish | undefined;
}

/** The view, or proposed view, that the vote is asked for. */
export interface VoteWish {
  readonly epoch: Epoch;
  readonly members: readonly NodeId[];
  /** For so long the vote stays with it although none of its members is heard. */
  readonly lease: Millis;
}

export interface WitnessAnswer {
  /** Of the request that is answered. */
  readonly node: NodeId;
  readonly incarnation: Incarnation;
  readonly sequence: number;
  readonly witness: string;
  readonly granted: boolean;
  /** Why not. */
  readonly why: string;
  /** Whose the vote is now. */
  readonly holder: { readonly epoch: Epoch; readonly members: readonly NodeId[] } | undefined;
}
