/** Sabotages of watchdogs: when a node feeds its own, and when the others reckon that it has been reset. */
import type { Sabotage } from './sabotage.ts';

export const WATCHDOGS: readonly Sabotage[] = [
  {
    name: 'self-fence-too-early',
    what: 'A silent node counts as reset by its watchdog after a deadtime.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/outwaits.ts',
        find: 'const needed = resetWithin(terms);',
        replace: 'const needed = Math.min(deadtime, resetWithin(terms));',
      },
    ],
    seeds: 60,
    scenario: 'watchdog-minority-is-reset',
  },
  {
    name: 'silence-of-the-coordinator-alone',
    what: 'A node counts as reset when the coordinator has not heard it for long, whoever else answers it.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/outwaits.ts',
        find: 'return { ...least, own: spans.find(({ by }) => by === deps.self)?.span ?? 0 };',
        replace: 'const own = spans.find(({ by }) => by === deps.self) ?? least;\n    return { ...own, own: own.span };',
      },
    ],
    seeds: 60,
    scenario: 'watchdog-heard-by-one',
  },
  {
    name: 'fed-without-a-majority',
    what: 'A watchdog is fed while services run here, whether or not anybody hears this node.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/feeding.ts',
        find: 'if (!strict || isFresh(now, patience, supportedAt)) return { feed: true };',
        replace: 'if (!strict || now > patience - patience) return { feed: true };',
      },
      {
        file: 'cluster/feeding.ts',
        find: "if (mustStop) return { feed: false, why: 'there is no quorum, and what runs here has not stopped' };",
        replace: 'if (mustStop) return { feed: true };',
      },
    ],
    seeds: 60,
    scenario: 'watchdog-minority-is-reset',
  },
  {
    name: 'opened-again-and-again',
    what: 'Each new daemon opens the watchdog, which feeds it, with a majority or without.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/watchdog-desk.ts',
        find: 'if (note === undefined || note.heard || !care.strict) inHand = open(care);',
        replace: 'inHand = open(care);',
      },
    ],
    seeds: 20,
    scenario: 'watchdog-killed-again-and-again',
  },
];
