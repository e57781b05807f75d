/** The last events of this node: kept in memory for the API, appended to a bounded file, logged. */
import type { Cancel, Clock, Files, Log } from '#src/host/ports.ts';
import type { ClusterEvent } from './status.ts';

export type EventFields = Omit<ClusterEvent, 'sequence' | 'at'>;

/** `cluster`: every member tells this one, from the ledger. */
export type EventScope = 'node' | 'cluster';

export interface EventLog {
  emit(event: EventFields, scope?: EventScope): void;
  /** Kept events with a higher sequence, oldest first. */
  after(sequence: number): readonly ClusterEvent[];
  onEvent(listener: (event: ClusterEvent, scope: EventScope) => void): () => void;
  /** Writes what is not in the file yet. Never rejects. */
  flush(): Promise<void>;
}

/**
 * The file is written so long after an event: what a failover leaves on the disk meanwhile would be dragged along by
 * every fsync of the ledger. The log line is there at once.
 */
const WRITE_AFTER_MS = 1_000;
/** Events kept in memory. */
const KEPT = 2_000;
/** The file is begun anew beyond this; the old one stays beside it. */
const FILE_LIMIT_BYTES = 4 * 1024 * 1024;

/** Names that an administrator should not miss. */
const ALARMS: ReadonlySet<string> = new Set([
  'peer.suspect',
  'peer.late',
  'peer.dead',
  'node.lost',
  'node.stays-out',
  'fence.failed',
  'fence.isolated',
  'quorum.lost',
  'quorum.stopping',
  'quorum.stop-failed',
  'witness.silent',
  'ping.failed',
  'fence.power-on-failed',
  'fence.device-failed',
  'fence.test-failed',
  'unfence.failed',
  'notify.failed',
  'resource.failed',
  'resource.degraded',
  'resource.start-failed',
  'resource.stop-failed',
  'service.failed',
  'service.error',
  'service.recovering',
]);

export function createEventLog(deps: { clock: Clock; files: Files; log: Log; path: string }): EventLog {
  const { clock, files, log, path } = deps;
  const kept: ClusterEvent[] = [];
  const listeners = new Set<(event: ClusterEvent, scope: EventScope) => void>();
  let sequence = 0;
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let due: Cancel | undefined;
  let failing = false;
  let size: number | undefined;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const text = waiting.join('');
      waiting = [];
      try {
        size ??= (await files.stat(path))?.size ?? 0;
        if (size > FILE_LIMIT_BYTES) {
          await files.rename(path, `${path}.1`);
          size = 0;
        }
        await files.append(path, Buffer.from(text), { sync: false });
        size += text.length;
        failing = false;
      } catch (error) {
        // The log line below has the event, too; a full disk must not stop a failover.
        if (!failing)
          log.warn({ error }, 'events can not be written to their file; they are in this log only');
        failing = true;
      }
    }
  }

  async function flush(): Promise<void> {
    due?.();
    due = undefined;
    writing ??= write();
    await writing;
    writing = undefined;
  }

  return {
    emit(fields, scope = 'node') {
      const event = { sequence: ++sequence, at: clock.wall(), ...fields };
      kept.push(event);
      if (kept.length > KEPT) kept.shift();
      const { name, message, ...rest } = fields;
      if (ALARMS.has(name)) log.warn({ event: name, ...rest }, message);
      else log.info({ event: name, ...rest }, message);
      waiting.push(`${JSON.stringify(event)}\n`);
      due ??= clock.after(WRITE_AFTER_MS, () => void flush());
      for (const listener of listeners) listener(event, scope);
    },
    flush,
    after: (last) => kept.filter((event) => event.sequence > last),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
