/**
 * The services of a file, for tools that show or try them: also of one that lacks what only a cluster needs (nodes,
 * links, fencing), such as a file that is being written, or a cluster.conf that is not moved over yet.
 */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ConfigProblem, NodeConfig, ServiceConfig } from './model.ts';
import { createProblems, sortProblems } from './problems.ts';
import { readRm } from './rm.ts';
import { suggestion } from './suggest.ts';
import { writeOutReferences } from './top-references.ts';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml-element.ts';

export interface ServicesOfFile {
  /** The cluster's name; empty when the file gives none. */
  readonly cluster: string;
  /** Names of the nodes, if the file has any. */
  readonly nodes: readonly string[];
  /** What could be read; a resource or service with an error may be missing. */
  readonly services: readonly ServiceConfig[];
  /** Of `<rm>` alone, in the order of the file. With `complete` false the file is no XML, or no cluster.xml. */
  readonly problems: readonly ConfigProblem[];
  readonly complete: boolean;
}

/** Pure; never throws. `file` only names the text in the problems. */
export function loadServices(text: string, file: string, agents: AgentRegistry): ServicesOfFile {
  const { root, problems: broken } = parseXml(text, file);
  const empty = { cluster: '', nodes: [], services: [], complete: false };
  if (root === undefined) return { ...empty, problems: broken };
  const problems = createProblems(file);
  if (root.name !== 'cluster') {
    const hint = suggestion(root.name, ['cluster']);
    problems.error(root, `the first element must be <cluster>, not <${root.name}>`, hint);
    return { ...empty, problems: [...broken, ...problems.list] };
  }
  const nodes = namesOf(root, 'clusternodes', 'clusternode');
  const rms = root.children.filter(({ name }) => name === 'rm').map(writeOutReferences);
  for (const rm of rms.slice(1)) problems.error(rm, '<rm> is given twice');
  const { services } = readRm(rms[0], knownNodes(root, nodes), agents, problems);
  const all = sortProblems([...broken, ...problems.list]);
  const cluster = root.attributes.get('name')?.value ?? '';
  return { cluster, nodes, services, problems: all, complete: true };
}

/** Undefined without any in the file: then every name may be a node's. */
function knownNodes(root: XmlElement, names: readonly string[]): readonly NodeConfig[] | undefined {
  if (inside(root, 'clusternodes').length === 0) return undefined;
  return names.map((name, index) => ({ id: index + 1, name, votes: 1, addresses: [], fence: [] }));
}

/** Names of the grandchildren. */
function namesOf(element: XmlElement, child: string, grandchild: string): readonly string[] {
  const grandchildren = inside(element, child).flatMap((each) => inside(each, grandchild));
  return grandchildren.flatMap((each) => each.attributes.get('name')?.value ?? []);
}

function inside(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
