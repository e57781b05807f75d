/**
 * Server-sent events: one client that follows what happens. Kept events come first, then each new one; a comment every
 * 15 s shows both sides that the other is there. A client that doesn't read is dropped, it never makes the daemon wait.
 */
import type { ServerResponse } from 'node:http';
import type { ClusterControl } from '#src/cluster/commands.ts';
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';

/** A comment is sent this often, so that a client may take 3 missed ones for a dead daemon. */
export const KEEPALIVE: Millis = 15_000;
/** Bytes that may wait for a slow reader before it is dropped; it comes back with Last-Event-ID. */
const BACKLOG_LIMIT = 4 * 1024 * 1024;

/**
 * Answers `response` with events from `control` until either side closes. With `after`: first the kept events with a
 * greater sequence. The returned function ends the stream.
 */
export function streamEvents(
  response: ServerResponse,
  control: ClusterControl,
  clock: Clock,
  after: number | undefined,
): () => void {
  let cancel: Cancel = () => {};
  let last = after ?? 0;
  const write = (text: string): void => {
    response.write(text);
    if (response.writableLength > BACKLOG_LIMIT) response.destroy();
  };
  const send = (event: ClusterEvent): void => {
    if (event.sequence <= last) return;
    last = event.sequence;
    write(`id: ${event.sequence}\nevent: ${event.name}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const beat = (): void => {
    cancel = clock.after(KEEPALIVE, () => {
      write(': alive\n\n');
      beat();
    });
  };

  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  write(': picket events\n\n');
  if (after !== undefined) for (const event of control.events(after)) send(event);
  const leave = control.onEvent(send);
  beat();
  response.on('close', () => {
    cancel();
    leave();
  });
  return () => response.end();
}
