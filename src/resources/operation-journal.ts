/**
 * Notes on disk which operations are in hand on this node, and which services were started in this boot, so that a
 * daemon that comes back after a crash can end what its predecessor had begun. One write serves all that wait for it.
 */
import type { Cancel, Clock, Files, Log, ProcessId } from '#src/host/ports.ts';
import { type Journal, type NotedOperation, parseJournal } from './journal-format.ts';

/** What nobody waits for (groups, ends of operations) is written together after this time. */
const LAZY_MS = 50;
/** A disk that takes longer hangs; orders don't hang with it. */
const NOTE_MS = 10_000;

export interface OperationJournal {
  /**
   * Reads what an earlier daemon left. Operations of another boot have ended and are forgotten. When the file can't be
   * read, every service counts as begun. Never rejects.
   */
  load(): Promise<readonly NotedOperation[]>;
  /** Resolves when the operation is on disk: undefined, or in words why it could not be noted. Never rejects. */
  note(operation: Omit<NotedOperation, 'groups'>): Promise<string | undefined>;
  addGroup(id: string, group: ProcessId): void;
  /** The operation has ended. `begun`: whether the service may run now; undefined when that has not changed. */
  done(id: string, begun: boolean | undefined): void;
  /** A look at all of the service has found that nothing of it runs. */
  gone(service: string): void;
  /** Whether a start of this service was carried out in this boot, with no proof since that nothing of it runs. */
  begun(service: string): boolean;
  /** The configuration by which each such service was started last, as far as it was noted. */
  configs(): ReadonlyMap<string, string>;
  /** Why the last write failed, while none has succeeded since. */
  problem(): string | undefined;
  /** Writes what is outstanding, once. Never rejects. */
  close(): Promise<void>;
}

export interface JournalDeps {
  readonly clock: Clock;
  readonly files: Files;
  readonly log: Log;
  readonly path: string;
  readonly bootId: string;
}

export function createJournal(deps: JournalDeps): OperationJournal {
  const { clock, files, log, path, bootId } = deps;
  const operations = new Map<string, NotedOperation>();
  const begun = new Set<string>();
  const configs = new Map<string, string>();
  let waiting: ((problem: string | undefined) => void)[] = [];
  let allBegun = false;
  let problem: string | undefined;
  let writing: Promise<void> | undefined;
  let lazy: Cancel | undefined;

  function encode(): Uint8Array {
    const journal: Journal = {
      version: 1,
      boot: bootId,
      allBegun,
      begun: [...begun],
      configs: Object.fromEntries(configs),
      operations: [...operations.values()],
    };
    return new TextEncoder().encode(JSON.stringify(journal));
  }

  function flush(): Promise<string | undefined> {
    const written = new Promise<string | undefined>((resolve) => waiting.push(resolve));
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return written;
  }

  async function write(): Promise<void> {
    await Promise.resolve(); // what is ordered in the same breath goes along
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      lazy?.();
      lazy = undefined;
      problem = await files.writeDurably(path, encode(), 0o600).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      for (const resolve of batch) resolve(problem);
    }
  }

  function soonEnough(written: Promise<string | undefined>): Promise<string | undefined> {
    return new Promise((resolve) => {
      const stopTimer = clock.after(NOTE_MS, () =>
        resolve(`no answer from the disk within ${NOTE_MS / 1000} s`),
      );
      void written.then(resolve).then(stopTimer);
    });
  }

  function soon(): void {
    lazy ??= clock.after(LAZY_MS, () => {
      lazy = undefined;
      void flush();
    });
  }

  function begin({ service, config }: NotedOperation): void {
    begun.add(service);
    if (config === undefined) configs.delete(service);
    else configs.set(service, config);
  }

  function end(service: string): void {
    begun.delete(service);
    configs.delete(service);
  }

  async function load(): Promise<readonly NotedOperation[]> {
    const journal = await files.read(path).then(parseJournal, (error: unknown) => String(error));
    if (journal === undefined) return [];
    if (typeof journal === 'string') {
      log.error(
        { path, reason: journal },
        'cannot read which operations were in hand: every service may run here',
      );
      await files.rename(path, `${path}.corrupt`).catch(() => {});
      allBegun = true;
      return [];
    }
    if (journal.boot !== bootId) return [];
    allBegun = journal.allBegun;
    for (const service of journal.begun) begun.add(service);
    for (const [service, config] of Object.entries(journal.configs ?? {})) configs.set(service, config);
    for (const operation of journal.operations) operations.set(operation.id, operation);
    return journal.operations;
  }

  return {
    load,
    note: async (operation) => {
      operations.set(operation.id, { ...operation, groups: [] });
      return soonEnough(flush());
    },
    addGroup: (id, group) => {
      const operation = operations.get(id);
      if (operation === undefined) return;
      operations.set(id, { ...operation, groups: [...operation.groups, group] });
      soon();
    },
    done: (id, mayRun) => {
      const operation = operations.get(id);
      if (operation === undefined) return;
      operations.delete(id);
      if (mayRun === true) begin(operation);
      if (mayRun === false) end(operation.service);
      soon();
    },
    gone: (service) => {
      if (!begun.has(service)) return;
      end(service);
      soon();
    },
    begun: (service) =>
      allBegun ||
      begun.has(service) ||
      [...operations.values()].some((noted) => noted.kind === 'start' && noted.service === service),
    configs: () => {
      const starts = [...operations.values()].filter(({ kind }) => kind === 'start');
      const inHand = starts.flatMap(({ service, config }) =>
        config === undefined ? [] : [[service, config]],
      );
      return new Map([...configs, ...(inHand as [string, string][])]);
    },
    problem: () => problem,
    close: async () => {
      if (lazy !== undefined || writing !== undefined) await soonEnough(flush());
    },
  };
}
