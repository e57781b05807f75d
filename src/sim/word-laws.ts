/**
 * S8 as facts: what an operator was told is done lies on the disks of the members, then and at the end. A word counts
 * unless another one about the same service was on its way at the same time or came later.
 */
import type { CommandResult, ServiceVerb } from '#src/cluster/commands.ts';
import { restriction } from '#src/cluster/restrictions.ts';
import type { Millis } from '#src/host/ports.ts';
import { nodeRecord, toLedger } from '#src/membership/ledger.ts';
import type { DurableState } from '#src/membership/ledger-store.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { compareEpochs } from './epochs.ts';
import type { SimHost } from './host.ts';
import type { Accuse } from './laws.ts';
import { readLedger } from './ledger-file.ts';

export interface WordLaws {
  /** A command was given at that node; the returned function takes its result. */
  asked(node: number, verb: ServiceVerb, service: string): (result: CommandResult) => void;
  /** A restricting word, or its end, was said at that node; the returned function takes its result. */
  restricted(node: number, key: string, on: boolean): (result: CommandResult) => void;
  /** An operator was told that this one counts as down. */
  confirmed(node: number, target: number, result: CommandResult): void;
  /** A ledger was lost: what was said before may be lost with it. */
  ledgerLost(): void;
  /** Everybody is back in one view: every last word must still stand. */
  end(): void;
}

export interface WordLawsDeps {
  readonly hosts: readonly SimHost[];
  readonly now: () => Millis;
  readonly accuse: Accuse;
}

type Aspect = 'disabled' | 'frozen';

interface Word {
  readonly verb: ServiceVerb;
  readonly service: string;
  readonly asked: Millis;
  answered: Millis;
  done: boolean;
  /** All nodes were members when it was answered. */
  byAll: boolean;
}

const SAYS: Readonly<Partial<Record<ServiceVerb, { readonly aspect: Aspect; readonly is: boolean }>>> = {
  disable: { aspect: 'disabled', is: true },
  enable: { aspect: 'disabled', is: false },
  freeze: { aspect: 'frozen', is: true },
  thaw: { aspect: 'frozen', is: false },
};
/** Words that change whether a service is disabled, or whether it is frozen. */
const TOUCHES: Readonly<Record<Aspect, readonly ServiceVerb[]>> = {
  disabled: ['disable', 'enable', 'stop', 'restart', 'relocate'],
  frozen: ['freeze', 'thaw'],
};

export function createWordLaws({ hosts, now, accuse }: WordLawsDeps): WordLaws {
  let words: Word[] = [];
  /** How often each restricting word was said or taken back. */
  const restrictions = new Map<string, number>();

  function read(host: SimHost): DurableState | undefined {
    return readLedger(host.disk);
  }

  function disputed(word: Word, aspect: Aspect): boolean {
    return words.some(
      (other) =>
        other !== word &&
        other.service === word.service &&
        TOUCHES[aspect].includes(other.verb) &&
        other.answered >= word.asked,
    );
  }

  /** What the disk of a node says against the word, in words. */
  function against({ service }: Word, aspect: Aspect, is: boolean, state: DurableState): string | undefined {
    const entry = state.records.find(({ key }) => key === service)?.value as ServiceEntry | undefined;
    const so = aspect === 'frozen' ? entry?.frozen === true : entry?.state === 'disabled';
    if (so === is) return undefined;
    return `has it ${entry === undefined ? 'unknown' : `${entry.state}${entry.frozen ? ', frozen' : ''}`}`;
  }

  /** Calls for every member of the active view of that node whose disk has that view, or a later one. */
  function members(node: number, look: (host: SimHost, state: DurableState) => void): void {
    const view = hosts.find(({ id }) => id === node)?.daemon?.activeView;
    for (const { id } of view?.members ?? []) {
      const host = hosts.find((one) => one.id === id);
      const state = host === undefined ? undefined : read(host);
      const stored = state?.view?.epoch;
      if (host === undefined || state === undefined || stored === undefined || view === undefined) continue;
      if (compareEpochs(stored, view.epoch) >= 0) look(host, state);
    }
  }

  return {
    asked(node, verb, service) {
      const word: Word = { verb, service, asked: now(), answered: Infinity, done: false, byAll: false };
      words.push(word);
      return ({ code }) => {
        word.answered = now();
        const says = SAYS[verb];
        if (code !== 'SUCCESS' || says === undefined) return;
        word.done = true;
        const view = hosts.find(({ id }) => id === node)?.daemon?.activeView;
        word.byAll = view?.members.length === hosts.length;
        if (disputed(word, says.aspect)) return;
        members(node, (host, state) => {
          const wrong = against(word, says.aspect, says.is, state);
          if (wrong !== undefined)
            accuse(
              'S8',
              `the ${verb} of ${service} was told to be done, but the disk of node ${host.id} ${wrong}`,
            );
        });
      };
    },
    restricted(node, key, on) {
      const number = (restrictions.get(key) ?? 0) + 1;
      restrictions.set(key, number);
      return ({ code }) => {
        // Somebody has said another word meanwhile.
        if (code !== 'SUCCESS' || restrictions.get(key) !== number) return;
        members(node, ({ id }, { records }) => {
          const stands = restriction(toLedger(records), key) !== undefined;
          if (stands !== on)
            accuse(
              'S8',
              `${key} ${on ? 'on' : 'off'} was told to be done, but not so on the disk of node ${id}`,
            );
        });
      };
    },
    confirmed(node, target, { code }) {
      const host = hosts.find(({ id }) => id === target);
      if (code !== 'SUCCESS' || host?.hasDaemon === true) return;
      members(node, ({ id }, { records }) => {
        const { standing } = nodeRecord(toLedger(records), target);
        if (standing !== 'fenced')
          accuse(
            'S8',
            `node ${target} was told to count as down, but the disk of node ${id} has it as ${standing}`,
          );
      });
    },
    ledgerLost() {
      words = words.filter(({ answered }) => answered === Infinity);
    },
    end() {
      for (const word of words) {
        const says = SAYS[word.verb];
        // What restricts survives a merge; what does not may have met a restriction of the other side.
        if (!word.done || says === undefined || !(says.is || word.byAll) || disputed(word, says.aspect))
          continue;
        // Some services disable themselves when they fail.
        if (word.verb === 'enable') continue;
        for (const host of hosts) {
          const state = read(host);
          const wrong = state === undefined ? 'can not be read' : against(word, says.aspect, says.is, state);
          if (wrong !== undefined)
            accuse(
              'S8',
              `the ${word.verb} of ${word.service} was told to be done, but at the end node ${host.id} ${wrong}`,
            );
        }
      }
    },
  };
}
