/** Everything about guests on one node: the desk for operators, the guard for libvirt's hook, the definitions that travel. */
import { guestsOf, type KeptGuest } from '#src/config/guests.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { sameMember } from '#src/membership/epoch.ts';
import { ledgerInForce } from '#src/membership/ledger.ts';
import type { Epoch, Ledger, Member } from '#src/membership/types.ts';
import type { Courier } from './courier.ts';
import type { GuestCare } from './guarded-agents.ts';
import { createGuestCare, type NodeGuestCare } from './guest-care.ts';
import type { GuestControl } from './guest-commands.ts';
import { createGuestDefinitions } from './guest-definitions.ts';
import { createGuestDesk, type GuestDesk, type GuestDeskDeps } from './guest-desk.ts';
import { mayStartHere } from './guest-guard.ts';
import { createGuestNotes } from './guest-notes.ts';
import { guestKey, guestName, guestRecord, isGuestKey, nextGuestRecord } from './guest-records.ts';
import type { MemberDesk } from './member-desk.ts';
import { DEFINITION_QUESTION, type MemberQuestion, type REBOOT_QUESTION } from './member-questions.ts';
import type { NodeDeps } from './node-deps.ts';

export interface GuestRoomDeps extends Omit<GuestDeskDeps, 'self' | 'agents' | 'ports'> {
  readonly node: NodeDeps;
  readonly courier: () => Pick<Courier, 'ask' | 'tell'>;
  readonly nodeName: (id: number) => string;
  readonly memberDesk: () => Pick<MemberDesk, 'doubts'>;
}

export interface GuestRoom extends GuestControl, Pick<GuestDesk, 'waits'> {
  /** Another member asks this node. Never rejects. */
  answer(question: Exclude<MemberQuestion, typeof REBOOT_QUESTION>, argument: unknown): Promise<object>;
  /** For the agents; see guarded-agents.ts. */
  readonly care: GuestCare;
  /** Before anything is started. Never rejects. */
  begin(): Promise<void>;
  /** As coordinator: a member has kept a definition. */
  told(key: string, text: string): void;
  /** The ledger or the configuration has changed. */
  follow(): void;
  stop(): void;
}

export function openGuestRoom(deps: GuestRoomDeps): GuestRoom {
  const { node } = deps;
  const { clock, commands, files } = node.ports;
  const self: Member = { id: node.self.id, incarnation: node.incarnation };
  const config = deps.config;
  const agreement = () => deps.membership().agreement;
  const ledger = (): Ledger => ledgerInForce(agreement());
  const epoch = (): Epoch | undefined => agreement().activeView?.epoch;
  let known: { readonly config: ClusterConfig; readonly guests: ReadonlyMap<string, KeptGuest> } | undefined;
  /** Asked for each guest at each change of the ledger. */
  const kept = (): ReadonlyMap<string, KeptGuest> => {
    if (known?.config !== config()) known = { config: config(), guests: guestsOf(config()) };
    return known.guests;
  };
  const desk = createGuestDesk({ ...deps, self: self.id, agents: node.agents, ports: node.ports });
  // Absent: nothing is noted, and nobody calls `care`.
  const state = node.guestsFolder;
  const folders = { state: state ?? '', run: `${node.runFolder}/guests` };
  const notes = createGuestNotes(files, folders, node.log);

  /** From any other member: the coordinator is not likelier to have it than others. */
  async function fetch(digest: string): Promise<string | undefined> {
    const members = agreement().activeView?.members ?? [];
    for (const member of members.filter((one) => !sameMember(one, self))) {
      const timeout = config().heartbeat.deadtime;
      const answer = await deps.courier().ask(member, DEFINITION_QUESTION, { digest }, timeout);
      const text = answer instanceof Error ? undefined : (answer as { readonly text?: unknown }).text;
      if (typeof text === 'string') return text;
    }
    return undefined;
  }

  const definitions = createGuestDefinitions({
    ...{ nodeName: node.self.name, folder: `${state ?? ''}/definitions`, ledger, epoch, fetch },
    ...{ files, clock, log: node.log },
    isManaged: (guest) => kept().has(guest),
    tell: (report) => deps.courier().tell(report),
  });
  const care: NodeGuestCare = createGuestCare({
    ...{ self: self.id, nodeName: node.self.name, config, ledger, notes, definitions, commands },
    ...{ emit: (event) => node.events.emit(event), log: node.log },
  });

  /** Of guests that are managed no more. */
  function forget(): void {
    const guests = kept();
    const gone = [...ledger().keys()].filter((key) => isGuestKey(key) && !guests.has(guestName(key)));
    if (gone.length > 0) void agreement().replicate(new Map(gone.map((key) => [key, null])));
  }

  return {
    look: desk.look,
    add: desk.add,
    waits: desk.waits,
    mayStart: (guest) =>
      mayStartHere(guest, {
        ...{ config: config(), self: self.id, nodeName: deps.nodeName, ledger: ledger() },
        doubt: deps.memberDesk().doubts(),
      }),
    async answer(question, argument) {
      if (question !== DEFINITION_QUESTION) return desk.answer(question, argument);
      const { digest } = argument as { readonly digest?: unknown };
      const text = typeof digest === 'string' ? await definitions.textOf(digest) : undefined;
      return text === undefined ? {} : { text };
    },
    care,
    async begin() {
      if (state === undefined) return;
      await notes.begin();
      await notes.managed(config());
    },
    told(key, text) {
      const guest = guestName(key);
      const next = nextGuestRecord(guestRecord(ledger(), guest), text, clock.wall());
      if (next !== undefined && kept().has(guest))
        void agreement()
          .replicate(new Map([[guestKey(guest), next]]))
          .then(() => care.follow());
    },
    follow() {
      if (state === undefined) return;
      care.follow();
      if (agreement().isCoordinator && epoch() !== undefined) forget();
    },
    stop: () => definitions.stop(),
  };
}
