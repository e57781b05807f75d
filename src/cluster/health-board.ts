/** The coordinator's knowledge of how well the nodes are: from the ledger, and from what members tell during its view. */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import {
  type HealthRecord,
  type HealthWord,
  healthKey,
  healthRecord,
  healthWord,
  healthySince,
  readHealth,
  sameHealth,
} from './health-records.ts';

export interface HealthBoardDeps {
  readonly view: View;
  readonly ledger: Ledger;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly config: () => Pick<ClusterConfig, 'health'>;
  readonly clock: Clock;
  /** A node is better or worse than before, or what is known of it may be acted upon now. */
  readonly changed: () => void;
}

export interface HealthBoard {
  /** A member's own word; `text` as health-watch.ts writes it. Anything else is ignored. */
  told(node: NodeId, text: string): void;
  word(node: NodeId, check: string): HealthWord | undefined;
  since(node: NodeId, service: ServiceConfig): Millis;
  stop(): void;
}

/** How long looks at a cable or an address take on all nodes, from the first that finds it failing. */
const ALL_LOOKED_MS: Millis = 5_000;

export function createHealthBoard(deps: HealthBoardDeps): HealthBoard {
  const { view, ledger, submit, changed, clock } = deps;
  const records = new Map<NodeId, HealthRecord>();
  /** Monotonic; by node and check, when it was told first that it fails. */
  const heard = new Map<string, Millis>();
  const timers = new Set<Cancel>();
  const recordOf = (node: NodeId): HealthRecord | undefined =>
    records.get(node) ?? healthRecord(ledger, node);
  /** The cause may be one for all: whoever else has it finds it meanwhile, since health-watch.ts looks at once. */
  function waitForOthers(node: NodeId, check: string): void {
    if (heard.has(`${check}@${node}`)) return;
    heard.set(`${check}@${node}`, clock.now());
    const timer = clock.after(patience(check) + 1, () => {
      timers.delete(timer);
      changed();
    });
    timers.add(timer);
  }

  function patience(name: string): Millis {
    const check = deps.config().health.find((one) => one.name === name);
    return check?.kind === 'script' ? ALL_LOOKED_MS + 2 * check.timeout : ALL_LOOKED_MS;
  }

  return {
    told(node, text) {
      const record = readHealth(text);
      if (record === undefined || sameHealth(record, recordOf(node))) return;
      const failing = Object.keys(record.checks).filter((check) => record.checks[check]?.ok === false);
      for (const check of Object.keys(record.checks)) {
        if (!failing.includes(check)) heard.delete(`${check}@${node}`);
      }
      for (const check of failing) waitForOthers(node, check);
      records.set(node, record);
      void submit(new Map([[healthKey(node), record]])).then((inForce) => {
        if (inForce) changed();
      });
    },
    word(node, check) {
      const boot = view.members.find(({ id }) => id === node)?.incarnation.boot;
      const word = healthWord(recordOf(node), boot, check);
      const since = heard.get(`${check}@${node}`);
      const isFresh = since !== undefined && clock.now() - since < patience(check);
      return word === undefined || !isFresh ? word : { ...word, known: false };
    },
    since: (node, service) => healthySince(recordOf(node), service),
    stop() {
      for (const timer of timers) timer();
    },
  };
}
