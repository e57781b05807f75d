/** Sabotages of live migrations: of who may run a guest meanwhile, and of how it is found out who does. */
import type { Sabotage } from './sabotage.ts';

export const MIGRATIONS: readonly Sabotage[] = [
  {
    name: 'target-forgotten',
    what: 'The node to which a service migrates does not count as one that may run it.',
    rules: ['S1', 'S2', 'L1'],
    patches: [
      {
        file: 'resources/service-record.ts',
        find: 'return migration === undefined ? [owner] : [owner, migration.to];',
        replace: 'return migration === undefined ? [owner] : [owner];',
      },
    ],
    seeds: 20,
    scenario: 'target-dies-in-the-middle',
  },
  {
    name: 'target-not-asked',
    what: 'When the source of a migration has been fenced, the service is started without a question to the target.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'resources/service-machine.ts',
        find: "'owner-fenced': {\n          guard: 'ofPair',\n          target: 'checking',",
        replace: "'owner-fenced': released[1], changed: {\n          guard: 'ofPair',\n          target: 'checking',",
      },
      {
        file: 'resources/service-guards.ts',
        find: "if (moment.context.migration !== undefined && type !== 'stopped') return false;",
        replace: '',
      },
    ],
    seeds: 40,
    scenario: 'source-dies-in-the-middle',
  },
  {
    name: 'migration-answer-believed',
    what: 'What the source answers about a migration is believed, and nobody is asked who runs it.',
    rules: ['S1', 'S2', 'S7', 'L1'],
    patches: [
      {
        file: 'cluster/migration-runner.ts',
        find: 'return current() ? judge(service, way, made, current) : undefined;',
        replace:
          "const outcome = made.reason === '' ? 'moved' : 'stayed';\n      return { type: 'migrated', ...way, outcome, reason: made.reason };",
      },
    ],
    seeds: 40,
    scenario: 'switch-that-the-source-does-not-notice',
  },
  {
    name: 'gone-from-the-source-is-gone',
    what: 'What is stopped at the source of a migration is started there again, wherever else it runs.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/migration-verdict.ts',
        find: "if (target === 'running') return over('moved');",
        replace: "if (target === 'running') return over('gone');",
      },
    ],
    seeds: 20,
    scenario: 'migrates-live',
  },
  {
    name: 'source-not-released',
    what: 'A migration is over when the target runs it, whatever is left at the source.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/migration-verdict.ts',
        find: 'if (waited < SOURCE_PATIENCE_MS) return AGAIN;',
        replace: "if (target === 'running') return over('moved');",
      },
    ],
    seeds: 20,
    scenario: 'switch-that-the-source-does-not-notice',
  },
  {
    name: 'stopped-on-one-side',
    what: 'A service that migrates is stopped at its source alone.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/order-runner.ts',
        find: 'return to === undefined ? outcomeOf(id, { type, node }, current) : stopBoth(id, node, to, current);',
        replace: 'return outcomeOf(id, { type, node }, current);',
      },
    ],
    seeds: 40,
    scenario: 'stop-while-migrating',
  },
];
