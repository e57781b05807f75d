/** Resources: defined under `<resources>` and used by `ref`, or written where they are used. */
import type { Agent, AgentRegistry } from '#src/agents/agent.ts';
import { mergeActions, readActions } from './actions.ts';
import { readAgentAttributes, type UniqueValues } from './agent-attributes.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { KNOWN_TYPES, primaryAttribute, SHAREABLE, STRUCTURAL_ATTRIBUTES } from './known-types.ts';
import type { ResourceConfig } from './model.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

type Definition = Omit<ResourceConfig, 'children'> & {
  readonly element: XmlElement;
  readonly agent: Agent | undefined;
};

export interface ResourceReader {
  /** The children of `<resources>`. Call it before any service is read. */
  define(elements: readonly XmlElement[]): void;
  /** The resources inside an element of a service; `service` as messages call it. */
  use(elements: readonly XmlElement[], service: string): readonly ResourceConfig[];
  /** Reports references to nothing; call it after all services. */
  finish(): void;
}

/** For a name that is given twice. */
export const TAKEN_HINT = 'give this one its own';

export function createResourceReader(agents: AgentRegistry, problems: Problems): ResourceReader {
  const defined = new Map<string, Definition>();
  const inline = new Map<string, { readonly element: XmlElement; readonly service: string }>();
  const uses = new Map<string, { readonly line: number; readonly service: string }>();
  const unique: UniqueValues = new Map();
  const unresolved: { readonly attributes: Attributes; readonly type: string; readonly ref: string }[] = [];

  /** Undefined for a type that nobody knows; reported. */
  function typeOf(
    element: XmlElement,
  ): { readonly type: string; readonly agent: Agent | undefined } | undefined {
    const agent = agents.find(element.name);
    if (agent !== undefined || Object.hasOwn(KNOWN_TYPES, element.name))
      return { type: agent?.type ?? element.name, agent };
    const types = [...agents.types, ...Object.keys(KNOWN_TYPES)];
    const own = suggestion(element.name, agents.types);
    const near = suggestion(element.name, types);
    const hint = near?.startsWith('did') === true ? near : own;
    problems.error(element, `unknown type of resource <${element.name}>`, hint);
    return undefined;
  }

  function readDefinition(element: XmlElement): Definition | undefined {
    const known = typeOf(element);
    if (known === undefined) return undefined;
    const { type, agent } = known;
    const primary = agent === undefined ? primaryAttribute(type) : 'name';
    const attributes = readAttributes(
      element,
      `${type} "${element.attributes.get(primary)?.value ?? ''}"`,
      problems,
    );
    const name = agent === undefined ? attributes.required(primary) : attributes.name(primary);
    readStructural(attributes);
    const actions = readActions(element.children.filter(isAction), attributes.label, problems);
    const values =
      agent === undefined ? takeRest(attributes) : readAgentAttributes(attributes, agent, unique);
    attributes.finish();
    if (name === undefined) return undefined;
    const id = `${type}:${name}`;
    const first = defined.get(id)?.element ?? inline.get(id)?.element;
    if (first !== undefined) {
      attributes.error(primary, `the name is taken by the ${type} in line ${first.at.line}`, TAKEN_HINT);
      return undefined;
    }
    const shown = primary === 'name' ? values : { [primary]: name, ...values };
    return { type, name, id, attributes: shown, actions, element, agent };
  }

  function useOne(element: XmlElement, service: string): ResourceConfig | undefined {
    const found = element.attributes.has('ref') ? refer(element, service) : readDefinition(element);
    const children = useAll(element.children, service);
    if (found === undefined) return undefined;
    if (found.element === element) inline.set(found.id, { element, service });
    if (found.agent === undefined) {
      const hint = KNOWN_TYPES[found.type] || undefined;
      const message = `${service}: no agent for type ${found.type} in this version: the service will not be started`;
      problems.warning(element, message, hint === undefined ? undefined : `${hint} may do its job`);
    }
    const { type, name, id, attributes, actions } = found;
    return { type, name, id, attributes, actions, children };
  }

  function refer(element: XmlElement, service: string): Definition | undefined {
    const known = typeOf(element);
    if (known === undefined) return undefined;
    const { type } = known;
    const attributes = readAttributes(
      element,
      `${type} ref "${element.attributes.get('ref')?.value ?? ''}"`,
      problems,
    );
    const ref = attributes.required('ref');
    readStructural(attributes);
    const actions = readActions(element.children.filter(isAction), attributes.label, problems);
    for (const { name, nameAt } of attributes.rest()) {
      const place = { at: nameAt, path: element.path };
      problems.warning(
        place,
        `${attributes.label}: ${name} is ignored beside ref`,
        'write it where the resource is defined',
      );
    }
    if (ref === undefined) return undefined;
    const definition = defined.get(`${type}:${ref}`);
    if (definition === undefined) {
      unresolved.push({ attributes, type, ref });
      return undefined;
    }
    refuseSecondUse(attributes, definition, service);
    return { ...definition, actions: mergeActions(definition.actions, actions) };
  }

  function refuseSecondUse(attributes: Attributes, { id, type }: Definition, service: string): void {
    const key = SHAREABLE.has(type) ? `${service} ${id}` : id;
    const first = uses.get(key);
    if (first === undefined) {
      uses.set(key, { line: attributes.element.at.line, service });
      return;
    }
    const message = `it is used by ${first.service} in line ${first.line} already`;
    attributes.error(
      'ref',
      message,
      'a resource belongs to one service, else it could run on two nodes at once',
    );
  }

  function useAll(elements: readonly XmlElement[], service: string): readonly ResourceConfig[] {
    const resources: ResourceConfig[] = [];
    for (const element of elements) {
      if (isAction(element)) continue;
      if (element.name === 'service') problems.error(element, `${service}: a service can't hold a service`);
      else {
        const resource = useOne(element, service);
        if (resource !== undefined) resources.push(resource);
      }
    }
    return resources;
  }

  return {
    define(elements) {
      for (const element of elements) {
        const definition = readDefinition(element);
        if (definition !== undefined) defined.set(definition.id, definition);
        for (const child of element.children) {
          if (isAction(child)) continue;
          const message = `<${child.name}> is ignored inside <resources><${element.name}>`;
          problems.warning(child, message, 'nest resources where a service uses them');
        }
      }
    },
    use: useAll,
    finish() {
      const known = Map.groupBy(defined.values(), (each) => each.type);
      for (const { attributes, type, ref } of unresolved) {
        const other = inline.get(`${type}:${ref}`);
        if (other !== undefined) {
          const message = `"${ref}" is defined inside ${other.service} in line ${other.element.at.line} and belongs to it`;
          attributes.error('ref', message, 'define it under <resources> to use it by ref');
          continue;
        }
        const names = (known.get(type) ?? []).map((each) => each.name);
        attributes.error('ref', `there is no ${type} "${ref}" under <resources>`, suggestion(ref, names));
      }
    },
  };
}

function isAction(element: XmlElement): boolean {
  return element.name === 'action';
}

function readStructural(attributes: Attributes): void {
  attributes.ignore(STRUCTURAL_ATTRIBUTES);
  // Picket always does what this asks for.
  attributes.accept('__enforce_timeouts');
}

function takeRest(attributes: Attributes): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.rest().map(({ name, value }) => [name, value]));
}
