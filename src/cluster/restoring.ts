/**
 * Fenced nodes that still have to be powered on: the coordinator that fenced them did not live to do it. The ledger says
 * which, and by which method.
 */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { RoundRequest } from '#src/fencing/one-round.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';
import { type FenceRecord, fenceKey, fenceRecords } from './records.ts';

export interface RestoringDeps {
  readonly config: () => ClusterConfig;
  readonly ledger: Ledger;
  /** Resolves when no fence agent of an earlier view runs any more. */
  readonly agentsGone: Promise<void>;
  /** Powers a fenced node on again, by that method: why it failed. */
  readonly powerOn: (request: RoundRequest, method: string) => Promise<string | undefined>;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly emit: (event: EventFields) => void;
  readonly isFenced: (node: NodeId) => boolean;
  /** The view has ended. */
  readonly over: () => boolean;
}

/** Begins with all of them. Each is tried once: it is fenced all the same. */
export function restoreAll(deps: RestoringDeps): void {
  for (const { id, record } of fenceRecords(deps.ledger)) {
    const node = deps.config().nodes.find((one) => one.id === record.node);
    if (record.restore !== undefined && node !== undefined) void restore(deps, node, id, record);
  }
}

async function restore(
  deps: RestoringDeps,
  node: NodeConfig,
  id: string,
  record: FenceRecord,
): Promise<void> {
  const { restore: wish = 'configured', ...restored } = record;
  await deps.agentsGone;
  if (deps.over() || !deps.isFenced(node.id)) return;
  const tell = (name: string, message: string): void =>
    deps.emit({ node: node.name, failover: id, name, message });
  tell('fence.restoring', `powering on ${node.name}: the coordinator that fenced it did not live to do so`);
  const target = { id: node.id, name: node.name };
  const reason = await deps.powerOn({ id, target, methods: node.fence, action: wish }, record.method);
  if (deps.over()) return;
  if (reason === undefined) tell('fence.powered-on', `${node.name} has been powered on again`);
  else tell('fence.power-on-failed', `${node.name} is fenced, but could not be powered on again: ${reason}`);
  void deps.submit(new Map([[fenceKey(id), restored]]));
}
