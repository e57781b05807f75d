/**
 * This node's side of the witness: asks for its vote and knows for which view it has it.
 *
 * A grant counts for a deadtime from when it was asked for; the witness keeps its word for twice as long, so another side
 * never has the vote while it still counts here.
 */
import {
  type Address,
  type Cancel,
  type Clock,
  type DatagramSocket,
  type Datagrams,
  HostError,
  type Log,
  type Millis,
  type Random,
} from '#src/host/ports.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createSealer, type Sealer } from '#src/wire/seal.ts';
import { decodeWitnessAnswer, encodeWitnessRequest } from '#src/wire/witness-codec.ts';
import { witnessKeys } from '#src/wire/witness-keys.ts';
import type { WitnessAnswer } from '#src/wire/witness-words.ts';
import { compareEpochs, sameEpoch, sameIncarnation } from './epoch.ts';
import type { Epoch, Member, NodeId } from './types.ts';

/** What the vote is wanted for. */
export interface Wish {
  readonly epoch: Epoch;
  readonly members: readonly NodeId[];
}

export interface WitnessClientDeps {
  readonly self: Member;
  readonly address: Address;
  readonly keepalive: Millis;
  readonly deadtime: Millis;
  readonly keys: ClusterKeys;
  readonly datagrams: Datagrams;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked each keepalive; undefined: only whether the witness is there. */
  readonly wanted: () => Wish | undefined;
  /** A vote was granted, refused or has run out, or the witness is silent, or back. */
  readonly changed: () => void;
  /** Somebody used that epoch number. */
  readonly sawEpoch: (number: number) => void;
}

export interface WitnessState {
  /** It has answered within a deadtime. */
  readonly reachable: boolean;
  /** ms since its last answer; undefined when it never answered. */
  readonly silentFor: Millis | undefined;
  /** For which view this node has the vote, and since when (wall clock). */
  readonly grant: { readonly epoch: Epoch; readonly since: Millis } | undefined;
  /** Whose the vote is, as last heard. */
  readonly holders: readonly NodeId[];
  /** Why it was refused last; empty when it was not. */
  readonly why: string;
}

export interface WitnessClient {
  /** Begins to ask. Never rejects: a socket that can't be opened is tried again. */
  start(): Promise<void>;
  /**
   * Asks at once, again and again for at most two keepalives. True as soon as the vote is granted; false when it is
   * refused, or the time is over.
   */
  ask(wish: Wish): Promise<boolean>;
  /** The vote counts for that view now. */
  granted(epoch: Epoch): boolean;
  /** The cluster's keys have changed. */
  useKeys(keys: ClusterKeys): void;
  readonly state: WitnessState;
  stop(): void;
}

interface Pending {
  readonly wish: Wish | undefined;
  readonly witness: string;
  readonly at: Millis;
}

interface Grant {
  readonly epoch: Epoch;
  /** When it was asked for, last. */
  readonly at: Millis;
  readonly sequence: number;
  /** Wall clock. */
  readonly since: Millis;
}

const ASK_KEEPALIVES = 2;
const TRIES_PER_KEEPALIVE = 4;

export function createWitnessClient(deps: WitnessClientDeps): WitnessClient {
  const { self, address, clock, keepalive, deadtime, log } = deps;
  const pending = new Map<number, Pending>();
  const askers = new Set<() => void>();
  let requests: Sealer = createSealer(witnessKeys(deps.keys, 'request'), deps.random);
  let answers: Sealer = createSealer(witnessKeys(deps.keys, 'answer'), deps.random);
  let socket: DatagramSocket | undefined;
  let sequence = 0;
  let witness = '';
  let lastAnswer: Millis | undefined;
  let startedAt: Millis = 0;
  let wasReachable = true;
  let grant: Grant | undefined;
  let refusal: { readonly epoch: Epoch; readonly why: string } | undefined;
  let holders: readonly NodeId[] = [];
  let expiry: Cancel = () => {};
  let timer: Cancel = () => {};
  let stopped = false;

  function send(wish: Wish | undefined): void {
    sequence++;
    for (const [old, { at }] of pending) if (clock.now() - at > deadtime) pending.delete(old);
    pending.set(sequence, { wish, witness, at: clock.now() });
    const { id: node, incarnation } = self;
    const vote = wish && { ...wish, lease: 2 * deadtime };
    socket?.send(
      requests.seal(encodeWitnessRequest({ node, incarnation, sequence, witness, vote })),
      address,
    );
  }

  function isReachable(): boolean {
    return clock.now() - (lastAnswer ?? startedAt) < deadtime && lastAnswer !== undefined;
  }

  function granted(epoch: Epoch): boolean {
    return grant !== undefined && sameEpoch(grant.epoch, epoch) && clock.now() - grant.at < deadtime;
  }

  function tell(): void {
    tellAskers();
    deps.changed();
  }

  function tellAskers(): void {
    for (const asker of [...askers]) asker();
  }

  function expire(): void {
    grant = undefined;
    log.warn({}, "the witness's vote was not confirmed for a deadtime: it does not count any more");
    tell();
  }

  function accept(epoch: Epoch, asked: number, at: Millis): void {
    const order = compareEpochs(epoch, grant?.epoch);
    if (order < 0 || (order === 0 && grant !== undefined && at <= grant.at)) return;
    const isNew = order > 0;
    grant = { epoch, at, sequence: asked, since: isNew ? clock.wall() : (grant?.since ?? clock.wall()) };
    if (sameEpoch(refusal?.epoch, epoch)) refusal = undefined;
    expiry();
    expiry = clock.after(Math.max(at + deadtime - clock.now(), 0), expire);
    if (isNew) tell();
  }

  function refused(epoch: Epoch, asked: number, why: string): void {
    refusal = { epoch, why };
    if (grant !== undefined && sameEpoch(grant.epoch, epoch) && asked > grant.sequence) {
      grant = undefined;
      expiry();
      log.warn({ why }, 'the witness has taken its vote back');
    }
    tell();
  }

  function heard(answer: WitnessAnswer): void {
    const request = pending.get(answer.sequence);
    const isMine = answer.node === self.id && sameIncarnation(answer.incarnation, self.incarnation);
    if (request === undefined || !isMine) return;
    pending.delete(answer.sequence);
    lastAnswer = clock.now();
    holders = answer.holder?.members ?? [];
    // An epoch that this node has only asked for has not been used yet.
    const holder = answer.holder?.epoch;
    const isOwn = holder?.proposer === self.id && sameIncarnation(holder.incarnation, self.incarnation);
    if (holder !== undefined && !isOwn) deps.sawEpoch(holder.number);
    witness = answer.witness;
    const { wish } = request;
    // It did not know this node yet, or has been started anew: that was no answer to the question.
    if (request.witness !== witness) send(wish);
    else if (wish !== undefined && answer.granted) accept(wish.epoch, answer.sequence, request.at);
    else if (wish !== undefined) refused(wish.epoch, answer.sequence, answer.why);
    noteReach();
  }

  function noteReach(): void {
    const now = isReachable() || (lastAnswer === undefined && clock.now() - startedAt < deadtime);
    if (now === wasReachable) return;
    wasReachable = now;
    tell();
  }

  async function open(): Promise<void> {
    const any = address.host.includes(':') ? '::' : '0.0.0.0';
    try {
      const opened = await deps.datagrams.open(
        { host: any, port: 0 },
        // Not by the sender's address: a host with several may answer from another one. The key is the proof.
        (packet) => {
          const plain = answers.open(packet);
          const answer = plain === undefined ? undefined : decodeWitnessAnswer(plain);
          if (answer !== undefined && !stopped) heard(answer);
        },
        (error) => log.debug({ error: error.message }, 'the witness could not be asked'),
      );
      if (stopped) opened.close();
      else socket = opened;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      log.debug({ error: error.message }, 'no socket to ask the witness');
    }
  }

  async function tick(): Promise<void> {
    if (stopped) return;
    timer = clock.after(keepalive, () => void tick());
    if (socket === undefined) await open();
    if (stopped) return;
    send(deps.wanted());
    noteReach();
  }

  return {
    start() {
      startedAt = clock.now();
      return tick();
    },
    ask(wish) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const gap = Math.max(keepalive / TRIES_PER_KEEPALIVE, 1);
      let left = ASK_KEEPALIVES * TRIES_PER_KEEPALIVE;
      let cancel: Cancel = () => {};
      const end = (result: boolean): void => {
        cancel();
        askers.delete(look);
        resolve(result);
      };
      const look = (): void => {
        if (granted(wish.epoch)) end(true);
        else if (stopped || sameEpoch(refusal?.epoch, wish.epoch)) end(false);
      };
      const attempt = (): void => {
        if (left-- > 0) {
          cancel = clock.after(gap, attempt);
          send(wish);
        } else end(false);
      };
      if (granted(wish.epoch)) return Promise.resolve(true);
      if (sameEpoch(refusal?.epoch, wish.epoch)) refusal = undefined;
      askers.add(look);
      attempt();
      return promise;
    },
    granted,
    useKeys(keys) {
      requests = createSealer(witnessKeys(keys, 'request'), deps.random);
      answers = createSealer(witnessKeys(keys, 'answer'), deps.random);
    },
    get state() {
      return {
        reachable: isReachable(),
        silentFor: lastAnswer === undefined ? undefined : clock.now() - lastAnswer,
        grant: grant && { epoch: grant.epoch, since: grant.since },
        holders,
        why: refusal?.why ?? '',
      };
    },
    stop() {
      stopped = true;
      timer();
      expiry();
      tellAskers();
      socket?.close();
    },
  };
}
