/** The coordinator's side of the nodes' watchdogs: what members tell of theirs goes into the ledger. */
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { readTerms, sameTerms, type WatchdogTerms, watchdogKey, watchdogTerms } from './watchdog-terms.ts';

export interface WatchdogBoard {
  /** A member's own word; `text` as watchdog-desk.ts writes it. Anything else is ignored. */
  told(node: NodeId, text: string): void;
}

export function createWatchdogBoard(
  ledger: Ledger,
  submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>,
): WatchdogBoard {
  const records = new Map<NodeId, WatchdogTerms>();
  return {
    told(node, text) {
      const terms = parse(text);
      if (terms === undefined || sameTerms(terms, records.get(node) ?? watchdogTerms(ledger, node))) return;
      records.set(node, terms);
      void submit(new Map([[watchdogKey(node), terms]]));
    },
  };
}

function parse(text: string): WatchdogTerms | undefined {
  try {
    return readTerms(JSON.parse(text));
  } catch {
    return undefined;
  }
}
