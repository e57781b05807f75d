/** The words of agreement live in src/wire, because they travel; membership's users find them here. */
export type {
  Epoch,
  Incarnation,
  Ledger,
  LedgerRecord,
  Member,
  NodeId,
  NodeRecord,
  NodeStanding,
  ServiceReport,
  Stamp,
  View,
} from '#src/wire/words.ts';
