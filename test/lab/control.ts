/** The daemon's control socket as a test sees it: status, events, and waiting for them with a deadline. */
import { get } from 'node:http';
import type { ClusterEvent, StatusDocument } from '#src/cluster/status.ts';

/** Rejects when the daemon does not answer within 5 s. */
export function getStatus(socketPath: string): Promise<StatusDocument> {
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path: '/v1/status', timeout: 5_000 }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => {
        body += data.toString();
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}: ${body}`));
        else resolve(JSON.parse(body) as StatusDocument);
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 5 s')));
    request.on('error', reject);
  });
}

export interface Events {
  /** All events so far, oldest first. */
  readonly seen: readonly ClusterEvent[];
  /** Resolves with the first event, past or future, that fits; rejects after `deadline` ms with all that was seen. */
  wait(what: string, fits: (event: ClusterEvent) => boolean, deadline?: number): Promise<ClusterEvent>;
  close(): void;
}

const RETRY_MS = 20;

/**
 * Follows a daemon's events from its first one on. The socket need not be there yet: it is tried again until the first
 * connection. After that the end of the stream is the end (the daemon died); what was seen stays.
 */
export function followEvents(socketPath: string): Events {
  const seen: ClusterEvent[] = [];
  const watchers = new Set<() => void>();
  let last = 0;
  let closed = false;
  let close = (): void => {};
  const connect = (): void => {
    const request = get({ socketPath, path: `/v1/events/stream?after=${last}` }, (response) => {
      let buffer = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => {
        buffer += data;
        const blocks = buffer.split('\n\n');
        buffer = blocks.pop() ?? '';
        for (const block of blocks) {
          const text = block
            .split('\n')
            .filter((line) => line.startsWith('data:'))
            .map((line) => line.slice(5));
          if (text.length === 0) continue;
          const event = JSON.parse(text.join('\n')) as ClusterEvent;
          last = Math.max(last, event.sequence);
          seen.push(event);
        }
        for (const watcher of watchers) watcher();
      });
      response.on('error', () => {});
    });
    request.on('error', () => {
      if (!closed && seen.length === 0) setTimeout(connect, RETRY_MS);
    });
    close = () => request.destroy();
  };
  connect();
  return {
    seen,
    wait(what, fits, deadline = 30_000) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const event = seen.find(fits);
          if (event === undefined) return;
          finish();
          resolve(event);
        };
        const timer = setTimeout(() => {
          finish();
          const lines = seen.map(
            (event) =>
              `${event.at} ${event.name} ${event.node ?? ''} ${event.service ?? ''} ${event.message}`,
          );
          reject(new Error(`${what}: not within ${deadline} ms; events:\n${lines.join('\n')}`));
        }, deadline);
        const finish = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      });
    },
    close() {
      closed = true;
      close();
    },
  };
}
