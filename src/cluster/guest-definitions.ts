/**
 * Definitions of guests, on every member's disk: what libvirt of the node where a guest ran last knows of it, so that any
 * other node can be given it. The ledger says which text is the newest; the texts are files, fetched from whoever has them.
 */
import { type Cancel, type Clock, type Files, HostError, type Log, type Millis } from '#src/host/ports.ts';
import type { Epoch, Ledger } from '#src/membership/types.ts';
import { checksum } from '#src/wire/checksum.ts';
import type { Request } from '#src/wire/frames.ts';
import { type GuestWord, guestKey, guestName, guestRecord, isGuestKey } from './guest-records.ts';

export interface GuestDefinitionsDeps {
  readonly nodeName: string;
  /** Outlives the boot. */
  readonly folder: string;
  readonly files: Pick<Files, 'read' | 'writeDurably' | 'makeFolder' | 'remove' | 'list'>;
  readonly ledger: () => Ledger;
  /** Of the active view; undefined while there is none. */
  readonly epoch: () => Epoch | undefined;
  readonly isManaged: (guest: string) => boolean;
  /** From another member; undefined when none has it. Never rejects. */
  readonly fetch: (digest: string) => Promise<string | undefined>;
  /** Tells the coordinator; resolves with false when it could not be told. */
  readonly tell: (report: Extract<Request, { type: 'report' }>) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface GuestDefinitions {
  /** The newest one of the cluster; undefined when there is none, or nobody who has it answers. Never rejects. */
  newest(guest: string): Promise<string | undefined>;
  /** The cluster had this one, and has a newer one now. */
  isOlder(guest: string, definition: string): boolean;
  /** It is the newest. On this node's disk when it resolves; never rejects. */
  keep(guest: string, definition: string): Promise<void>;
  /** For another member; undefined when it is not here. Never rejects. */
  textOf(digest: string): Promise<string | undefined>;
  /** The ledger, the view or the configuration has changed. */
  follow(): void;
  stop(): void;
}

/** Bytes; libvirt's own definitions have some thousand. */
const LONGEST: number = 256 * 1024;
const AGAIN_MS: Millis = 5_000;

export function createGuestDefinitions(deps: GuestDefinitionsDeps): GuestDefinitions {
  const { files, folder, clock, log } = deps;
  /** What this node has to tell, until the ledger shows it. */
  const untold = new Map<string, GuestWord>();
  let held: Set<string> | undefined;
  let busy = false;
  /** Something has changed meanwhile. */
  let missed = false;
  let stopped = false;
  let again: Cancel = () => {};
  const path = (digest: string): string => `${folder}/${digest}.xml`;

  async function holding(): Promise<Set<string>> {
    if (held === undefined) {
      await files.makeFolder(folder, 0o700);
      const names = await files.list(folder);
      held = new Set(
        names.filter((name) => /^[0-9a-f]{64}\.xml$/.test(name)).map((name) => name.slice(0, 64)),
      );
    }
    return held;
  }

  async function put(digest: string, text: string): Promise<void> {
    const have = await holding();
    if (!have.has(digest)) await files.writeDurably(path(digest), Buffer.from(text), 0o600);
    have.add(digest);
  }

  async function textOf(digest: string): Promise<string | undefined> {
    try {
      const bytes = /^[0-9a-f]{64}$/.test(digest) ? await files.read(path(digest)) : undefined;
      const text = bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
      return text !== undefined && checksum(text) === digest ? text : undefined;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return undefined;
    }
  }

  async function fetched(digest: string): Promise<string | undefined> {
    const text = await deps.fetch(digest);
    return text !== undefined && text.length <= LONGEST && checksum(text) === digest ? text : undefined;
  }

  /** Guests with a record. */
  function known(): readonly string[] {
    return [...deps.ledger().keys()].filter(isGuestKey).map(guestName);
  }

  /** True when all is as the ledger has it. */
  async function settle(): Promise<boolean> {
    let settled = true;
    for (const [guest, word] of untold) {
      const epoch = deps.epoch();
      if (guestRecord(deps.ledger(), guest)?.digest === word.digest || !deps.isManaged(guest)) {
        untold.delete(guest);
        continue;
      }
      settled = false;
      const about = { service: guestKey(guest), resource: '', reason: JSON.stringify(word) };
      if (epoch !== undefined) await deps.tell({ type: 'report', epoch, ...about });
    }
    const have = await holding();
    const wanted = new Set([...untold.values()].map(({ digest }) => digest));
    for (const guest of known().filter(deps.isManaged)) {
      const digest = guestRecord(deps.ledger(), guest)?.digest ?? '';
      wanted.add(digest);
      if (have.has(digest)) continue;
      const text = await fetched(digest);
      if (text === undefined) settled = false;
      else await put(digest, text);
    }
    for (const digest of [...have].filter((one) => !wanted.has(one))) {
      await files.remove(path(digest));
      have.delete(digest);
    }
    return settled;
  }

  function follow(): void {
    missed = busy;
    if (busy || stopped) return;
    busy = true;
    void settle()
      .catch((error: unknown) => {
        log.warn({ error }, 'definitions of guests cannot be kept');
        return false;
      })
      .then((settled) => {
        busy = false;
        again();
        if (stopped) return;
        if (missed) follow();
        else if (!settled) again = clock.after(AGAIN_MS, follow);
      });
  }

  return {
    async newest(guest) {
      const digest = untold.get(guest)?.digest ?? guestRecord(deps.ledger(), guest)?.digest;
      return digest === undefined ? undefined : ((await textOf(digest)) ?? (await fetched(digest)));
    },
    isOlder(guest, definition) {
      const record = guestRecord(deps.ledger(), guest);
      return record?.earlier.includes(checksum(definition)) === true;
    },
    async keep(guest, definition) {
      const digest = checksum(definition);
      if (definition.length > LONGEST || !deps.isManaged(guest)) return;
      if (guestRecord(deps.ledger(), guest)?.digest === digest && untold.get(guest) === undefined) return;
      untold.set(guest, { digest, by: deps.nodeName });
      await put(digest, definition).catch((error: unknown) =>
        log.warn({ error, guest }, 'the definition of a guest cannot be kept'),
      );
      follow();
    },
    textOf,
    follow,
    stop() {
      stopped = true;
      again();
    },
  };
}
