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
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, Member, NodeId, View } from '#src/membership/types.ts';
import type { FenceDesk } from './fence-desk.ts';
import { resetWithin, type WatchdogTerms, watchdogTerms } from './watchdog-terms.ts';

export interface OutwaitsDeps {
  readonly view: View;
  readonly config: () => ClusterConfig;
  readonly ledger: Ledger;
  readonly fences: Pick<FenceDesk, 'lost' | 'outwaited' | 'outwaiting'>;
  /** How long that member has not told that node that it is heard; undefined when it does not say. */
  readonly silence: (member: Member, node: NodeId) => Promise<Millis | undefined>;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Clock;
}

export interface Outwaits {
  begin(): void;
  stop(): void;
}

/** One that is heard is let back in, if it can be; after so many deadtimes it is told no more that it is heard. */
const DEADTIMES_TO_RETURN = 3;

export function createOutwaits(deps: OutwaitsDeps): Outwaits {
  const { clock, ledger, view, fences } = deps;
  const stopped = new AbortController();

  function isWaitedOut(node: NodeId): boolean {
    const configured = deps.config().nodes.find(({ id }) => id === node);
    return configured?.fence.some(({ self }) => self === true) === true;
  }

  /** Undefined when nothing is known of its watchdog that it could be counted on. */
  function termsOf(node: NodeId): WatchdogTerms | undefined {
    const terms = watchdogTerms(ledger, node);
    const { boot } = nodeRecord(ledger, node).incarnation ?? {};
    return terms?.armed === true && terms.strict && terms.boot === boot ? terms : undefined;
  }

  /** The span in which no member told it anything, and who spoils it. */
  async function silentSpan(node: NodeId): Promise<{ readonly span: Millis; readonly by: NodeId }> {
    const asked = clock.now();
    const said = await Promise.all(
      view.members.map(async (member) => ({ by: member.id, ms: await deps.silence(member, node) })),
    );
    const took = clock.now() - asked;
    const spans = said.map(({ by, ms }) => ({ by, span: ms === undefined ? 0 : ms - took }));
    return spans.reduce((least, one) => (one.span < least.span ? one : least));
  }

  async function waitOut(node: NodeId): Promise<void> {
    const terms = termsOf(node);
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
    let told: Told = 'nothing';
    while (!stopped.signal.aborted && fences.lost().includes(node)) {
      const { span, by } = await silentSpan(node);
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
      const isOverdue = clock.now() - began > DEADTIMES_TO_RETURN * deadtime;
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
