/** Frames survive every way in which TCP may cut a stream. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameReader, encodeFrame } from '#src/host/frames.ts';
import { FRAME_LIMIT } from '#src/host/ports.ts';

describe('frames', () => {
  it('come out as they went in, however the stream was cut', () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(encodeFrame));
        const reader = createFrameReader();
        const got: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1;
          const frames = reader.push(stream.subarray(at, at + length));
          if (frames === 'too-long') throw new Error('refused');
          got.push(...frames);
          at += length;
        }
        expect(got.map((frame) => [...frame])).toEqual(sent.map((frame) => [...frame]));
      }),
    );
  });

  it('over the limit are refused by their length alone', () => {
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(FRAME_LIMIT + 1);
    expect(createFrameReader().push(prefix)).toBe('too-long');
    prefix.writeUInt32BE(FRAME_LIMIT);
    expect(createFrameReader().push(prefix)).toEqual([]);
  });
});
