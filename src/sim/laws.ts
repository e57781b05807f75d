/**
 * The safety rules about services as facts of a simulated world: S1, S2 and S7. Who really runs what, and which node was
 * never proven to have stopped it. No belief of any daemon enters here.
 *
 * The other rules stand beside this file: view-laws.ts and frame-laws.ts (S3, S4), word-laws.ts (S8), peer-laws.ts (S9),
 * shot-laws.ts (L2), ending.ts (L1). S5 and S6 are about DRBD, which the world does not have yet.
 */
import type { Millis } from '#src/host/ports.ts';

/** A rule has been broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** `S1` .. `S9`, `L1`, `L2`. */
  readonly rule: string;
  /** ms of the world. */
  readonly at: Millis;
  /** What happened, one line. */
  readonly words: string;
  constructor(
    rule: string,
    at: Millis,
    words: string,
    message = `${rule} broken at ${Math.round(at)} ms: ${words}`,
  ) {
    super(message);
    this.rule = rule;
    this.at = at;
    this.words = words;
  }
}

/** Hands in that a rule was broken; the run ends after the step in hand. */
export type Accuse = (rule: string, words: string) => void;

export interface Laws {
  /** An agent began to start the service there: from now on it may run there until there is a proof. */
  startBegan(service: string, node: number, resource?: string): void;
  active(service: string, node: number, is: boolean, resource?: string): void;
  /** It begins to migrate from one node to another: from now on it may run there, too. */
  comes(service: string, from: number, to: number, resource?: string): void;
  /** Its stop succeeded, or a look there found nothing of it. */
  proven(service: string, node: number, resource?: string): void;
  /** Its last stop there failed. */
  stopFailed(service: string, node: number): void;
  /** Its power reads off, or an operator vouches for it: it runs nothing. */
  nodeProven(node: number): void;
  /** Its fence device lies: S1 and S2 do not count for what runs there until it is really off. */
  excuse(node: number): void;
  readonly excused: ReadonlySet<number>;
  /** It is really off. */
  off(node: number): void;
  /** Nodes on which anything of the service is active at this instant. */
  where(service: string): readonly number[];
  isActive(service: string, node: number, resource?: string): boolean;
  readonly accuse: Accuse;
  /** Throws Violation when a rule has been broken. */
  check(): void;
}

/** By service, then node: resources of it. */
type Table = Map<string, Map<number, Set<string>>>;

export function createLaws(now: () => Millis): Laws {
  const running: Table = new Map();
  const mayRun: Table = new Map();
  const unstoppable = new Set<string>();
  const excused = new Set<number>();
  const broken: Violation[] = [];

  const nodesOf = (table: Table, service: string): Map<number, Set<string>> => {
    const nodes = table.get(service) ?? new Map<number, Set<string>>();
    table.set(service, nodes);
    return nodes;
  };
  const add = (table: Table, service: string, node: number, resource: string): void => {
    const nodes = nodesOf(table, service);
    nodes.set(node, (nodes.get(node) ?? new Set()).add(resource));
  };
  const remove = (table: Table, service: string, node: number, resource: string): void => {
    const nodes = nodesOf(table, service);
    const resources = nodes.get(node);
    resources?.delete(resource);
    if (resources?.size === 0) nodes.delete(node);
  };
  const forget = (node: number): void => {
    for (const [service, nodes] of mayRun) {
      nodes.delete(node);
      unstoppable.delete(`${service}@${node}`);
    }
  };
  const accuse: Accuse = (rule, words) => void broken.push(new Violation(rule, now(), words));

  return {
    startBegan(service, node, resource = '') {
      for (const other of nodesOf(mayRun, service).keys()) {
        if (other === node || excused.has(other) || excused.has(node)) continue;
        const stuck = unstoppable.has(`${service}@${other}`);
        const why = stuck
          ? `its stop on node ${other} failed and nobody cleared that`
          : `nothing proves that node ${other} has stopped it`;
        accuse(stuck ? 'S7' : 'S2', `${service} is being started on node ${node}, and ${why}`);
      }
      add(mayRun, service, node, resource);
    },
    comes(service, from, to, resource = '') {
      for (const other of nodesOf(mayRun, service).keys()) {
        if (other === from || other === to || [other, from, to].some((one) => excused.has(one))) continue;
        accuse(
          'S2',
          `${service} migrates to node ${to}, and nothing proves that node ${other} has stopped it`,
        );
      }
      add(mayRun, service, to, resource);
    },
    active(service, node, is, resource = '') {
      if (is) add(running, service, node, resource);
      else remove(running, service, node, resource);
      if (!is) return;
      const nodes = [...nodesOf(running, service).keys()].filter((one) => !excused.has(one));
      if (nodes.length > 1) accuse('S1', `${service} is active on nodes ${nodes.join(' and ')}`);
    },
    proven(service, node, resource = '') {
      if (nodesOf(running, service).get(node)?.has(resource) === true)
        accuse('S7', `${service} counts as stopped on node ${node}, where it runs`);
      remove(mayRun, service, node, resource);
      if (!nodesOf(mayRun, service).has(node)) unstoppable.delete(`${service}@${node}`);
    },
    stopFailed: (service, node) => void unstoppable.add(`${service}@${node}`),
    nodeProven: forget,
    excuse: (node) => void excused.add(node),
    excused,
    off(node) {
      // Whoever believed the lie believes what has come true.
      if (excused.delete(node)) forget(node);
    },
    where: (service) => [...nodesOf(running, service).keys()],
    isActive: (service, node, resource = '') => nodesOf(running, service).get(node)?.has(resource) === true,
    accuse,
    check() {
      const [first] = broken;
      if (first === undefined) return;
      throw new Violation(first.rule, first.at, first.words, broken.map(({ message }) => message).join('\n'));
    },
  };
}
