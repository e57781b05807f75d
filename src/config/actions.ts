/** `<action name="status" depth="*" interval="30" timeout="10"/>`: other timing than the agent's own. */
import { readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import type { ActionOverride } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

const ACTIONS = [
  'start',
  'stop',
  'monitor',
  'status',
  'migrate',
  'promote',
  'demote',
  'recover',
  'reload',
] as const;
const DEEPEST = 1000;

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
  const attributes = readAttributes(element, label, problems);
  attributes.required('name');
  const name = attributes.choice('name', ACTIONS, undefined);
  // rgmanager: a missing depth means every depth.
  const everyDepth = (attributes.text('depth') ?? '*') === '*';
  const depth = everyDepth ? '*' : attributes.integer('depth', [0, DEEPEST], 0);
  const interval = attributes.duration('interval', { style: 'rgmanager' }, undefined);
  const timeout = attributes.duration('timeout', { min: 1, style: 'rgmanager' }, undefined);
  attributes.finish();
  expectNoChildren(element, problems);
  return name === undefined ? [] : [{ name: name === 'status' ? 'monitor' : name, depth, interval, timeout }];
}
