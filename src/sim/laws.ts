/**
 * The safety rules S1, S2 and S7 as facts of a simulated world: who really runs what, and which node was never proven
 * to have stopped it. No belief of any daemon enters here.
 */

export interface Laws {
  /** An agent began to start the service there: from now on it may run there until there is a proof. */
  startBegan(service: string, node: number): void;
  active(service: string, node: number, is: boolean): void;
  /** Its stop succeeded, or a look there found nothing of it. */
  proven(service: string, node: number): void;
  /** Its power reads off, or an operator vouches for it: it runs nothing. */
  nodeProven(node: number): void;
  /** Nodes on which the service is active at this instant. */
  where(service: string): readonly number[];
  /** Throws when a rule has been broken, with what happened. */
  check(): void;
}

export function createLaws(now: () => number): Laws {
  const running = new Map<string, Set<number>>();
  const mayRun = new Map<string, Set<number>>();
  const broken: string[] = [];

  const of = (table: Map<string, Set<number>>, service: string): Set<number> => {
    const nodes = table.get(service) ?? new Set<number>();
    table.set(service, nodes);
    return nodes;
  };
  const note = (rule: string, words: string): void => {
    broken.push(`${rule} broken at ${Math.round(now())} ms: ${words}`);
  };

  return {
    startBegan(service, node) {
      const nodes = of(mayRun, service);
      for (const other of nodes) {
        if (other === node) continue;
        note(
          'S2',
          `${service} is being started on node ${node}, and nothing proves that node ${other} has stopped it`,
        );
      }
      nodes.add(node);
    },
    active(service, node, is) {
      const nodes = of(running, service);
      if (is) nodes.add(node);
      else nodes.delete(node);
      if (nodes.size > 1) note('S1', `${service} is active on nodes ${[...nodes].join(' and ')}`);
    },
    proven(service, node) {
      if (of(running, service).has(node))
        note('S7', `${service} counts as stopped on node ${node}, where it runs`);
      of(mayRun, service).delete(node);
    },
    nodeProven(node) {
      for (const nodes of mayRun.values()) nodes.delete(node);
    },
    where: (service) => [...of(running, service)],
    check() {
      if (broken.length > 0) throw new Error(broken.join('\n'));
    },
  };
}
