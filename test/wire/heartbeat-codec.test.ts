/** Heartbeats survive the wire whole, garbage does not get in, and they fit in a datagram. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDice } from '#src/sim/random.ts';
import { decodeHeartbeat, encodeHeartbeat } from '#src/wire/heartbeat-codec.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { createSealer } from '#src/wire/seal.ts';
import { beat, boot, epoch } from '../membership/support/samples.ts';
import { heartbeat } from './support.ts';

test('every heartbeat is read as it was written', () => {
  fc.assert(fc.property(heartbeat, (one) => void expect(decodeHeartbeat(encodeHeartbeat(one))).toEqual(one)));
});

describe('what is no heartbeat', () => {
  test('is refused, not thrown at, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = decodeHeartbeat(bytes);
        return read === undefined || (read.sender >= 1 && /^[0-9a-f]{32}$/.test(read.incarnation.boot));
      }),
      { numRuns: 2000 },
    );
  });

  test('such as a heartbeat with changed bytes, is refused or still well-formed', () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(heartbeat, fc.array(change, { minLength: 1, maxLength: 5 }), (one, changes) => {
        const bytes = Uint8Array.from(encodeHeartbeat(one));
        for (const { at, to } of changes) bytes[at % bytes.length] = to;
        const read = decodeHeartbeat(bytes);
        return read === undefined || (Number.isSafeInteger(read.sequence) && read.sequence >= 0);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['nothing at all', new Uint8Array()],
    ['a sender without an incarnation', Uint8Array.of(8, 2)],
    ['a state of a later version', Uint8Array.from([...encodeHeartbeat(beat()), 40, 99])],
    ['no sender', encodeHeartbeat({ ...beat(), sender: 0 })],
    ['a boot id that is too short', encodeHeartbeat({ ...beat(), incarnation: { boot: 'abcd', count: 1 } })],
  ])('is refused: %s', (_, bytes) => {
    expect(decodeHeartbeat(bytes)).toBeUndefined();
  });
});

test.each([
  [2, 300],
  [16, 1200],
])('sealed, with %i nodes, it takes less than %i bytes', (nodes, limit) => {
  const echoes = Array.from({ length: nodes - 1 }, (_, index) => ({
    node: 240 + index,
    incarnation: { boot: boot(2 ** 40), count: 1_000_000 },
    sequence: 2 ** 31,
    up: true,
    keptUs: 1_000_000,
  }));
  const full = beat({
    sequence: 2 ** 31,
    view: epoch(1_000_000),
    highestEpoch: 1_000_000,
    echoes,
    pausedMs: 5000,
    failedSends: 100,
    carriers: ['up', 'up'],
    keys: [2 ** 32 - 1, 2 ** 31],
  });
  const sealer = createSealer(deriveKeys('pair', [{ id: 1, secret: new Uint8Array(32) }]), createDice(1));
  expect(sealer.seal(encodeHeartbeat(full)).length).toBeLessThan(limit);
});
