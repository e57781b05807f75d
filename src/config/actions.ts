/** `<action name="status" depth="*" interval="30" timeout="10"/>`: other timing than the agent's own. */
import { readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { ACTION, ACTION_NAMES } from './grammar/services.ts';
import type { ActionOverride } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

/** Of all that agents of rgmanager's have, what Picket calls. */
const CALLED: ReadonlySet<string> = new Set([
  ...['start', 'stop', 'monitor', 'status', 'migrate', 'promote', 'demote', 'recover', 'reload'],
]);

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
  attributes.required('name');
  const name = attributes.choice('name', ACTION_NAMES, undefined);
  // rgmanager: a missing depth means every depth.
  const everyDepth = (attributes.text('depth') ?? '*') === '*';
  const depth = everyDepth ? '*' : attributes.integer('depth', 0);
  const interval = attributes.duration('interval', undefined);
  const timeout = attributes.duration('timeout', undefined);
  attributes.finish();
  expectNoChildren(element, problems);
  if (name === undefined) return [];
  if (!CALLED.has(name)) {
    attributes.warning('name', `action "${name}" is ignored: it is never called`);
    return [];
  }
  return [{ name: name === 'status' ? 'monitor' : name, depth, interval, timeout }];
}
