/** Sabotages of what operators were told. */
import type { Sabotage } from './sabotage.ts';

export const OPERATORS: readonly Sabotage[] = [
  {
    name: 'success-before-stored',
    what: 'An operator is told of success before every member has stored it.',
    rules: ['S8'],
    patches: [
      {
        file: 'cluster/command-desk.ts',
        find: "if (done.code !== 'SUCCESS' || (await services.inForce(id))) return done;",
        replace: 'if (Math.min(1, 2) === 1) return done;',
      },
    ],
    seeds: 20,
    scenario: 'frozen-during-a-split',
  },
  {
    name: 'restrictions-lost',
    what: 'A merge takes only the higher stamp: what an operator disabled or froze on the other side is forgotten.',
    rules: ['S8'],
    patches: [
      {
        file: 'cluster/merge-restrictions.ts',
        find: 'if (!apart || winner === undefined) continue;',
        replace: "if (winner === undefined || record.key !== '') continue;",
      },
    ],
    seeds: 20,
    scenario: 'frozen-on-the-side-that-loses',
  },
];
