/** `picket test delta`: what a change of configuration would stop and start; nothing is touched. */
import { agents } from '#src/agents/registry.ts';
import { configDelta, type ServiceDelta } from '#src/config/delta.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import { createFiles } from '#src/host/files.ts';
import { oneLine } from './columns.ts';
import { print } from './terminal.ts';
import { readTestFile } from './test-file.ts';

/** Exit code 0 also when something would change. Shows names, never values: they may be secrets. */
export async function testDelta(
  before: string,
  after: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const files = createFiles();
  const old = await readTestFile(files, before);
  const next = await readTestFile(files, after);
  const deltas = configDelta(old.services, next.services, agents);
  if (json === true) print(JSON.stringify({ ok: true, services: deltas.map(asJson) }));
  else for (const line of deltaLines(deltas)) print(oneLine(line));
  return 0;
}

function deltaLines(deltas: readonly ServiceDelta[]): readonly string[] {
  return [
    '=== Changes ===',
    ...(deltas.length === 0 ? ['none'] : deltas.flatMap(changes)),
    '=== Operations (down-phase) ===',
    ...deltas.flatMap(downPhase),
    '=== Operations (up-phase) ===',
    ...deltas.flatMap(upPhase),
  ];
}

function changes(delta: ServiceDelta): readonly string[] {
  const { service, change, stop, start, changed, settings } = delta;
  if (change !== 'changed') return [`${service}: ${change}`];
  const again = new Set(start.map(({ id }) => id));
  const told = new Set([
    ...changed.map(({ resource }) => resource),
    ...delta.removed,
    ...delta.added,
    ...delta.moved,
  ]);
  return [
    ...(settings.length > 0 ? [`${service}: ${settings.join(', ')}`] : []),
    ...changed.map(({ resource, attributes }) => `${service}, ${resource}: ${attributes.join(', ')}`),
    ...delta.removed.map((id) => `${service}, ${id}: removed`),
    ...delta.added.map((id) => `${service}, ${id}: added`),
    ...delta.moved.map((id) => `${service}, ${id}: moved under another parent`),
    ...stop
      .filter(({ id }) => again.has(id) && !told.has(id))
      .map(({ id }) => `${service}, ${id}: restarted, because what it stands on is`),
  ];
}

function downPhase({ service, change, stop, leftAlone }: ServiceDelta): readonly string[] {
  if (leftAlone) return [`[no-op] ${service} was removed; it is left as it is, running or not`];
  const lines = operations('stop', stop);
  if (change === 'removed') return [`[kill] ${service}`, ...lines, ...itself('stop', service)];
  return lines.length === 0 ? [] : [`Node ${service} - CONDSTOP`, ...lines];
}

function upPhase({ service, change, start, reconfigure, settings }: ServiceDelta): readonly string[] {
  const lines = [...operations('reconfig', reconfigure), ...operations('start', start)];
  if (change === 'added') return [`[init] ${service}`, ...itself('start', service), ...lines];
  const own = settings.length > 0 ? itself('reconfig', service) : [];
  return lines.length + own.length === 0 ? [] : [`Node ${service} - CONDSTART`, ...own, ...lines];
}

/** A guest is its own resource. */
function itself(op: string, service: string): readonly string[] {
  return service.startsWith('vm:') ? [] : [`[${op}] ${service}`];
}

function operations(op: string, resources: readonly ResourceConfig[]): readonly string[] {
  return resources.map(({ id }) => `[${op}] ${id}`);
}

function asJson(delta: ServiceDelta): object {
  const { stop, start, reconfigure, ...rest } = delta;
  const ids = (resources: readonly ResourceConfig[]): readonly string[] => resources.map(({ id }) => id);
  return { ...rest, stop: ids(stop), start: ids(start), reconfigure: ids(reconfigure) };
}
