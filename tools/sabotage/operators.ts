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
  {
    name: 'reboot-never-over',
    what: 'A node that an operator had rebooted stays in standby, although it is back in a new boot.',
    rules: ['L1'],
    patches: [
      {
        file: 'cluster/reboots.ts',
        find: 'if (incarnation.boot !== target.boot)',
        replace: "if (incarnation.boot === '')",
      },
    ],
    seeds: 20,
    scenario: 'reboot-by-an-operator',
  },
  {
    name: 'reboot-for-nobody',
    what: 'A reboot goes on although the daemon is gone that was asked for it.',
    rules: ['S8'],
    patches: [
      {
        file: 'cluster/reboots.ts',
        find: 'else if (!includesMember(members, asker))',
        replace: "else if (!includesMember(members, asker) && asker.incarnation.boot === '')",
      },
    ],
    seeds: 20,
    scenario: 'reboot-whose-asker-dies',
  },
];
