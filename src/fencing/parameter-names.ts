/**
 * Finds what a fence agent understands under a name. Agents have kept the names of cluster.conf beside the new ones
 * (`ipaddr`, `ip`), and take `-` for `_`; of two names of one thing they take the last that they read. Pure.
 */
import type { AgentMetadata, AgentParameter } from '#src/fencing/metadata.ts';

export interface ParameterNames {
  /** All names of the parameter that this one means; undefined when the agent knows no such. */
  namesOf(attribute: string): ReadonlySet<string> | undefined;
  parameter(attribute: string): AgentParameter | undefined;
  /** The parameters under their new names, in the agent's order. */
  readonly current: readonly AgentParameter[];
}

export function parameterNames({ parameters }: AgentMetadata): ParameterNames {
  const groups = new Map<string, Set<string>>();
  const byOption = new Map<string, Set<string>>();
  for (const { name, option, obsoletes } of parameters.values()) {
    const relatives = [groups.get(name), byOption.get(option), groups.get(obsoletes ?? '')];
    const group = new Set([name, ...relatives.flatMap((relative) => [...(relative ?? [])])]);
    if (obsoletes !== undefined) group.add(obsoletes);
    for (const member of group) groups.set(member, group);
    if (option !== '') byOption.set(option, group);
  }
  const spelled = (attribute: string): string | undefined =>
    [attribute, attribute.replaceAll('-', '_'), attribute.replaceAll('_', '-')].find((name) =>
      parameters.has(name),
    );
  const parameter = (attribute: string): AgentParameter | undefined =>
    parameters.get(spelled(attribute) ?? '');
  return {
    namesOf: (attribute) => groups.get(spelled(attribute) ?? ''),
    parameter,
    current: [...parameters.values()].filter(({ deprecated }) => !deprecated),
  };
}
