/** `<clusternodes>`: who is in the cluster, under which addresses, and how each is fenced. */
import { type ListedAddress, reportStrangers } from './address-lists.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { readChildren } from './children.ts';
import { type FenceContext, readFence, readUnfence } from './fence-methods.ts';
import { CLUSTERNODE, CLUSTERNODES } from './grammar/nodes.ts';
import type { HeartbeatConfig, NodeConfig } from './model.ts';
import { checkUniqueAddresses, type NodeDraft, readAddresses, resolveAddresses } from './node-addresses.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

/** More than this has not been tried. */
const TRIED_NODES = 32;

/** `links` are the file's, or `default` (and `altname`) when it names none. */
export function readNodes(
  element: XmlElement | undefined,
  cluster: XmlElement,
  speech: { readonly heartbeat: HeartbeatConfig; readonly listed: readonly ListedAddress[] },
  fence: FenceContext,
): { readonly nodes: readonly NodeConfig[]; readonly links: readonly string[] } {
  const { problems } = fence;
  const { heartbeat, listed } = speech;
  if (element === undefined) {
    problems.structural(
      cluster,
      '<clusternodes> is missing',
      'it lists the nodes: <clusternode name="..." nodeid="1">',
    );
    return { nodes: [], links: heartbeat.links };
  }
  readAttributes(element, '<clusternodes>', problems, CLUSTERNODES).finish();
  const drafts: (NodeDraft & Pick<NodeConfig, 'id' | 'votes' | 'fence' | 'unfence'>)[] = [];
  const { clusternode } = readChildren(element, CLUSTERNODES, problems);
  for (const child of clusternode) {
    const attributes = readAttributes(
      child,
      `node "${child.attributes.get('name')?.value ?? ''}"`,
      problems,
      CLUSTERNODE,
    );
    attributes.name();
    const id = readId(attributes);
    const votes = attributes.integer('votes', 1);
    const children = readChildren(child, CLUSTERNODE, problems);
    const draft = readAddresses(child, attributes, children, speech, problems);
    attributes.finish();
    const methods = readFence(child, draft.name, children.fence, fence);
    const unfence = readUnfence(draft.name, children.unfence, fence);
    // Kept in spite of errors, so that what refers to it is not reported too.
    drafts.push({ ...draft, id: id ?? 0, votes, fence: methods, ...(unfence.length > 0 && { unfence }) });
  }
  if (clusternode.length === 0) problems.structural(element, '<clusternodes> holds no node');
  if (clusternode.length > TRIED_NODES) {
    problems.warning(element, `${clusternode.length} nodes: more than ${TRIED_NODES} have not been tried`);
  }
  checkUnique(drafts, problems);
  const names = drafts.map(({ name }) => name);
  reportStrangers(listed, names, problems);
  const { links, addresses } = resolveAddresses(drafts, heartbeat, problems);
  checkUniqueAddresses(drafts, addresses, problems);
  const nodes = drafts.map(({ id, name, votes, fence: methods, unfence }, index) => {
    const given = unfence === undefined ? {} : { unfence };
    return { id, name, votes, addresses: addresses[index] ?? [], fence: methods, ...given };
  });
  return { nodes: nodes.toSorted((a, b) => a.id - b.id), links };
}

function readId(attributes: Attributes): number | undefined {
  return attributes.required('nodeid') === undefined ? undefined : attributes.integer('nodeid', undefined);
}

function checkUnique(drafts: readonly (NodeDraft & Pick<NodeConfig, 'id'>)[], problems: Problems): void {
  const ids = new Map<number, NodeDraft>();
  const names = new Map<string, NodeDraft>();
  for (const draft of drafts) {
    const { id, name, element } = draft;
    const sameId = ids.get(id);
    const sameName = names.get(name.toLowerCase());
    if (sameId === undefined) ids.set(id, draft);
    else if (id !== 0) {
      const at = element.attributes.get('nodeid')?.at ?? element.at;
      const message = `node "${name}": nodeid ${id} is taken by node "${sameId.name}" in line ${sameId.element.at.line}`;
      problems.error({ at, path: element.path }, message, 'each node needs its own');
    }
    if (sameName === undefined) names.set(name.toLowerCase(), draft);
    else if (name !== '') {
      const at = element.attributes.get('name')?.at ?? element.at;
      problems.error(
        { at, path: element.path },
        `node "${name}": the name is taken in line ${sameName.element.at.line}`,
      );
    }
  }
}
