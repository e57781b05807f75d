/** Sabotages of what a member says that it runs, and of what it remembers for that. */
import type { Sabotage } from './sabotage.ts';

export const REPORTS: readonly Sabotage[] = [
  {
    name: 'starts-in-hand-unreported',
    what: 'A member reports a service as stopped while it is starting it.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'resources/local-services.ts',
        find: "return known.orders.busy() ? 'may-run' : vouchedFor(known.phase);",
        replace: 'return vouchedFor(known.phase);',
      },
      {
        file: 'resources/local-machine.ts',
        find: "case 'stopped':\n      return 'stopped';",
        replace: "case 'stopped':\n    case 'starting':\n      return 'stopped';",
      },
      {
        file: 'resources/local-machine.ts',
        find: "case 'unknown':\n    case 'starting':",
        replace: "case 'unknown':",
      },
    ],
    seeds: 20,
    scenario: 'view-changes-during-a-start',
  },
  {
    name: 'may-run-is-stopped',
    what: 'A member that does not know whether it runs a service reports it as stopped.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'cluster/member-desk.ts',
        find: "({ service, state: vouch(service), reason: '' })",
        replace: "({ service, state: vouch(service) === 'running' ? 'running' : 'stopped', reason: '' })",
      },
    ],
    seeds: 20,
    scenario: 'view-changes-during-a-start',
  },
  {
    name: 'failed-look-is-stopped',
    what: 'A look that failed counts as having found nothing.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'resources/local-machine.ts',
        find: "'found-unclear': 'broken',",
        replace: "'found-unclear': 'stopped',",
      },
      {
        file: 'resources/local-performer.ts',
        find: "return result.state === 'running' && service.phase === 'stuck'",
        replace:
          "if (result.state === 'may-run') return { state: 'stopped', reason: '' };\n    return result.state === 'running' && service.phase === 'stuck'",
      },
    ],
    seeds: 20,
    scenario: 'look-fails-after-a-restart',
  },
  {
    name: 'orphans-ignored',
    what: 'A daemon that comes back leaves the operations of its predecessor alone and forgets them.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'resources/local-performer.ts',
        find: 'const operations = await journal.load();',
        replace: 'const operations: readonly NotedOperation[] = (await journal.load()).slice(0, 0);',
      },
    ],
    seeds: 20,
    scenario: 'daemon-killed-while-starting',
  },
  {
    name: 'operations-not-noted',
    what: 'Operations are not noted in the run folder, so that a daemon that comes back knows nothing of them.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'resources/operation-journal.ts',
        find: 'operations.set(operation.id, { ...operation, groups: [] });',
        replace: '',
      },
    ],
    seeds: 20,
    scenario: 'daemon-killed-while-starting',
  },
  {
    name: 'restart-forgets',
    what: 'A daemon started again in the same boot reports everything as stopped, without a look.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'cluster/node.ts',
        find: 'await Promise.all(this.#config.services.map((service) => this.#local.probe(service.id)));',
        replace: '',
      },
      {
        file: 'resources/local-services.ts',
        find: "return configured.has(id) || journal.begun(id) ? 'may-run' : 'stopped';",
        replace: "return 'stopped';",
      },
    ],
    seeds: 20,
    scenario: 'daemon-killed-while-starting',
  },
];
