/** What services say of each other and of their nodes' health: resolved, and checked for what can never hold. */
import type { HealthCheck, ServiceConfig } from './model.ts';
import type { ServiceEntry } from './services.ts';
import { suggestion } from './suggest.ts';

/** Reports everything; changes nothing. */
export function checkRelations(entries: readonly ServiceEntry[], health: readonly HealthCheck[]): void {
  const byId = new Map(entries.map((entry) => [entry.service.id, entry]));
  for (const entry of entries) {
    checkDepend(entry, byId);
    checkNeeds(entry, health);
    checkGroups(entry, byId);
  }
  checkCycles(entries, byId);
}

type ById = ReadonlyMap<string, ServiceEntry>;

function checkDepend({ service, attributes }: ServiceEntry, byId: ById): void {
  for (const id of service.depend) {
    if (id === service.id) attributes.error('depend', "a service can't depend on itself");
    else if (!byId.has(id)) {
      const known = byId.has(`service:${id}`)
        ? [`service:${id}`]
        : byId.has(`vm:${id}`)
          ? [`vm:${id}`]
          : undefined;
      const hint = known === undefined ? suggestion(id, [...byId.keys()]) : `did you mean "${known[0]}"?`;
      attributes.error('depend', `there is no service "${id}"`, hint);
    }
  }
  if (service.depend.length === 0 && attributes.text('depend_mode') === 'soft') {
    attributes.warning('depend_mode', 'depend_mode has no effect without depend');
  }
}

function checkNeeds({ service, attributes }: ServiceEntry, health: readonly HealthCheck[]): void {
  for (const name of service.needs) {
    if (health.some((check) => check.name === name)) continue;
    const names = health.map((check) => check.name);
    const hint = names.length === 0 ? `add <health name="${name}" .../> to <rm>` : suggestion(name, names);
    attributes.error('needs', `there is no <health> entry "${name}"`, hint);
  }
}

/** Two services that must be on one node and must not be. */
function checkGroups({ service, attributes, everywhere }: ServiceEntry, byId: ById): void {
  if (service.keepApart === undefined) return;
  const others = [...byId.values()].filter((other) => {
    return other.service.id !== service.id && other.service.keepApart === service.keepApart;
  });
  const apart = (other: ServiceConfig): void => {
    const message = `it must be on the node of ${other.id}, and never on it (both keep_apart="${service.keepApart}")`;
    attributes.error('keep_apart', message, 'one of the two must go');
  };
  for (const { service: other } of others) {
    const together = service.keepTogether !== undefined && other.keepTogether === service.keepTogether;
    const hard = service.dependMode === 'hard' && service.depend.includes(other.id);
    if (together || hard) apart(other);
  }
  if (everywhere && others.length > 0) {
    attributes.error('keep_apart', 'it is on every node: nothing can be kept apart from it');
  }
}

/** Each cycle is reported once, at the service that comes first in the file. */
function checkCycles(entries: readonly ServiceEntry[], byId: ById): void {
  const seen = new Set<string>();
  const walk = (entry: ServiceEntry, trail: readonly ServiceEntry[]): void => {
    const start = trail.indexOf(entry);
    if (start !== -1) {
      const cycle = [...trail.slice(start), entry].map(({ service }) => service.id);
      if (cycle.length > 2) {
        const message = `services depend on each other in a circle: ${cycle.join(' -> ')}`;
        entry.attributes.error('depend', message, 'none of them could start');
      }
      return;
    }
    if (seen.has(entry.service.id)) return;
    seen.add(entry.service.id);
    for (const id of entry.service.depend) {
      const next = byId.get(id);
      if (next !== undefined) walk(next, [...trail, entry]);
    }
  };
  for (const entry of entries) walk(entry, []);
}
