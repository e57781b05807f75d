/** Reads what a fence agent says of itself (`action=metadata`): which actions and parameters it knows. */
import { SaxesParser } from 'saxes';

export interface AgentMetadata {
  readonly name: string;
  readonly actions: ReadonlySet<string>;
  /** By name, old names included. */
  readonly parameters: ReadonlyMap<string, AgentParameter>;
}

export interface AgentParameter {
  readonly name: string;
  /** So it says; an old and a new name of one thing both say it. */
  readonly required: boolean;
  /** `string`, `integer`, `second`, `boolean`, `select`; '' when it does not say. */
  readonly type: string;
  /** Of a `select`. */
  readonly choices: readonly string[];
  readonly default: string | undefined;
  /** The old name of the same thing. */
  readonly obsoletes: string | undefined;
  readonly deprecated: boolean;
  /** Its spelling on a command line: names of one thing have the same. '' when it has none. */
  readonly option: string;
}

type Draft = { -readonly [K in keyof AgentParameter]: AgentParameter[K] } & { choices: string[] };

/** Undefined for anything that is not the `<resource-agent>` document of the fence agent API. Never throws. */
export function parseMetadata(xml: string): AgentMetadata | undefined {
  const actions = new Set<string>();
  const parameters = new Map<string, Draft>();
  let root: { readonly element: string; readonly name: string } | undefined;
  let broken = false;
  let current: Draft | undefined;
  const parser = new SaxesParser();
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', (tag) => {
    const { attributes } = tag;
    const name = attributes['name'] ?? '';
    root ??= { element: tag.name, name };
    switch (tag.name) {
      case 'action':
        if (name !== '') actions.add(name);
        break;
      case 'parameter':
        current = parameter(name, attributes);
        if (name !== '') parameters.set(name, current);
        break;
      case 'getopt':
        if (current !== undefined) current.option = attributes['mixed'] ?? '';
        break;
      case 'content':
        if (current === undefined) break;
        current.type = attributes['type'] ?? '';
        current.default = attributes['default'];
        break;
      case 'option':
        current?.choices.push(attributes['value'] ?? '');
        break;
    }
  });
  parser.on('closetag', (tag) => {
    if (tag.name === 'parameter') current = undefined;
  });
  parser.write(xml.trimStart()).close();
  if (broken || root?.element !== 'resource-agent' || actions.size === 0) return undefined;
  return { name: root.name, actions, parameters };
}

/** Before its content has been read. */
function parameter(name: string, attributes: Readonly<Record<string, string>>): Draft {
  return {
    name,
    required: attributes['required'] === '1',
    type: '',
    choices: [],
    default: undefined,
    obsoletes: attributes['obsoletes'],
    deprecated: attributes['deprecated'] === '1',
    option: '',
  };
}
