/** What a QEMU says about its machine by itself (QMP events): reset, shutdown, and that the watchdog bit. */
import { connect } from 'node:net';
import { until } from '#test/lab/until.ts';

export interface QmpEvent {
  /** RESET, SHUTDOWN, WATCHDOG ... (QEMU's QMP reference). */
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface QmpEvents {
  /** Since this was opened, oldest first. */
  readonly seen: readonly QmpEvent[];
  wait(event: string, deadline: number): Promise<QmpEvent>;
  close(): void;
}

/** Follows the events of a running QEMU to its end; rejects if it isn't running. */
export function followQmp(path: string): Promise<QmpEvents> {
  const seen: QmpEvent[] = [];
  let buffer = '';
  const socket = connect(path);
  socket.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (data) => {
      buffer += String(data);
      const lines = buffer.split('\n');
      buffer = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as Partial<QmpEvent> & { QMP?: unknown; return?: unknown };
        if (message.QMP !== undefined) socket.write('{"execute":"qmp_capabilities"}\n');
        if (message.event !== undefined) seen.push({ ...message, event: message.event });
        if (message.return !== undefined) resolve(events);
      }
    });
    const events: QmpEvents = {
      seen,
      wait: (event, deadline) =>
        until(
          `QMP event ${event}`,
          () => seen.find((one) => one.event === event),
          deadline,
          () => JSON.stringify(seen),
        ),
      close: () => socket.destroy(),
    };
  });
}
