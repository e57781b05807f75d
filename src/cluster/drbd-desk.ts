/**
 * Answers DRBD when it has lost a peer and has frozen its I/O: has the peer fenced if need be, tells DRBD when it is
 * off, and lets the I/O go on by itself when the handler could not wait so long.
 *
 * However many resources ask, a node is shot once: a lost node has its one fence, and a claim on one that is alive is one
 * claim a node. A wrong "it is off" would let two nodes write: what can't be proven stays frozen, visible in status.
 */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { Clock, Drbd, DrbdResource, Files, Log, Millis } from '#src/host/ports.ts';
import { ledgerInForce } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { QuorumVerdict } from '#src/membership/quorum.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { CommandResult, DrbdControl, DrbdPeerHints } from './commands.ts';
import {
  answer,
  type DrbdCall,
  drbdCallKey,
  drbdWaits,
  hold,
  newDrbdCall,
  warningsOfCall,
} from './drbd-call.ts';
import { type DrbdCallEvent, nextDrbdState } from './drbd-call-machine.ts';
import { createDrbdClaiming, type DrbdClaimingDeps } from './drbd-claiming.ts';
import type { DrbdClaim } from './drbd-claims.ts';
import { type DrbdDecision, decideDrbd, isFrozen } from './drbd-decision.ts';
import { drbdFacts, drbdProof, lastFence, POWER_FRESH_MS, proofKey } from './drbd-facts.ts';
import { createDrbdNotes, type DrbdNote } from './drbd-notes.ts';
import { connectionTo, findDrbdPeer } from './drbd-peer.ts';
import { createDrbdSight } from './drbd-sight.ts';
import type { EventFields } from './event-log.ts';
import type { Wait } from './status.ts';

export interface DrbdDeskDeps extends Omit<DrbdClaimingDeps, 'self' | 'began'> {
  readonly self: { readonly id: NodeId; readonly name: string };
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly quorum: () => QuorumVerdict;
  /** Absent where there is none: every call is answered so. */
  readonly drbd: Drbd | undefined;
  /** Something may be wrong with that node: its fence devices are checked while there is time. */
  readonly suspect: (node: NodeId) => void;
  /** What proves that its power is off; undefined when it is not, or can't be told. */
  readonly powerOff: (node: NodeConfig, cancel: AbortSignal) => Promise<string | undefined>;
  /** Resolves at the next change of the ledger, or after so long. */
  readonly nextChange: (longest: Millis) => Promise<void>;
  readonly files: Files;
  readonly runFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (event: EventFields) => void;
}

export interface DrbdDesk extends DrbdControl {
  /** Takes up what an earlier daemon, or handlers without a daemon, left. */
  start(): Promise<void>;
  /** Another member's claim, at the coordinator. */
  claimed(claim: DrbdClaim): CommandResult;
  waits(): readonly Wait[];
  warnings(): readonly string[];
  stop(): void;
}

/** How often it is looked at while a handler waits, and later. */
const HELD_PACE_MS: Millis = 1_000;
const FROZEN_PACE_MS: Millis = 3_000;
/** DRBD has been told to go on: it does within this time, or the answer was lost. */
const THAW_MS: Millis = 10_000;
/** A handler that has lost its daemon asks the next one within this time; then it is the one to tell DRBD. */
const ASKED_AGAIN_MS: Millis = 5_000;
const RESUME_TRIES = 5;
const RESUME_PAUSE_MS: Millis = 3_000;

export function createDrbdDesk(deps: DrbdDeskDeps): DrbdDesk {
  const { clock, config, membership, emit } = deps;
  const calls = new Map<string, DrbdCall>();
  const notes = createDrbdNotes(deps.files, deps.runFolder, deps.log);
  const sight = createDrbdSight(deps.drbd, clock);
  const ending = new AbortController();
  const claiming = createDrbdClaiming({ ...deps, self: deps.self.id, began });
  const factsDeps = { ...deps, told: notes.told };

  function began(target: NodeConfig): void {
    const resources = [...calls.values()].map(({ note }) => note.resource).join(', ');
    const of = resources === '' ? '' : ` (${resources} on ${deps.self.name})`;
    const message = `fencing ${target.name}, which is alive in the cluster: DRBD has lost it and is frozen${of}`;
    emit({ name: 'drbd.claimed', node: target.name, message });
  }

  function peerOf(hints: DrbdPeerHints): NodeConfig | { readonly problem: string } {
    return findDrbdPeer(config().nodes, deps.self.id, hints);
  }

  function nameOf({ note }: DrbdCall): string {
    const peer = peerOf(note);
    return 'problem' in peer ? note.names.join(', ') || note.address || 'its peer' : peer.name;
  }

  function tell(call: DrbdCall, name: string, text: string): void {
    const data = { resource: call.note.resource, why: call.decision?.why ?? '' };
    emit({ name, node: nameOf(call), message: `DRBD ${call.note.resource}: ${text}`, data });
  }

  function step(call: DrbdCall, event: DrbdCallEvent): boolean {
    const before = call.state;
    call.state = nextDrbdState(before, event);
    return call.state !== before;
  }

  async function attend(key: string, call: DrbdCall): Promise<void> {
    const isDone = (): boolean => ending.signal.aborted || call.state === 'over';
    while (!isDone()) {
      await look(call).catch((error: unknown) =>
        deps.log.error({ error: String(error) }, 'a call of DRBD could not be looked at'),
      );
      if (isDone()) break;
      const { promise: poked, resolve } = Promise.withResolvers<void>();
      call.poke = resolve;
      await Promise.race([poked, deps.nextChange(call.state === 'held' ? HELD_PACE_MS : FROZEN_PACE_MS)]);
    }
    if (calls.get(key) === call && call.state === 'over') calls.delete(key);
    noteAll();
  }

  async function look(call: DrbdCall): Promise<void> {
    const drbd = await sight.of(call.note.resource);
    if (ending.signal.aborted) return;
    // A node that stood still may have been overtaken: nothing it knows counts before its view is confirmed.
    const doubt = membership().doubt.confirmed();
    if (doubt !== undefined) return doubt;
    const isSeen = drbd !== undefined && !('problem' in drbd);
    if (isSeen) call.frozen = isFrozen(drbd);
    call.decision = decide(call, drbd);
    if (call.state !== 'held' && (drbd === undefined || (isSeen && !call.frozen)))
      return void step(call, 'thawed');
    switch (call.state) {
      case 'held':
      case 'frozen':
        return act(call, call.decision);
      case 'answered': {
        const isOver = clock.now() - call.answeredAt >= THAW_MS && call.decision.kind !== 'connected';
        if (isOver) step(call, 'still-frozen');
        return;
      }
      case 'pausing':
        if (clock.now() - call.answeredAt >= RESUME_PAUSE_MS) step(call, 'again');
        return;
      case 'resuming':
      case 'stuck':
      case 'over':
    }
  }

  function decide(
    call: DrbdCall,
    drbd: DrbdResource | { readonly problem: string } | undefined,
  ): DrbdDecision {
    const peer = peerOf(call.note);
    if (!('problem' in peer)) return decideDrbd(drbdFacts(factsDeps, { ...call, peer }, drbd));
    const { resource } = call.note;
    const isBack =
      drbd !== undefined && !('problem' in drbd) && connectionTo(drbd, call.note)?.state === 'Connected';
    if (isBack) return { kind: 'connected', why: `${resource} is connected again`, ends: '' };
    return { kind: 'refuse', why: peer.problem, ends: `${resource} is connected again` };
  }

  async function act(call: DrbdCall, decision: DrbdDecision): Promise<void> {
    const peer = peerOf(call.note);
    const target = 'problem' in peer ? undefined : peer;
    switch (decision.kind) {
      case 'fenced':
        return target === undefined ? undefined : fenced(call, target);
      case 'connected':
        if (call.state !== 'held') return;
        step(call, 'settle');
        answer(call, clock, 'connected');
        return tell(call, 'drbd.connected', `${decision.why}; nobody was fenced for it`);
      case 'refuse':
        return freeze(call, 'refuse');
      case 'wait':
        return;
      case 'look':
        if (target !== undefined) void readPower(call, target);
        return;
      case 'announce':
      case 'claim': {
        if (target === undefined) return;
        const words = claiming.claim(target, decision.kind === 'claim');
        if (words !== '' && decision.kind === 'claim')
          call.decision = { ...decision, why: `${decision.why}; ${words}` };
      }
    }
  }

  /** The proof is asked for again, in this very turn: between it and the answer nothing may happen. */
  async function fenced(call: DrbdCall, peer: NodeConfig): Promise<void> {
    const proof = drbdProof(factsDeps, { ...call, peer });
    const words = call.decision?.why ?? '';
    if (proof !== undefined) {
      call.proof = proof.id;
      notes.tell(proofKey(call.note.resource, peer.id), proof.id);
    }
    if (call.state === 'held') {
      step(call, 'settle');
      answer(call, clock, 'fenced');
      noteAll();
      return tell(call, 'drbd.fenced', `told that it may go on: ${words}`);
    }
    if (call.inherited && clock.now() - call.askedAt < ASKED_AGAIN_MS) return;
    if (!step(call, 'settle')) return;
    call.resumeTries += 1;
    const problem = await deps.drbd?.resumeIo(call.note.resource);
    sight.forget();
    call.answeredAt = clock.now();
    if (problem === undefined) {
      step(call, 'done');
      return tell(call, 'drbd.resumed', `its I/O goes on: ${words}`);
    }
    call.resumeProblem = problem;
    step(call, call.resumeTries < RESUME_TRIES ? 'failed' : 'give-up');
    tell(call, 'drbd.resume-failed', `${words}, but its I/O could not be let go on: ${problem}`);
  }

  function freeze(call: DrbdCall, event: 'refuse' | 'impatient'): void {
    if (call.state !== 'held') return;
    step(call, event);
    answer(call, clock, 'frozen');
    noteAll();
    tell(call, 'drbd.frozen', `stays as it is: ${call.decision?.why ?? 'nothing is known of it yet'}`);
  }

  async function readPower(call: DrbdCall, peer: NodeConfig): Promise<void> {
    if (call.readingPower || (call.power !== undefined && clock.now() - call.power.at < POWER_FRESH_MS))
      return;
    call.readingPower = true;
    const off = await deps.powerOff(peer, ending.signal);
    call.readingPower = false;
    call.power = { at: clock.now(), off };
    call.poke();
  }

  function noteAll(): void {
    if (deps.drbd === undefined) return;
    void notes.write([...calls.values()].filter(({ state }) => state !== 'over').map(({ note }) => note));
  }

  function take(note: DrbdNote, state: 'held' | 'frozen'): DrbdCall {
    const key = drbdCallKey(note);
    const known = calls.get(key);
    if (known !== undefined && known.state !== 'over') return known;
    const call = newDrbdCall(note, clock, state);
    calls.set(key, call);
    return call;
  }

  function begin(call: DrbdCall): void {
    const peer = peerOf(call.note);
    if ('problem' in peer) return;
    // A new loss: what was found out about the one before says nothing of it.
    call.proof = undefined;
    call.power = undefined;
    call.before = lastFence(ledgerInForce(membership().agreement), peer.id);
    deps.suspect(peer.id);
  }

  return {
    async start() {
      if (deps.drbd === undefined) return;
      for (const note of await notes.read()) {
        const call = take(note, 'frozen');
        begin(call);
        call.inherited = true;
        void attend(drbdCallKey(note), call);
      }
      noteAll();
    },
    fencePeer({ patience, ...note }) {
      const isNew = calls.get(drbdCallKey(note)) === undefined;
      const call = take(note, 'held');
      if (!call.inherited && (call.state !== 'held' || isNew)) begin(call);
      call.inherited = false;
      sight.forget();
      const result = hold(call, { patience }, clock, () => freeze(call, 'impatient'));
      if (isNew) {
        tell(call, 'drbd.lost', `has lost ${nameOf(call)} and asks to have it fenced`);
        void attend(drbdCallKey(note), call);
      }
      noteAll();
      call.poke();
      return result;
    },
    synced({ resource, handler }) {
      const message = `DRBD ${resource}: ${handler === 'unfence-peer' ? 'its peer has all data again' : 'all data is here again'}`;
      emit({ name: 'drbd.synced', node: deps.self.name, message, data: { resource, handler } });
      for (const call of calls.values()) if (call.note.resource === resource) call.poke();
    },
    claimed: (claim) => claiming.heard(claim),
    waits: () => drbdWaits(calls.values(), deps.self.name, nameOf),
    warnings: () => [...calls.values()].flatMap(warningsOfCall),
    // Nobody is answered: handlers ask the next daemon.
    stop() {
      ending.abort();
      for (const call of calls.values()) {
        call.impatient();
        call.poke();
      }
    },
  };
}
