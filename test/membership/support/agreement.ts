/** Node 2's part of the agreement, with a disk whose writes can be held and others that answer as the test says. */
import { Agreement } from '#src/membership/agreement.ts';
import { mergeLedgers } from '#src/membership/ledger.ts';
import { type DurableState, type LedgerStore, NOTHING_KNOWN } from '#src/membership/ledger-store.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { member } from './samples.ts';

export interface Probe {
  readonly agreement: Agreement;
  /** Written states, oldest first. */
  readonly saved: DurableState[];
  /** From now on writes wait for `release`. */
  hold(): void;
  release(): void;
  /** How many views have ended. */
  readonly ended: () => number;
}

export interface ProbeOptions {
  /** Why it follows nobody now. */
  readonly objection?: string;
  /** What the others say; `done` to everything without it. */
  readonly answer?: (body: Request) => Reply;
  readonly viewEnded?: (agreement: Agreement) => void;
}

export function node2(options: ProbeOptions = {}): Probe {
  const saved: DurableState[] = [];
  let gate: PromiseWithResolvers<void> | undefined;
  let ended = 0;
  const store: LedgerStore = {
    load: async () => ({ state: NOTHING_KNOWN, problem: undefined }),
    async save(state) {
      await gate?.promise;
      saved.push(state);
    },
  };
  const agreement: Agreement = new Agreement({
    self: member(2),
    store,
    initial: NOTHING_KNOWN,
    deadtime: 1_000,
    clock: { now: () => 0, wall: () => 0, after: () => () => {} },
    log: SILENT,
    host: {
      request: async (_to, body) => options.answer?.(body) ?? { type: 'done' },
      objection: () => options.objection,
      report: async () => [{ service: 'service:web', state: 'stopped', reason: '' }],
      merge: ({ acceptances }) => mergeLedgers(acceptances.map((one) => one.ledger)),
      viewActive: () => {},
      unable: () => {},
      answered: () => {},
      viewEnded: () => {
        ended++;
        options.viewEnded?.(agreement);
      },
      ledgerStored: () => {},
    },
  });
  return {
    agreement,
    saved,
    hold: () => {
      gate = Promise.withResolvers();
    },
    release: () => gate?.resolve(),
    ended: () => ended,
  };
}
