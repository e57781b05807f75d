/** One established session as the port shows it: frames over a TLS socket whose handshake is done. */
import type { TLSSocket } from 'node:tls';
import { createFrameReader, encodeFrame } from '#src/host/frames.ts';
import { errorCode, hostError } from '#src/host/host-error.ts';
import { type Address, type Connection, FRAME_LIMIT } from '#src/host/ports.ts';

/** A peer that lets this much wait to be sent reads nothing any more. Bytes. */
export const SEND_LIMIT = 64 * 1024 * 1024;
/** What was queued before a close may still leave within this time. */
const FLUSH_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;

/** Nothing is read before `onFrame`, so a peer cannot fill the memory while nobody listens. */
export function createConnection(socket: TLSSocket, remote: Address): Connection {
  let reason: string | undefined;
  let tell: ((reason: string) => void) | undefined;
  let listening = false;

  const end = (why: string): void => {
    if (reason !== undefined) return;
    reason = why;
    // Later, so that a caller is never called back from within its own send or close.
    queueMicrotask(() => tell?.(why));
  };
  const abort = (why: string): void => {
    end(why);
    socket.destroy();
  };

  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('error', (error) => abort(describe(error)));
  socket.on('end', () => abort('the other side closed the connection'));
  socket.on('close', () => end('the connection was closed'));

  return {
    remote,
    send: (frame) => {
      if (reason !== undefined) return;
      if (frame.byteLength > FRAME_LIMIT) {
        abort(`a frame of ${frame.byteLength} bytes is over the limit of ${FRAME_LIMIT}`);
      } else if (socket.writableLength + frame.byteLength > SEND_LIMIT) {
        abort(`the other side reads nothing: over ${SEND_LIMIT} bytes wait to be sent`);
      } else {
        socket.write(encodeFrame(frame));
      }
    },
    onFrame: (receive) => {
      if (listening) throw new Error('onFrame may be set only once');
      listening = true;
      const reader = createFrameReader();
      socket.on('data', (piece) => {
        if (reason !== undefined) return;
        const frames = reader.push(piece);
        if (frames === 'too-long')
          return abort(`the other side sent a frame over the limit of ${FRAME_LIMIT} bytes`);
        for (const frame of frames) {
          if (reason === undefined) receive(frame); // a receiver may close
        }
      });
    },
    onClose: (closed) => {
      tell = closed;
      const why = reason;
      if (why !== undefined) queueMicrotask(() => closed(why));
    },
    close: () => {
      if (reason !== undefined) return;
      end('closed on this side');
      socket.end();
      socket.resume(); // unread data would keep the end from being seen
      const timer = setTimeout(() => socket.destroy(), FLUSH_MS);
      socket.once('close', () => clearTimeout(timer));
    },
  };
}

function describe(error: Error): string {
  return errorCode(error) === 'ECONNRESET'
    ? 'the other side reset the connection'
    : hostError(error, 'go on with the connection').message;
}
