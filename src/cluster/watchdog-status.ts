/** The watchdogs as status shows them: this node's own as it is, the others' as they told. Pure. */
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import type { NodeStatus, WatchdogStatus } from './status.ts';
import { watchdogTerms } from './watchdog-terms.ts';

export function watchdogField(
  {
    self,
    ledger,
    watchdog,
  }: {
    readonly self: NodeId;
    readonly ledger: Ledger;
    readonly watchdog?: WatchdogStatus | undefined;
  },
  node: NodeId,
): Pick<NodeStatus, 'watchdog'> {
  if (node === self) return watchdog === undefined ? {} : { watchdog };
  const terms = watchdogTerms(ledger, node);
  // What it said in an earlier boot is about a watchdog that ended with that.
  if (terms === undefined || terms.boot !== nodeRecord(ledger, node).incarnation?.boot) return {};
  const { armed, timeout } = terms;
  const why = armed ? '' : `not armed: see picket status there`;
  return { watchdog: { armed, timeout: armed ? timeout : null, fed: null, why } };
}
