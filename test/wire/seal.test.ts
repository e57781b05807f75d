/** Datagrams are sealed: only who holds the key of this cluster can read or make one. */
import { describe, expect, test } from 'vitest';
import { createDice } from '#src/sim/random.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { createSealer } from '#src/wire/seal.ts';

const OLD = { id: 1, secret: new Uint8Array(32).fill(1) };
const NEW = { id: 2, secret: new Uint8Array(32).fill(2) };
const PLAIN = new TextEncoder().encode('a heartbeat');

function sealer(cluster: string, ...keys: readonly { readonly id: number; readonly secret: Uint8Array }[]) {
  return createSealer(deriveKeys(cluster, keys), createDice(1));
}

describe('a sealed datagram', () => {
  test('opens with the same key and not without', () => {
    const packet = sealer('pair', OLD).seal(PLAIN);
    expect(sealer('pair', OLD).open(packet)).toEqual(Buffer.from(PLAIN));
    expect(sealer('pair', { ...OLD, secret: NEW.secret }).open(packet)).toBeUndefined();
    expect(sealer('pair', NEW).open(packet)).toBeUndefined();
  });

  test('of another cluster with the same key does not open', () => {
    expect(sealer('other', OLD).open(sealer('pair', OLD).seal(PLAIN))).toBeUndefined();
  });

  test('shows nothing of what it says', () => {
    expect(Buffer.from(sealer('pair', OLD).seal(PLAIN)).toString('latin1')).not.toContain('heartbeat');
  });

  test('does not open when any single bit was changed', () => {
    const ours = sealer('pair', OLD);
    const packet = ours.seal(PLAIN);
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const changed = Uint8Array.from(packet);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(ours.open(changed), `bit ${bit}`).toBeUndefined();
    }
  });

  test('does not open when cut short or made longer', () => {
    const ours = sealer('pair', OLD);
    const packet = ours.seal(PLAIN);
    for (let length = 0; length < packet.length; length++)
      expect(ours.open(packet.subarray(0, length))).toBeUndefined();
    expect(ours.open(Buffer.concat([packet, new Uint8Array(1)]))).toBeUndefined();
    expect(ours.open(new Uint8Array(65_535))).toBeUndefined();
  });

  test('never uses a nonce twice', () => {
    const ours = sealer('pair', OLD);
    const nonces = Array.from({ length: 1000 }, () =>
      Buffer.from(ours.seal(PLAIN).subarray(4, 16)).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(1000);
  });
});

test('keys are changed without a gap: both are read, the first one seals', () => {
  const before = sealer('pair', OLD);
  const between = sealer('pair', OLD, NEW);
  const after = sealer('pair', NEW, OLD);
  for (const [from, to] of [
    [before, between],
    [between, before],
    [between, after],
    [after, between],
  ] as const) {
    expect(to.open(from.seal(PLAIN))).toEqual(Buffer.from(PLAIN));
  }
  expect(before.open(after.seal(PLAIN))).toBeUndefined();
});
