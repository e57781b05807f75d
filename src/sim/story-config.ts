/** The cluster.xml of a story, read by the real reader; its resources are of the types `sim` and `simguest`. */
import { createRegistry } from '#src/agents/registry.ts';
import { loadConfig } from '#src/config/load.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { formatProblems } from '#src/config/report.ts';
import { guestAgent } from './guest-agent.ts';
import { simAgent } from './services.ts';

const REGISTRY = createRegistry([simAgent, guestAgent]);

/** Throws with all problems when there is an error in it. */
export function readStoryConfig(xml: string, file: string): { readonly config: ClusterConfig } {
  const { config, problems } = loadConfig(xml, file, REGISTRY);
  if (config === undefined) throw new Error(formatProblems(problems).join('\n'));
  return { config };
}
