/**
 * The agents as a node uses them: while it starts a guest, or makes ready for one that comes, libvirt's hook lets it
 * pass. The agent itself knows nothing of this.
 */
import type { Agent, AgentRegistry, MonitorResult, Operation, OperationResult } from '#src/agents/agent.ts';
import type { NodeDeps } from './node-deps.ts';

export interface GuestCare {
  /** Around a start of that guest here. Never rejects. */
  beforeStart(operation: Operation): Promise<void>;
  afterStart(operation: Operation, result: OperationResult): Promise<void>;
  /** It is about to come by a live migration; lasts as long as the ledger says so. Never rejects. */
  beforeComing(operation: Operation): Promise<void>;
  /** A thorough look has found it running. Returns at once. */
  looked(operation: Operation): void;
}

/** `guestsFolder` absent: nothing is kept here (a simulated node), so there is no such care. */
export function guardGuests(
  { agents, guestsFolder }: Pick<NodeDeps, 'agents' | 'guestsFolder'>,
  care: () => GuestCare,
): AgentRegistry {
  if (guestsFolder === undefined) return agents;
  const found = agents.find('vm');
  if (found === undefined) return agents;
  const guarded = guard(found, care);
  return {
    types: agents.types,
    find: (type) => {
      const agent = agents.find(type);
      return agent === found ? guarded : agent;
    },
  };
}

function guard(agent: Agent, care: () => GuestCare): Agent {
  const { migration } = agent;
  return {
    ...agent,
    async start(operation) {
      await care().beforeStart(operation);
      let result: OperationResult = { ok: false, reason: 'it broke off', timedOut: false };
      try {
        result = await agent.start(operation);
        return result;
      } finally {
        await care().afterStart(operation, result);
      }
    },
    async monitor(operation, depth): Promise<MonitorResult> {
      const result = await agent.monitor(operation, depth);
      if (depth > 0 && result.status === 'running') care().looked(operation);
      return result;
    },
    ...(migration !== undefined && {
      migration: {
        ...migration,
        async prepare(operation: Operation): Promise<OperationResult> {
          await care().beforeComing(operation);
          return migration.prepare(operation);
        },
      },
    }),
  };
}
