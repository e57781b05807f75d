/**
 * Cuts a byte stream into frames, for sessions: four bytes of length, big-endian, then as many bytes of content.
 * Pure; it holds at most one unfinished frame.
 */
import { FRAME_LIMIT } from '#src/host/ports.ts';

const PREFIX_BYTES = 4;

export interface FrameReader {
  /**
   * Takes the next piece of the stream; returns the frames it completes, in order. `too-long` when a length is over
   * FRAME_LIMIT: the stream is beyond repair and the reader must not be used again.
   */
  push(piece: Uint8Array): readonly Uint8Array[] | 'too-long';
}

/** One buffer with prefix and a copy of the content. The caller has checked the length against FRAME_LIMIT. */
export function encodeFrame(content: Uint8Array): Buffer {
  const buffer = Buffer.allocUnsafe(PREFIX_BYTES + content.byteLength);
  buffer.writeUInt32BE(content.byteLength, 0);
  buffer.set(content, PREFIX_BYTES);
  return buffer;
}

export function createFrameReader(): FrameReader {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  let prefixFilled = 0;
  // Pieces are joined once per frame: joining at every piece would cost the square of a frame's size.
  let pieces: Uint8Array[] = [];
  let missing = 0;

  return {
    push: (piece) => {
      const frames: Uint8Array[] = [];
      let at = 0;
      while (at < piece.byteLength || (prefixFilled === PREFIX_BYTES && missing === 0)) {
        if (prefixFilled < PREFIX_BYTES) {
          const count = Math.min(PREFIX_BYTES - prefixFilled, piece.byteLength - at);
          prefix.set(piece.subarray(at, at + count), prefixFilled);
          at += count;
          prefixFilled += count;
          if (prefixFilled < PREFIX_BYTES) break;
          missing = prefix.readUInt32BE(0);
          if (missing > FRAME_LIMIT) return 'too-long';
        }
        const count = Math.min(missing, piece.byteLength - at);
        pieces.push(piece.subarray(at, at + count));
        at += count;
        missing -= count;
        if (missing > 0) break;
        frames.push(Buffer.concat(pieces));
        pieces = [];
        prefixFilled = 0;
      }
      return frames;
    },
  };
}
