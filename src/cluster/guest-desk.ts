/**
 * Guests of the whole cluster for operators: asks all members what libvirt knows there and which of them could run what,
 * and writes a guest into cluster.xml. Any member may be asked: nothing is decided here that the ledger would have to know.
 */
import { guestsOf } from '#src/config/guests.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { fitsHere, peerUri } from '#src/guests/fits-here.ts';
import type { FitQuestion, HostFits, HostGuests } from '#src/guests/guest-types.ts';
import { guestsHere } from '#src/guests/guests-here.ts';
import { checkHost } from '#src/guests/host-check.ts';
import { definedBy, judge, type NodeFits, type NodeGuests } from '#src/guests/judge.ts';
import type { Clock, Commands, Files, Millis } from '#src/host/ports.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { Courier } from './courier.ts';
import type { FenceTests } from './fence-tests.ts';
import { type AddingDeps, addGuestToCluster } from './guest-add.ts';
import type { GuestAddCommand, GuestControl, GuestsResult } from './guest-commands.ts';
import { type FenceQuestion, type GuestQuestion, isGuestQuestion } from './member-questions.ts';
import type { Wait } from './status.ts';

export interface GuestDeskDeps extends Pick<AddingDeps, 'room' | 'agents'> {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly courier: () => Pick<Courier, 'ask'>;
  /** They answer the other questions. */
  readonly tests: () => Pick<FenceTests, 'answer'>;
  readonly ports: {
    readonly clock: Clock;
    readonly commands: Pick<Commands, 'run'>;
    readonly files: Pick<Files, 'read' | 'stat'>;
  };
}

export interface GuestDesk extends Omit<GuestControl, 'mayStart'> {
  /** Another member asks this node, also about fences. Never rejects. */
  answer(question: GuestQuestion | FenceQuestion, argument: unknown): Promise<object>;
  waits(): readonly Wait[];
}

const LIST_WITHIN: Millis = 60_000;
const FIT_WITHIN: Millis = 180_000;

export function createGuestDesk(deps: GuestDeskDeps): GuestDesk {
  const { clock } = deps.ports;
  const running = new Set<Wait>();

  async function answerHere(question: GuestQuestion, argument: unknown): Promise<object> {
    switch (question) {
      case 'guests-here':
        return { ...(await guestsHere(deps.ports.commands)), host: await checkHost(deps.ports) };
      case 'guests-fit-here': {
        const own = deps.config().nodes.find(({ id }) => id === deps.self)?.name;
        return fitsHere(deps.ports, argument as FitQuestion, own ?? '');
      }
    }
  }

  /** Of every node of cluster.xml, side by side. */
  async function askAll<T extends object>(
    question: GuestQuestion,
    argument: object,
    timeout: Millis,
    nothing: T,
  ): Promise<readonly (T & { readonly node: string; readonly problem: string })[]> {
    const members = deps.membership().agreement.activeView?.members ?? [];
    return Promise.all(
      deps.config().nodes.map(async ({ id, name: node }) => {
        const told = (problem: string): T & { node: string; problem: string } => {
          return { ...nothing, node, problem };
        };
        const member = members.find((one) => one.id === id);
        if (member === undefined) return told('it is no member now');
        const reply =
          id === deps.self
            ? await answerHere(question, argument)
            : await deps.courier().ask(member, question, argument, timeout);
        if (reply instanceof Error) return told(`it did not answer: ${reply.message}`);
        const isRefusal = typeof (reply as { readonly code?: unknown }).code === 'string';
        if (isRefusal) return told("it runs a version of Picket that can't tell");
        return { ...nothing, problem: '', ...(reply as T), node };
      }),
    );
  }

  /** `wish`: of a guest that is not in cluster.xml yet. */
  async function lookAt(
    names: readonly string[],
    wish: Pick<GuestAddCommand, 'drbd' | 'attributes'> = { drbd: [] },
  ): Promise<GuestsResult> {
    const hosts: readonly NodeGuests[] = await askAll<HostGuests>('guests-here', {}, LIST_WITHIN, {
      problem: '',
      guests: [],
    });
    const all = names.length > 0 ? names : hosts.flatMap(({ guests }) => guests.map(({ name }) => name));
    const wanted = [...new Set(all)].toSorted();
    const services = guestsOf(deps.config());
    const guests = wanted.flatMap((name) => {
      const { definition, runningCpu } = definedBy(name, hosts) ?? {};
      if (definition === undefined) return [];
      const kept = services.get(name);
      const attributes = kept?.resource.attributes ?? wish.attributes ?? {};
      const drbd = kept?.drbd ?? wish.drbd;
      return [{ definition, runningCpu: runningCpu ?? '', drbd, peers: peers(attributes) }];
    });
    const fits: readonly NodeFits[] = await askAll<Partial<HostFits>>(
      'guests-fit-here',
      { guests },
      FIT_WITHIN,
      {},
    );
    return {
      nodes: hosts.map(({ node, problem, host = [] }) => ({ node, problem, findings: host })),
      guests: wanted.map((name) => judge(name, services.get(name)?.service ?? null, hosts, fits)),
    };
  }

  function peers(attributes: Readonly<Record<string, string>>): FitQuestion['guests'][number]['peers'] {
    return deps.config().nodes.map(({ name, addresses }) => {
      const target = { nodeName: name, addresses: addresses.map(({ ip }) => ip) };
      return { node: name, uri: peerUri(attributes, target) };
    });
  }

  async function tracked<T>(what: string, work: Promise<T>): Promise<T> {
    const since = clock.wall();
    const until = since + LIST_WITHIN + FIT_WITHIN;
    const wait: Wait = { what, since, until, ends: 'every member has asked its libvirt' };
    running.add(wait);
    try {
      return await work;
    } finally {
      running.delete(wait);
    }
  }

  return {
    look: (names) => tracked('asking all nodes about their guests', lookAt(names)),
    add: (command) =>
      tracked(
        `finding out which nodes can run the guest ${command.name}, as ${command.who} asked`,
        addGuestToCluster(
          {
            ...deps,
            config: deps.config,
            look: async () => (await lookAt([command.name], command)).guests[0],
          },
          command,
        ),
      ),
    answer: async (question, argument) =>
      isGuestQuestion(question) ? answerHere(question, argument) : deps.tests().answer(question, argument),
    waits: () => [...running],
  };
}
