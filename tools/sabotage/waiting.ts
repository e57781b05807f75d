/** Sabotages of those who wait: a daemon that restarts, a node that doubts itself, a witness that gives one vote. */
import type { Sabotage } from './sabotage.ts';

export const WAITING: readonly Sabotage[] = [
  {
    name: 'restarting-is-gone',
    what: 'What runs on a node whose daemon restarts is started elsewhere while it is waited for.',
    rules: ['S2', 'S1', 'S3'],
    patches: [
      {
        file: 'cluster/coordinator.ts',
        find: 'if (held.length > 0) return',
        replace: 'if (held.length > nodeName.length * 1000) return',
      },
      {
        file: 'cluster/merge-view.ts',
        find: "return record.standing === 'fenced' || record.standing === 'left';",
        replace: "return record.standing === 'fenced' || record.standing === 'left' || context.held(id);",
      },
    ],
    seeds: 20,
    scenario: 'daemon-restarts-while-another-dies',
  },
  {
    name: 'no-self-doubt',
    what: 'A node that stood still for longer than deadtime goes on as if nothing had been.',
    rules: ['L2', 'S1', 'S2', 'S3'],
    patches: [
      {
        file: 'membership/self-doubt.ts',
        find: 'if (stalledMs <= deadtime) return;',
        replace: 'if (stalledMs <= Infinity) return;',
      },
    ],
    seeds: 20,
    scenario: 'sleeper-does-not-shoot',
  },
  {
    name: 'witness-gives-twice',
    what: 'The witness gives its vote to whoever asks, also while the other side has it.',
    rules: ['L2', 'S3'],
    patches: [
      {
        file: 'witness/rule.ts',
        find: "return refuse('the other side has the vote, and is heard');",
        replace: 'return grant;',
      },
    ],
    seeds: 20,
    scenario: 'witness-decides',
  },
  {
    name: 'fence-loop-goes-on',
    what: 'However often two nodes have fenced each other, the one that comes back is let in.',
    rules: ['L2'],
    patches: [
      {
        file: 'cluster/fence-loop.ts',
        find: 'if (limit === 0) return undefined;',
        replace: 'if (limit >= 0) return undefined;',
      },
    ],
    seeds: 1,
    scenario: 'fence-loop-is-broken',
  },
];
