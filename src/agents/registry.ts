/** The types of resources that this version can run. */
import type { Agent, AgentRegistry } from './agent.ts';
import { createExistingTypes } from './existing-types.ts';
import { createOcfAgent } from './ocf.ts';
import { createProcessAgent } from './process.ts';
import { createSystemdAgent } from './systemd.ts';
import { createVmAgent } from './vm/vm.ts';

export function createRegistry(all: readonly Agent[]): AgentRegistry {
  const byName = new Map(
    all.flatMap((agent) => [agent.type, ...agent.aliases].map((name) => [name, agent] as const)),
  );
  return { find: (type) => byName.get(type), types: all.map((agent) => agent.type) };
}

const ocf = createOcfAgent();

export const agents: AgentRegistry = createRegistry([
  createProcessAgent(),
  ocf,
  createSystemdAgent(),
  createVmAgent(),
  ...createExistingTypes(ocf),
]);
