/** The coordinator's knowledge of how well the nodes are: from the ledger, and from what members tell during its view. */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import {
  type HealthRecord,
  type HealthState,
  type HealthWord,
  healthKey,
  healthRecord,
  healthWord,
  healthySince,
  readHealth,
  sameHealth,
  UNFENCE_CHECK,
} from './health-records.ts';

export interface HealthBoardDeps {
  readonly view: View;
  readonly ledger: Ledger;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly config: () => Pick<ClusterConfig, 'health' | 'nodes'>;
  readonly clock: Clock;
  /** A node is better or worse than before, or what is known of it may be acted upon now. */
  readonly changed: () => void;
}

export interface HealthBoard {
  /** A member's own word; `text` as health-watch.ts writes it. Anything else is ignored. */
  told(node: NodeId, text: string): void;
  word(node: NodeId, check: string): HealthWord | undefined;
  since(node: NodeId, service: ServiceConfig): Millis;
  /** Why the node takes nothing: it has not said yet that it has what its fence took, or that it can't get it. */
  unfencing(node: NodeId): string | undefined;
  /** It is about to say so: its first try is bounded by its devices' deadlines. */
  unfencesNow(node: NodeId): boolean;
  stop(): void;
}

/** How long looks at an address take on all nodes, from the first that finds it failing. */
const ALL_LOOKED_MS: Millis = 5_000;
/** A look at a cable takes no time: what counts is the second look, a second later, and the way here. */
const ALL_CABLES_LOOKED_MS: Millis = 2_500;
const NOT_UNFENCED = 'it has not given itself back yet what its fence took';

export function createHealthBoard(deps: HealthBoardDeps): HealthBoard {
  const { view, ledger, submit, changed, clock } = deps;
  const records = new Map<NodeId, HealthRecord>();
  /** Monotonic; by node and check, when it was told first that it fails. */
  const heard = new Map<string, Millis>();
  const timers = new Set<Cancel>();
  const recordOf = (node: NodeId): HealthRecord | undefined =>
    records.get(node) ?? healthRecord(ledger, node);
  const bootOf = (node: NodeId): string | undefined =>
    view.members.find(({ id }) => id === node)?.incarnation.boot;
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
    if (check?.kind === 'carrier') return ALL_CABLES_LOOKED_MS;
    return check?.kind === 'script' ? ALL_LOOKED_MS + 2 * check.timeout : ALL_LOOKED_MS;
  }

  /** Undefined for a node without `<unfence>`. One that has said nothing in this boot is at its first try. */
  function unfenceState(node: NodeId): Pick<HealthState, 'ok' | 'why'> | undefined {
    const isWanted = deps.config().nodes.some(({ id, unfence }) => id === node && unfence !== undefined);
    if (!isWanted) return undefined;
    const record = recordOf(node);
    const said = record?.boot === bootOf(node) ? record?.checks[UNFENCE_CHECK] : undefined;
    return said ?? { ok: false, why: '' };
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
      const word = healthWord(recordOf(node), bootOf(node), check);
      const since = heard.get(`${check}@${node}`);
      const isFresh = since !== undefined && clock.now() - since < patience(check);
      return word === undefined || !isFresh ? word : { ...word, known: false };
    },
    since: (node, service) => healthySince(recordOf(node), service),
    unfencing(node) {
      const state = unfenceState(node);
      if (state === undefined || state.ok) return undefined;
      return state.why === '' ? NOT_UNFENCED : `${NOT_UNFENCED}: ${state.why}`;
    },
    unfencesNow: (node) => unfenceState(node)?.why === '' && unfenceState(node)?.ok === false,
    stop() {
      for (const timer of timers) timer();
    },
  };
}
