/**
 * Nodes whose own watchdog resets them (`<method name="self">`): the coordinator's wait until that must have happened.
 *
 * Such a node feeds its watchdog only while a majority echoes what it has sent within its patience (feeding.ts). So when
 * no member of a majority has told it for patience + twice its timeout that it is heard, it has been reset, or it had
 * nothing left that runs. All members are asked at once, and the time that the asking takes is taken off what they say: then
 * there was a span of that length in which none of them told it. Twice, because a daemon that is started anew may
 * open it once without a majority, which feeds it (watchdog-desk.ts).
 *
 * Fence devices of the node are used meanwhile; whichever is first proves it.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { type Clock, type Millis, pause } from '#src/host/ports.ts';
import type { Ledger, Member, NodeId, View } from '#src/membership/types.ts';
import type { FenceDesk } from './fence-desk.ts';
import { countedOn, resetWithin, type WatchdogTerms } from './watchdog-terms.ts';

export interface OutwaitsDeps {
  readonly self: NodeId;
  readonly view: View;
  readonly config: () => ClusterConfig;
  readonly ledger: Ledger;
  readonly fences: Pick<FenceDesk, 'lost' | 'outwaited' | 'outwaiting'>;
  /** How long that member has not told that node that it is heard; undefined when it does not say. */
  readonly silence: (member: Member, node: NodeId) => Promise<Millis | undefined>;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Clock;
}

interface Silence {
  /** ms in which no member told it anything. */
  readonly span: Millis;
  /** Who spoils it. */
  readonly by: NodeId;
  /** ms in which this node told it nothing. */
  readonly own: Millis;
}

export interface Outwaits {
  begin(): void;
  stop(): void;
}

/**
 * One that is heard is let back in, if it can be; after so many deadtimes it is told no more that it is heard. They
 * count anew when the coordinator itself begins to hear it.
 */
const DEADTIMES_TO_RETURN = 3;

export function createOutwaits(deps: OutwaitsDeps): Outwaits {
  const { clock, ledger, view, fences } = deps;
  const stopped = new AbortController();

  function isWaitedOut(node: NodeId): boolean {
    const configured = deps.config().nodes.find(({ id }) => id === node);
    return configured?.fence.some(({ self }) => self === true) === true;
  }

  async function silentSpan(node: NodeId): Promise<Silence> {
    const asked = clock.now();
    const said = await Promise.all(
      view.members.map(async (member) => ({ by: member.id, ms: await deps.silence(member, node) })),
    );
    const took = clock.now() - asked;
    const spans = said.map(({ by, ms }) => ({ by, span: ms === undefined ? 0 : ms - took }));
    const least = spans.reduce((a, b) => (b.span < a.span ? b : a));
    return { ...least, own: spans.find(({ by }) => by === deps.self)?.span ?? 0 };
  }

  async function waitOut(node: NodeId): Promise<void> {
    const terms = countedOn(ledger, node);
    const name = deps.nodeName(node);
    if (terms === undefined) {
      const words = `${name} has not told that its watchdog is armed, so time proves nothing of it`;
      fences.outwaiting(node, words, null, false);
      return;
    }
    const { deadtime, keepalive } = deps.config().heartbeat;
    const { witness } = deps.config().quorum;
    const needed = resetWithin(terms);
    const began = clock.now();
    /** By this node itself. */
    let heardSince: Millis | undefined;
    let told: Told = 'nothing';
    while (!stopped.signal.aborted && fences.lost().includes(node)) {
      const { span, by, own } = await silentSpan(node);
      if (stopped.signal.aborted || !fences.lost().includes(node)) return;
      // The witness's vote may have been the other side's until this view had it.
      const left = Math.max(
        needed - span,
        witness === undefined ? 0 : 2 * terms.timeout - (clock.now() - began),
      );
      if (left <= 0) {
        await fences.outwaited(node, evidence(terms, span));
        return;
      }
      const isHeard = span < deadtime;
      if (own >= deadtime) heardSince = undefined;
      else heardSince ??= clock.now();
      const isOverdue = clock.now() - (heardSince ?? began) > DEADTIMES_TO_RETURN * deadtime;
      const next = tellNext(told, isHeard, isOverdue);
      if (next !== told) {
        told = next;
        const words = wordsFor(told, name, deps.nodeName(by));
        fences.outwaiting(node, words, told === 'heard' ? null : clock.wall() + left, told === 'unanswered');
      }
      await pause(clock, Math.max(keepalive, isHeard ? 0 : Math.min(left, deadtime)), stopped.signal);
    }
  }

  return {
    begin() {
      for (const node of fences.lost()) if (isWaitedOut(node)) void waitOut(node);
    },
    stop: () => stopped.abort(),
  };
}

/** What was told of it last. */
type Told = 'nothing' | 'silent' | 'heard' | 'unanswered';

function tellNext(told: Told, isHeard: boolean, isOverdue: boolean): Told {
  if (told === 'unanswered') return told;
  if (!isHeard) return 'silent';
  return isOverdue ? 'unanswered' : 'heard';
}

function wordsFor(told: Told, name: string, by: string): string {
  switch (told) {
    case 'heard':
      return `${by} still hears ${name}: it may come back`;
    case 'unanswered':
      return `${name} is heard and does not come back: nobody answers it any more, so that its watchdog resets it`;
    case 'silent':
    case 'nothing':
      return `its watchdog resets ${name} meanwhile, unless it runs nothing`;
  }
}

function evidence({ patience, timeout }: WatchdogTerms, span: Millis): string {
  const seconds = (ms: Millis): string => `${Math.round(ms / 100) / 10} s`;
  return `no member has answered it for ${seconds(span)}, and it feeds its watchdog (${seconds(timeout)}) for ${seconds(patience)} at most without an answer`;
}
