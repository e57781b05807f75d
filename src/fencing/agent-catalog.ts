/** Remembers what each fence agent says of itself, so that a failover need not ask. One catalog for the whole daemon. */
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { type AgentMetadata, parseMetadata } from '#src/fencing/metadata.ts';
import type { Millis } from '#src/host/ports.ts';

export interface AgentCatalog {
  /**
   * Undefined when the agent gives none, which is remembered for a minute. Bounded: an agent that hangs counts as
   * giving none after 5 s. Never rejects.
   */
  metadata(agent: string): Promise<AgentMetadata | undefined>;
}

const METADATA_TIMEOUT: Millis = 5_000;
const ASK_AGAIN_AFTER: Millis = 60_000;

interface Entry {
  readonly answer: Promise<AgentMetadata | undefined>;
  /** Monotonic ms after which it is asked again; undefined while asking, or when the answer stands. */
  staleAt: Millis | undefined;
}

export function createAgentCatalog(ports: AgentPorts): AgentCatalog {
  const entries = new Map<string, Entry>();
  return {
    metadata: (agent) => {
      const known = entries.get(agent);
      if (known !== undefined && (known.staleAt === undefined || ports.clock.now() < known.staleAt))
        return known.answer;
      const entry: Entry = { answer: ask(ports, agent), staleAt: undefined };
      entries.set(agent, entry);
      void entry.answer.then((metadata) => {
        if (metadata === undefined) entry.staleAt = ports.clock.now() + ASK_AGAIN_AFTER;
      });
      return entry.answer;
    },
  };
}

async function ask(ports: AgentPorts, agent: string): Promise<AgentMetadata | undefined> {
  const device = {
    name: agent,
    agent,
    action: 'metadata',
    attributes: {},
    timeout: METADATA_TIMEOUT,
  };
  const answer = await callAgent(ports, device, 'metadata', '');
  return answer.kind === 'ok' ? parseMetadata(answer.text) : undefined;
}
