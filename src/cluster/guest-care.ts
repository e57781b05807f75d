/**
 * What a node does around its guests beside their agent: libvirt's hook is told what this daemon starts, a guest that
 * libvirt does not know here is given its definition, and what runs is kept for the others.
 */
import type { Operation } from '#src/agents/agent.ts';
import { guestsOf } from '#src/config/guests.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { defineHere, definitionHere } from '#src/guests/definition-here.ts';
import type { Commands, Log } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';
import type { GuestCare } from './guarded-agents.ts';
import type { GuestDefinitions } from './guest-definitions.ts';
import type { GuestNotes } from './guest-notes.ts';
import { serviceEntry } from './records.ts';

export interface GuestCareDeps {
  readonly self: NodeId;
  readonly nodeName: string;
  readonly config: () => Pick<ClusterConfig, 'services'>;
  readonly ledger: () => Ledger;
  readonly notes: GuestNotes;
  readonly definitions: GuestDefinitions;
  readonly commands: Pick<Commands, 'run'>;
  readonly emit: (event: EventFields) => void;
  readonly log: Log;
}

export interface NodeGuestCare extends GuestCare {
  /** The ledger or the configuration has changed. */
  follow(): void;
}

export function createGuestCare(deps: GuestCareDeps): NodeGuestCare {
  const { notes, definitions, commands, log } = deps;
  /** Guests that are let in by a live migration. */
  const coming = new Set<string>();

  /** Where the file says which definition counts, nothing else does. */
  function hasFile({ resource: { attributes } }: Operation): boolean {
    return (attributes['xmlfile'] ?? '') !== '' || (attributes['path'] ?? '') !== '';
  }

  async function define({ resource: { name, attributes }, service }: Operation): Promise<void> {
    const here = await definitionHere(commands, name, attributes);
    if (here.kind === 'silent') return;
    if (here.kind === 'known' && !definitions.isOlder(name, here.definition)) return;
    const newest = await definitions.newest(name);
    if (newest === undefined) return;
    const why = await defineHere(commands, newest, attributes);
    const how = here.kind === 'known' ? 'newer ' : '';
    const message =
      why === undefined
        ? `${name} is given its ${how}definition on ${deps.nodeName}`
        : `${name} can't be given its ${how}definition on ${deps.nodeName}: ${why}`;
    const event = why === undefined ? 'guest.defined' : 'guest.define-failed';
    deps.emit({ name: event, service, node: deps.nodeName, message });
  }

  async function keep({ resource: { name, attributes } }: Operation): Promise<void> {
    const here = await definitionHere(commands, name, attributes);
    if (here.kind === 'known') await definitions.keep(name, here.definition);
    if (here.kind === 'silent') log.debug({ guest: name, why: here.why }, 'its definition was not told');
  }

  return {
    async beforeStart(operation) {
      await notes.starting(operation.resource.name);
      if (!hasFile(operation)) await define(operation);
    },
    async afterStart(operation, { ok }) {
      await notes.done(operation.resource.name);
      // Nobody waits for it: the guest runs.
      if (ok) void keep(operation);
    },
    async beforeComing({ resource: { name } }) {
      if (coming.has(name)) return;
      coming.add(name);
      await notes.starting(name);
    },
    looked(operation) {
      void keep(operation);
    },
    follow() {
      void notes.managed(deps.config());
      const guests = guestsOf(deps.config());
      for (const name of coming) {
        const entry = serviceEntry(deps.ledger(), guests.get(name)?.service ?? '');
        if (entry?.state === 'migrating' && entry.migration?.to === deps.self) continue;
        coming.delete(name);
        void notes.done(name);
      }
      definitions.follow();
    },
  };
}
