/** Sabotages of fencing: who counts as off, and who may shoot. */
import type { Sabotage } from './sabotage.ts';

export const FENCING: readonly Sabotage[] = [
  {
    name: 'start-before-fenced',
    what: 'What a lost node owned is started elsewhere when its fence begins, not when it is confirmed.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/coordinator.ts',
        find: 'const lost = fences.lost();',
        replace: 'const lost: readonly NodeId[] = [];',
      },
      {
        file: 'cluster/fence-desk.ts',
        find: 'run.job = deps.startFence(',
        replace: "deps.fenced(node, 'its fence has begun');\n    run.job = deps.startFence(",
      },
    ],
    seeds: 20,
  },
  {
    name: 'starts-while-lost',
    what: 'A lost node that is not fenced yet keeps nobody from starting what no record gives to it.',
    rules: ['S1', 'S2', 'S3'],
    patches: [
      {
        file: 'cluster/coordinator.ts',
        find: 'const lost = fences.lost();',
        replace: 'const lost: readonly NodeId[] = [];',
      },
    ],
    seeds: 100,
  },
  {
    name: 'shot-counts-as-off',
    what: 'The command to the fence device is proof enough; nobody reads the status after it.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'fencing/attempt.ts',
        find: 'let offs = provable.length === 0 ? 2 : Number(readOff);',
        replace: 'let offs = 2;',
      },
    ],
    seeds: 20,
  },
  {
    name: 'old-fence-counts',
    what: 'That a node was fenced once counts for its later starts too.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'membership/lost.ts',
        find: 'return isDown && sameIncarnation(record.incarnation, member.incarnation);',
        replace: 'return isDown;',
      },
      {
        file: 'cluster/merge-view.ts',
        find: "if (before.standing === 'member' && sameIncarnation(before.incarnation, incarnation)) continue;",
        replace: "if (before.standing === 'member' || before.standing === 'fenced') continue;",
      },
    ],
    seeds: 50,
  },
  {
    name: 'fence-outlives-view',
    what: 'A fence that was begun in one view goes on in the next, and counts there.',
    rules: ['L2', 'S1', 'S2', 'S8'],
    patches: [
      { file: 'cluster/fence-desk.ts', find: 'if (stopped) return;', replace: '' },
      {
        file: 'cluster/fence-desk.ts',
        find: 'await Promise.all(open.map(async ({ job }) => job?.cancel()));',
        replace: 'void open;',
      },
    ],
    seeds: 100,
  },
  {
    name: 'helper-outlives-view',
    what: 'A member goes on fencing for a coordinator whose view is over, and obeys one that it does not have.',
    rules: ['L2'],
    patches: [
      {
        file: 'cluster/fence-helper.ts',
        find: "if (!agreement.obeys(from, epoch)) return 'not the coordinator of the active view';",
        replace: 'void from, epoch;',
      },
      {
        file: 'cluster/fence-helper.ts',
        find: 'for (const { cancel } of attempts) cancel.abort();',
        replace: '',
      },
    ],
    seeds: 100,
    nodes: 3,
    scenario: 'helper-loses-its-view',
  },
  {
    name: 'let-in-at-once',
    what: 'A lost node that is heard again is let in although a device may still carry out the last shot at it.',
    rules: ['L2'],
    patches: [
      {
        file: 'fencing/comeback.ts',
        find: 'lastShot + LANDS_WITHIN - clock.now()',
        replace: '0 * lastShot * LANDS_WITHIN',
      },
    ],
    seeds: 20,
    scenario: 'late-shot-hits-no-member',
  },
  {
    name: 'no-is-silence',
    what: 'A node that is kept out while its fence comes to an end takes the refusals for a grey failure, and shoots.',
    rules: ['L2'],
    patches: [
      {
        file: 'membership/asking.ts',
        find: 'answered(member.id);',
        replace: 'void answered;',
      },
    ],
    seeds: 20,
    scenario: 'paused-and-not-fenceable',
  },
  {
    name: 'no-quorum',
    what: 'Every view may fence and start, however few votes it has.',
    rules: ['L2', 'S3', 'S1', 'S2'],
    patches: [
      {
        file: 'membership/quorum.ts',
        find: 'quorate: counted * 2 > expected',
        replace: 'quorate: present > 0',
      },
    ],
    seeds: 20,
    nodes: 3,
  },
  {
    name: 'race-without-delay',
    what: 'Two nodes that lose each other shoot at the same time.',
    rules: ['L2'],
    patches: [
      {
        file: 'fencing/race.ts',
        find: "const delay = race.configured === 'auto' ? computed(race) : race.configured;",
        replace: 'const delay = 0;',
      },
    ],
    seeds: 50,
    nodes: 2,
  },
  {
    name: 'old-boot-trusted',
    what: 'At start-up a node believes what its disk says of the missing: fenced then is fenced now.',
    rules: ['S1', 'S2', 'S8', 'L2'],
    patches: [
      {
        file: 'membership/lost.ts',
        find: 'for (const id of startUp?.configured ?? []) {',
        replace: 'for (const id of [] as number[]) {',
      },
      {
        file: 'cluster/merge-view.ts',
        find: 'if (input.startUp) return context.confirmedDown.has(id);',
        replace: '',
      },
    ],
    seeds: 20,
    scenario: 'vouched-for-and-cut',
  },
  {
    name: 'missing-count-as-gone',
    what: 'A node that is alone at start-up goes on after initdead, without a fence of the missing.',
    rules: ['S1', 'S2', 'S3'],
    patches: [
      {
        file: 'membership/start-up.ts',
        find: "return { kind: 'wait-for-all', missing };",
        replace: "return { kind: 'form', why: 'initdead is over' };",
      },
      {
        file: 'cluster/merging.ts',
        find: 'confirmedDown: confirmed,',
        replace: `confirmedDown: new Map(
        config.nodes
          .filter(({ id }) => !input.members.some((member) => member.id === id))
          .map(({ id }) => [id, 'missing']),
      ),`,
      },
    ],
    seeds: 20,
    scenario: 'boot-into-a-split',
  },
  {
    name: 'wait-for-nobody',
    what: 'A node of two that is alone at start-up shoots the other one after initdead, though it may have gone on.',
    rules: ['L2'],
    patches: [
      {
        file: 'membership/start-up.ts',
        find: "return { kind: 'wait-for-all', missing };",
        replace: "return { kind: 'form', why: 'initdead is over' };",
      },
    ],
    seeds: 20,
    scenario: 'boot-into-a-split',
    nodes: 2,
  },
];
