/** Fences as status shows them: the history, and what is waited for while a node is lost. Pure. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, NodeId, NodeRecord } from '#src/membership/types.ts';
import { type FenceRecord, fenceRecords } from './records.ts';
import type { FenceStatus, Wait } from './status.ts';

export interface FenceStatusInput {
  readonly config: ClusterConfig;
  readonly ledger: Ledger;
  /** Wall clock. */
  readonly now: Millis;
}

/** Newest first. */
export function fenceHistory({
  config,
  ledger,
}: Pick<FenceStatusInput, 'config' | 'ledger'>): readonly FenceStatus[] {
  return fenceRecords(ledger)
    .toReversed()
    .map(({ id, record }) => ({
      id,
      node: nameOf(config, record.node),
      state: record.state,
      by: nameOf(config, record.by),
      method: record.method,
      device: record.device ?? '',
      why: record.why ?? '',
      asked: record.asked,
      agentMs: record.agentMs ?? null,
      began: record.began,
      ended: record.ended,
      attempts: record.attempts,
      lastError: record.lastError,
      evidence: record.evidence,
      retryAt: record.retryAt,
    }));
}

/** One for each node that is lost: what its fence does or has met, and what ends the wait. */
export function fenceWaits(input: FenceStatusInput): readonly Wait[] {
  const { ledger, config } = input;
  return config.nodes.flatMap(({ id, name, fence }): readonly Wait[] => {
    const node = nodeRecord(ledger, id);
    if (node.standing !== 'lost') return [];
    const run = fenceRecords(ledger).findLast(({ record }) => record.node === id)?.record;
    return [fence.length === 0 ? withoutMethod(name, node) : fenceWait(name, node, run, input)];
  });
}

function withoutMethod(name: string, { since }: NodeRecord): Wait {
  const what = `${name} is lost and must be fenced before its services start elsewhere; it has no fence method`;
  const ends = `when you have made sure that ${name} is off, run: picket confirm-down ${name}`;
  return { what, since, until: null, ends };
}

function fenceWait(
  name: string,
  node: NodeRecord,
  run: FenceRecord | undefined,
  { config, now }: FenceStatusInput,
): Wait {
  const by = run === undefined ? '' : ` by ${nameOf(config, run.by)}`;
  const what = `${name} is lost, and its services wait until it is fenced; fencing${by}`;
  const confirm = `or, when you have made sure that ${name} is off, run: picket confirm-down ${name}`;
  const wait = (words: string, ends: string, until: Millis | null = null): Wait => ({
    what: `${what} ${words}`,
    since: node.since,
    until,
    ends: `${ends}; ${confirm}`,
  });
  if (run === undefined) return wait('begins', `a fence device confirms that ${name} is off`);
  const off = `a fence device confirms that ${name} is off`;
  if (run.helper !== undefined) {
    const helper = nameOf(config, run.helper);
    return wait(`failed there (${run.lastError}); now ${helper} tries`, off);
  }
  if (run.attempts > 0) {
    const failed = `failed ${times(run.attempts)}, the last time with ${run.lastError}`;
    return run.state === 'running'
      ? wait(`${failed}; the next try is under way`, off)
      : wait(failed, nextTry(run.retryAt, now), run.retryAt);
  }
  if (run.state === 'waiting') return wait(`waits: ${run.lastError}`, `it goes on, and ${off}`, run.retryAt);
  return wait('is under way', off);
}

function nextTry(retryAt: Millis | null, now: Millis): string {
  if (retryAt === null) return 'the next try succeeds';
  const seconds = Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? `the next try, in ${seconds} s, succeeds` : 'the next try, which is due now, succeeds';
}

/** `once`, `twice`, `3 times` */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function nameOf(config: ClusterConfig, id: NodeId): string {
  return config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
}
