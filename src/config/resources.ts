/** Resources: defined under `<resources>` and used by `ref`, or written where they are used. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { mergeActions, readActions } from './actions.ts';
import { completeAttributes, type UniqueValues } from './agent-attributes.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { REFERENCE_RULE } from './grammar/resource-rules.ts';
import type { Surroundings } from './inheritance.ts';
import { FORBIDDEN, KNOWN_TYPES, SHAREABLE } from './known-types.ts';
import { mergeMeta, readMeta, warnAboutCounters } from './meta-attributes.ts';
import type { ResourceConfig } from './model.ts';
import type { Problems } from './problems.ts';
import { type ResourceDefaults, withDefaults } from './resource-defaults.ts';
import { isAction, type ResourceDefinition, readDefinition, typeOf } from './resource-definition.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export interface ResourceReader {
  /** The children of `<resources>`. Call it before any service is read. */
  define(elements: readonly XmlElement[]): void;
  /** The resources inside an element of a service; `service` as messages call it. */
  use(elements: readonly XmlElement[], service: string, around: Surroundings): readonly ResourceConfig[];
  /** Reports references to nothing; call it after all services. */
  finish(): void;
}

/** For a name that is given twice. */
export const TAKEN_HINT = 'give this one its own';

interface Reference {
  readonly attributes: Attributes;
  readonly type: string;
  readonly ref: string;
}

export function createResourceReader(
  agents: AgentRegistry,
  defaults: ResourceDefaults,
  problems: Problems,
): ResourceReader {
  const defined = new Map<string, ResourceDefinition>();
  const inline = new Map<string, { readonly element: XmlElement; readonly service: string }>();
  const uses = new Map<string, { readonly line: number; readonly service: string }>();
  const unique: UniqueValues = new Map();
  const unresolved: Reference[] = [];

  /** Undefined when it has no name, or one that is taken; reported. */
  function define(element: XmlElement): ResourceDefinition | undefined {
    const known = typeOf(element, agents, problems);
    if (known === undefined) return undefined;
    const definition = readDefinition(withDefaults(element, known.type, defaults), known, unique, problems);
    if (definition === undefined) return undefined;
    const first = defined.get(definition.id)?.element ?? inline.get(definition.id)?.element;
    if (first === undefined) return definition;
    const message = `the name is taken by the ${known.type} in line ${first.at.line}`;
    definition.reader.error(definition.primary, message, TAKEN_HINT);
    return undefined;
  }

  function useOne(element: XmlElement, service: string, around: Surroundings): ResourceConfig | undefined {
    const isReference = element.attributes.has('ref');
    const found = isReference ? refer(element, service) : define(element);
    if (found === undefined) {
      // What is inside is judged all the same.
      useAll(element.children, service, around);
      return undefined;
    }
    if (!isReference) inline.set(found.id, { element, service });
    const { type, name, id, agent, actions, meta } = found;
    if (agent === undefined) {
      const hint = KNOWN_TYPES[type] || undefined;
      const message = `${service}: no agent for type ${type} in this version: the service will not be started`;
      problems.warning(element, message, hint === undefined ? undefined : `${hint} may do its job`);
    }
    warnAboutCounters(found.at, meta);
    refuseForbidden(element, type, around);
    const attributes =
      agent === undefined
        ? found.attributes
        : completeAttributes(found.reader, agent, found.attributes, around, element, problems);
    const inner = [...around, { type, attributes: { name, ...attributes } }];
    const children = useAll(element.children, service, inner);
    return { ...meta, type, name, id, attributes, actions, children };
  }

  function refuseForbidden(element: XmlElement, type: string, around: Surroundings): void {
    const parent = around.at(-1)?.type ?? '';
    if (FORBIDDEN[parent]?.includes(type) !== true) return;
    const message = `<${type}> can't stand inside <${parent}>: rgmanager left it out without a word`;
    const hint =
      parent === 'nfsserver'
        ? 'one <nfsserver> with its <nfsclient>s directly inside is what rgmanager started'
        : `put it beside <${parent}>, or inside the file system that it exports`;
    problems.error(element, message, hint);
  }

  function refer(element: XmlElement, service: string): ResourceDefinition | undefined {
    const known = typeOf(element, agents, problems);
    if (known === undefined) return undefined;
    const { type } = known;
    const label = `${type} ref "${element.attributes.get('ref')?.value ?? ''}"`;
    const attributes = readAttributes(element, label, problems, REFERENCE_RULE);
    const ref = attributes.required('ref');
    const meta = readMeta(attributes);
    const actions = readActions(element.children.filter(isAction), attributes.label, problems);
    for (const { name, nameAt } of attributes.rest()) {
      const place = { at: nameAt, path: element.path };
      const message = `${attributes.label}: ${name} is ignored beside ref`;
      problems.warning(place, message, 'write it where the resource is defined');
    }
    if (ref === undefined) return undefined;
    const definition = defined.get(`${type}:${ref}`);
    if (definition === undefined) {
      unresolved.push({ attributes, type, ref });
      return undefined;
    }
    if (isSecondUse(attributes, definition, service)) return undefined;
    return {
      ...definition,
      at: attributes,
      actions: mergeActions(definition.actions, actions),
      meta: mergeMeta(definition.meta, meta),
    };
  }

  /**
   * Reports it. rgmanager lets some types be used by several services, and several times in one, below different
   * parents; of any other it leaves out the second use, as the tools do that go on with a file like that.
   */
  function isSecondUse(attributes: Attributes, { id, type }: ResourceDefinition, service: string): boolean {
    if (SHAREABLE.has(type)) return false;
    const first = uses.get(id);
    if (first === undefined) {
      uses.set(id, { line: attributes.element.at.line, service });
      return false;
    }
    const message = `it is used by ${first.service} in line ${first.line} already`;
    const hint = 'a resource belongs to one service, else it could run on two nodes at once';
    attributes.error('ref', message, hint);
    return true;
  }

  function useAll(
    elements: readonly XmlElement[],
    service: string,
    around: Surroundings,
  ): readonly ResourceConfig[] {
    const resources: ResourceConfig[] = [];
    for (const element of elements) {
      if (isAction(element)) continue;
      if (element.name === 'service')
        problems.structural(element, `${service}: a service can't hold a service`);
      else {
        const resource = useOne(element, service, around);
        if (resource !== undefined) resources.push(resource);
      }
    }
    return resources;
  }

  return {
    define(elements) {
      for (const element of elements) {
        const definition = define(element);
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
