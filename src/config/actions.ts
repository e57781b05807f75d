/** `<action name="status" depth="*" interval="30" timeout="10"/>`: other timing than the agent's own. */
import { oneOf } from './attribute-values.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { ACTION, CALLED_ACTIONS, UNCALLED_ACTIONS } from './grammar/services.ts';
import type { ActionOverride } from './model.ts';
import type { Problems } from './problems.ts';
import { didYouMean } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export function readActions(
  elements: readonly XmlElement[],
  label: string,
  problems: Problems,
): readonly ActionOverride[] {
  return elements.flatMap((element) => readAction(element, `${label}, <action>`, problems));
}

/** What stands where a resource is used replaces what stands where it is defined. */
export function mergeActions(
  defined: readonly ActionOverride[],
  used: readonly ActionOverride[],
): readonly ActionOverride[] {
  const kept = defined.filter(
    (action) => !used.some((other) => other.name === action.name && other.depth === action.depth),
  );
  return [...kept, ...used];
}

function readAction(element: XmlElement, label: string, problems: Problems): readonly ActionOverride[] {
  const attributes = readAttributes(element, label, problems, ACTION);
  const name = readName(attributes);
  // rgmanager: a missing depth means every depth.
  const everyDepth = (attributes.text('depth') ?? '*') === '*';
  const depth = everyDepth ? '*' : attributes.integer('depth', 0);
  const interval = attributes.duration('interval', undefined);
  const timeout = attributes.duration('timeout', undefined);
  attributes.finish();
  expectNoChildren(element, problems);
  if (name === undefined) return [];
  return [{ name: name === 'status' ? 'monitor' : name, depth, interval, timeout }];
}

/** Undefined for one that is never called, too: reported. */
function readName(attributes: Attributes): string | undefined {
  const name = attributes.required('name')?.toLowerCase();
  if (name === undefined || CALLED_ACTIONS.some((action) => action === name)) return name;
  if (UNCALLED_ACTIONS.some((action) => action === name)) {
    attributes.warning('name', `action "${name}" is ignored: Picket never calls it`);
  } else {
    const hint = didYouMean(name, CALLED_ACTIONS);
    attributes.wrong('name', `name must be ${oneOf(CALLED_ACTIONS)}, not "${name}"`, hint);
  }
  return undefined;
}
