/** Reads what a fence agent says of itself (`action=metadata`): which actions and parameters it knows. */
import { SaxesParser } from 'saxes';

export interface AgentMetadata {
  readonly name: string;
  readonly actions: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
}

/** Undefined for anything that is not the `<resource-agent>` document of the fence agent API. Never throws. */
export function parseMetadata(xml: string): AgentMetadata | undefined {
  const actions = new Set<string>();
  const parameters = new Set<string>();
  let root: { readonly element: string; readonly name: string } | undefined;
  let broken = false;
  const parser = new SaxesParser();
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', (tag) => {
    const name = tag.attributes['name'] ?? '';
    root ??= { element: tag.name, name };
    if (tag.name === 'action' && name !== '') actions.add(name);
    if (tag.name === 'parameter' && name !== '') parameters.add(name);
  });
  parser.write(xml.trimStart()).close();
  if (broken || root?.element !== 'resource-agent' || actions.size === 0) return undefined;
  return { name: root.name, actions, parameters };
}
