/** How well a node is, as status shows it. Pure. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import { healthRecord, UNFENCE_CHECK } from './health-records.ts';
import type { NodeHealth, NodeStatus } from './status.ts';

/** Absent without `<health>` and `<unfence>`, and for a node that is no member. `unfence` counts as one more check. */
export function healthField(
  {
    config,
    ledger,
    view,
  }: { readonly config: ClusterConfig; readonly ledger: Ledger; readonly view: View | undefined },
  node: NodeId,
): Pick<NodeStatus, 'health'> {
  const boot = view?.members.find(({ id }) => id === node)?.incarnation.boot;
  const names: (readonly [name: string, key: string])[] = config.health.map(({ name }) => [name, name]);
  if (config.nodes.some(({ id, unfence }) => id === node && unfence !== undefined))
    names.push(['unfence', UNFENCE_CHECK]);
  if (names.length === 0 || boot === undefined) return {};
  const record = healthRecord(ledger, node);
  const health = names.map(([name, key]): NodeHealth => {
    const state = record?.boot === boot ? record.checks[key] : undefined;
    if (state === undefined) return { name, state: 'unknown', since: null, why: 'not looked at yet' };
    return { name, state: state.ok ? 'ok' : 'failing', since: state.since, why: state.why };
  });
  return { health };
}
