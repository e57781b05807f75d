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

/** What came of asking an agent for its metadata. `missing`: it can't be run here. */
export type AgentDescription =
  | { readonly kind: 'described'; readonly metadata: AgentMetadata }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'silent'; readonly reason: string };

/** Runs the agent once. Never rejects; settles within 5 s and what it takes to kill it. */
export async function describeAgent(ports: AgentPorts, agent: string): Promise<AgentDescription> {
  const device = {
    name: agent,
    agent,
    action: 'metadata',
    attributes: {},
    timeout: METADATA_TIMEOUT,
  };
  const answer = await callAgent(ports, device, 'metadata', '');
  if (answer.kind === 'failed') {
    return { kind: answer.failure === 'missing' ? 'missing' : 'silent', reason: answer.reason };
  }
  const metadata = answer.kind === 'ok' ? parseMetadata(answer.text) : undefined;
  if (metadata === undefined) return { kind: 'silent', reason: 'what it prints is no metadata' };
  return { kind: 'described', metadata };
}

async function ask(ports: AgentPorts, agent: string): Promise<AgentMetadata | undefined> {
  const description = await describeAgent(ports, agent);
  return description.kind === 'described' ? description.metadata : undefined;
}
