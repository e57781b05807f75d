/** Sabotages of the agreement on views and on the ledger. */
import type { Sabotage } from './sabotage.ts';

export const AGREEMENT: readonly Sabotage[] = [
  {
    name: 'promise-in-memory',
    what: 'A promised epoch and its members are not stored: a restart forgets them.',
    rules: ['S4', 'S2', 'S8', 'L2'],
    patches: [
      {
        file: 'membership/agreement.ts',
        find: 'promised: compareEpochs(epoch, state.promised) > 0 ? epoch : state.promised,\n      known: uniteMembers(state.known, members),',
        replace: '',
      },
    ],
    seeds: 20,
  },
  {
    name: 'ledger-not-synced',
    what: 'The ledger is written, but not forced to the disk before it is answered for.',
    rules: ['S4', 'S3', 'S8'],
    patches: [
      {
        file: 'membership/ledger-store.ts',
        find: 'save: (state) => folder.write(NAME, encode(state)),',
        replace: `save: async (state) => {
      await files.remove(path);
      await files.append(path, encode(state), { sync: false });
    },`,
      },
    ],
    seeds: 20,
  },
  {
    name: 'half-view-forgotten',
    what: 'Members of a proposal that was promised, but not installed, are forgotten.',
    rules: ['S2', 'S4', 'S8', 'L2'],
    patches: [
      {
        file: 'membership/agreement.ts',
        find: 'promised: compareEpochs(epoch, state.promised) > 0 ? epoch : state.promised,\n      known: uniteMembers(state.known, members),',
        replace: 'promised: compareEpochs(epoch, state.promised) > 0 ? epoch : state.promised,',
      },
    ],
    seeds: 20,
  },
  {
    name: 'install-from-some',
    what: 'A view is active although members of it have not installed it.',
    rules: ['L2', 'S3', 'S4'],
    patches: [
      {
        file: 'membership/agreement.ts',
        find: 'await Promise.all(others.map((member) => this.#askToInstall(member, epoch, members, ledger)));',
        replace:
          'await Promise.allSettled(others.map((member) => this.#askToInstall(member, epoch, members, ledger)));',
      },
    ],
    seeds: 20,
    scenario: 'member-cannot-install',
  },
  {
    name: 'stored-by-some',
    what: 'A change is in force as soon as the coordinator has stored it.',
    rules: ['S3', 'S8', 'S1', 'S2'],
    patches: [
      {
        file: 'membership/agreement.ts',
        find: "await Promise.all(others.map((member) => this.#ask(member, request, 'replicated')));",
        replace: "void Promise.allSettled(others.map((member) => this.#ask(member, request, 'replicated')));",
      },
    ],
    seeds: 20,
  },
  {
    name: 'failed-change-counts',
    what: 'A change that a member could not store is in force all the same.',
    rules: ['S3', 'S8', 'S1', 'S2'],
    patches: [
      {
        file: 'membership/replicator.ts',
        find: 'if (!stopped) deps.failed(error.message);',
        replace: '',
      },
    ],
    seeds: 100,
  },
  {
    name: 'epoch-is-a-number',
    what: 'Epochs are compared by number alone, so that two proposers can have the same.',
    rules: ['S8', 'S4', 'S1', 'S2'],
    patches: [
      {
        file: 'membership/epoch.ts',
        find: 'return a.number - b.number || a.proposer - b.proposer || compareIncarnations(a.incarnation, b.incarnation);',
        replace: 'return a.number - b.number;',
      },
    ],
    seeds: 20,
    scenario: 'same-number-on-both-sides',
  },
  {
    name: 'promise-ends-nothing',
    what: 'A node that has promised a new view goes on to obey, and to order, in the one before.',
    rules: ['L2', 'S8', 'S3', 'S4', 'S1', 'S2'],
    patches: [
      {
        file: 'membership/agreement.ts',
        find: 'this.#seen(epoch.number);\n    this.abandonView();',
        replace: 'this.#seen(epoch.number);',
      },
    ],
    seeds: 100,
  },
  {
    name: 'lower-stamp-wins',
    what: 'When ledgers are merged, the older record wins.',
    rules: ['S8', 'S1', 'S2', 'S3', 'L1'],
    patches: [
      {
        file: 'membership/ledger.ts',
        find: 'compareStamps(record.stamp, other.stamp) > 0',
        replace: 'compareStamps(record.stamp, other.stamp) < 0',
      },
    ],
    seeds: 20,
    scenario: 'old-word-comes-back',
  },
  {
    name: 'later-clock-wins',
    what: 'When ledgers are merged, the record with the later wall clock wins.',
    rules: ['S8', 'S1', 'S2', 'S3', 'L1'],
    patches: [
      {
        file: 'membership/ledger.ts',
        find: 'compareStamps(record.stamp, other.stamp) > 0',
        replace:
          '((record.value as { since?: number } | null)?.since ?? 0) > ((other.value as { since?: number } | null)?.since ?? 0)',
      },
    ],
    seeds: 20,
    scenario: 'old-word-comes-back',
  },
  {
    name: 'lonely-writes-lost',
    what: 'A view without quorum writes the others as lost.',
    rules: ['S8', 'L1', 'L2'],
    patches: [{ file: 'cluster/merge-view.ts', find: 'if (!context.mayFence) {', replace: 'if (context.mayFence !== context.mayFence) {' }],
    seeds: 100,
    scenario: 'left-stays-left',
  },
];
