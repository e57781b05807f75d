/** Whether two versions of a resource or of a service's own settings are the same in effect, for delta.ts. */
import type { Agent } from '#src/agents/agent.ts';
import type { ResourceConfig, ServiceConfig } from './model.ts';

/**
 * Names of the attributes whose values differ for the agent: defaults filled in, those without effect left out. Values
 * count as written, since only the agent knows which spellings mean the same.
 */
export function changedAttributes(
  before: ResourceConfig,
  after: ResourceConfig,
  agent: Agent | undefined,
): readonly string[] {
  const defaults = new Map(agent?.attributes.map((spec) => [spec.name, spec.default]));
  const ineffective = new Set(
    agent?.attributes.filter(({ ignored }) => ignored !== undefined).map(({ name }) => name),
  );
  const value = ({ attributes }: ResourceConfig, name: string): string | undefined =>
    attributes[name] ?? defaults.get(name);
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)]);
  return [...names].filter((name) => !ineffective.has(name) && value(before, name) !== value(after, name));
}

/** Whether any of these attributes takes effect at a start only. */
export function needsRestart(attributes: readonly string[], agent: Agent | undefined): boolean {
  const live = new Set(
    agent?.attributes.filter(({ reconfigurable }) => reconfigurable === true).map(({ name }) => name),
  );
  return attributes.some((name) => !live.has(name));
}

/** Whether both are looked at alike, and recover alike. */
export function sameOperation(before: ResourceConfig, after: ResourceConfig): boolean {
  const operation = ({ actions, independent, ...resource }: ResourceConfig): unknown => [
    ...[actions, independent, resource.maxRestarts, resource.restartExpireTime],
    ...[resource.maxFailures, resource.failureExpireTime],
  ];
  return JSON.stringify(operation(before)) === JSON.stringify(operation(after));
}

/** Attributes of the service itself that differ, by their names in the file. */
export function changedSettings(before: ServiceConfig, after: ServiceConfig): readonly string[] {
  const fields = Object.keys(after).filter((field) => !APART.has(field)) as (keyof ServiceConfig)[];
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** What makes the service, and the tree in it. */
const APART: ReadonlySet<string> = new Set(['id', 'kind', 'name', 'only', 'instanceOf', 'resources']);
