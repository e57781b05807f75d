/**
 * What this node does as a member whose coordinator could not fence a lost node itself: it tries the node's methods once,
 * and says what came of it. It obeys only the coordinator of its active view, and only while its own ledger calls the node
 * lost: a word that it is down, or the end of the view, ends the attempt.
 */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import { deviceMethods } from '#src/fencing/device-list.ts';
import type { FenceProgress } from '#src/fencing/fence-types.ts';
import type { FencerPorts } from '#src/fencing/fencer.ts';
import { fenceOnce, powerOnOnce, type RoundRequest, type RoundResult } from '#src/fencing/one-round.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Member, NodeId } from '#src/membership/types.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { doubtedDevices } from './doubted-devices.ts';
import type { EventFields } from './event-log.ts';
import { type FenceRecord, fenceKey } from './records.ts';

type FenceOrder = Extract<Request, { type: 'fence' }>;

export interface FenceHelperDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly agreement: () => Agreement;
  /** See SelfDoubt.confirmed. */
  readonly confirmed: () => Promise<void> | undefined;
  /** This daemon is about to end. */
  readonly restarting: () => boolean;
  readonly ports: FencerPorts;
  readonly emit: (event: EventFields) => void;
}

export interface FenceHelper {
  /** Never rejects. Bounded by the deadlines of the agents. */
  answer(from: Member, order: FenceOrder): Promise<Reply>;
  /** The ledger has changed: what is not lost any more is not shot. */
  follow(): void;
  /** The view has ended: so has every attempt in it. Resolves when no agent of one runs any more. */
  viewEnded(): Promise<void>;
}

interface Attempt {
  readonly node: NodeId;
  readonly cancel: AbortController;
  readonly over: Promise<RoundResult>;
}

export function createFenceHelper(deps: FenceHelperDeps): FenceHelper {
  const attempts = new Set<Attempt>();

  function refuse(reason: string): Reply {
    return { type: 'refused', reason, promised: deps.agreement().highestEpoch };
  }

  function objection(from: Member, { epoch, version, id, node, step }: FenceOrder): string | undefined {
    const agreement = deps.agreement();
    if (deps.restarting()) return 'the daemon restarts';
    if (!agreement.obeys(from, epoch)) return 'not the coordinator of the active view';
    if (agreement.version < version)
      return `the ledger here is at version ${agreement.version}, the order at ${version}`;
    const { ledger } = agreement;
    const record = ledger.get(fenceKey(id))?.value as FenceRecord | undefined;
    const { standing } = nodeRecord(ledger, node);
    if (node === deps.self || record?.node !== node) return 'the ledger knows nothing of that fence';
    if (step === 'power-on') return standing === 'fenced' ? undefined : 'it does not count as fenced';
    if (standing !== 'lost' || record.state !== 'running')
      return 'the ledger does not say that it is being fenced';
    if ([...attempts].some((attempt) => attempt.node === node)) return 'it is being tried already';
    return undefined;
  }

  function observe({ name, fence }: NodeConfig, id: string, by: string, progress: FenceProgress): void {
    if (progress.type !== 'shot') return;
    const { method, device, action } = progress;
    const agent =
      fence.find((one) => one.name === method)?.devices.find((one) => one.name === device)?.agent ?? '';
    const message = `sending "${action}" for ${name} to ${device} (method ${method}), as ${by} asked`;
    deps.emit({
      name: 'fence.shot',
      node: name,
      failover: id,
      message,
      data: { method, device, agent, action },
    });
  }

  async function turnOff(node: NodeConfig, request: RoundRequest, by: string): Promise<RoundResult> {
    const cancel = new AbortController();
    const observer = (progress: FenceProgress): void => observe(node, request.id, by, progress);
    const attempt = { node: node.id, cancel, over: fenceOnce(request, deps.ports, observer, cancel.signal) };
    attempts.add(attempt);
    try {
      return await attempt.over;
    } finally {
      attempts.delete(attempt);
    }
  }

  return {
    async answer(from, order) {
      await deps.confirmed();
      const wrong = objection(from, order);
      if (wrong !== undefined) return refuse(wrong);
      const { nodes } = deps.config();
      const node = nodes.find(({ id }) => id === order.node);
      if (node === undefined) return refuse('there is no such node in cluster.xml here');
      const target = { id: node.id, name: node.name };
      const doubted = doubtedDevices(nodes, deps.agreement().ledger, node);
      const request = { id: order.id, target, methods: deviceMethods(node), action: order.action, doubted };
      if (order.step === 'power-on') {
        // The fence stands, whatever becomes of the view.
        const reason = await powerOnOnce(request, order.method, deps.ports, new AbortController().signal);
        return { ...nothing(order), ok: reason === undefined, reason: reason ?? '' };
      }
      const by = nodes.find(({ id }) => id === from.id)?.name ?? `node ${from.id}`;
      const result = await turnOff(node, request, by);
      if (result.kind === 'failed') return { ...nothing(order), ok: false, ...failureOf(result) };
      const { method, evidence, verified, powerOn, agentMs, shotMs } = result;
      return { ...nothing(order), ok: true, method, evidence, verified, powerOn, agentMs, shotMs };
    },
    follow() {
      const { ledger } = deps.agreement();
      for (const { node, cancel } of attempts)
        if (nodeRecord(ledger, node).standing !== 'lost') cancel.abort();
    },
    async viewEnded() {
      for (const { cancel } of attempts) cancel.abort();
      await Promise.allSettled([...attempts].map(({ over }) => over));
    },
  };
}

function failureOf({ device, reason }: Extract<RoundResult, { kind: 'failed' }>): {
  readonly device: string;
  readonly reason: string;
} {
  return { device, reason };
}

function nothing({ epoch }: FenceOrder): Extract<Reply, { type: 'fenced' }> {
  const words = { reason: '', device: '', method: '', evidence: '' };
  return {
    type: 'fenced',
    epoch,
    ok: false,
    ...words,
    verified: false,
    powerOn: false,
    agentMs: 0,
    shotMs: 0,
  };
}
