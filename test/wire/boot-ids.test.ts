/** Boot ids come out of the wire as they went in, however many there are. */
import { expect, test } from 'vitest';
import { bootBytes, bootText } from '#src/wire/boot-ids.ts';

/** Many of them begin alike. */
function bootId(number: number): string {
  return `0a0b0c${(number % 3).toString(16).padStart(2, '0')}${number.toString(16).padStart(24, '0')}`;
}

const MANY = Array.from({ length: 1_000 }, (_, number) => bootId(number));

test('are what they were, also when far more were met than a cluster has', () => {
  for (const id of [...MANY, ...MANY]) expect(bootText(bootBytes(id))).toBe(id);
});

test('are turned into 16 bytes, and do not follow when the bytes that came are used for something else', () => {
  const bytes = Uint8Array.from(bootBytes(bootId(7)));
  expect(bytes.length).toBe(16);
  expect(bootText(bytes)).toBe(bootId(7));
  bytes.fill(1);
  expect(bootText(bytes)).toBe('01'.repeat(16));
  expect(bootText(bootBytes(bootId(7)))).toBe(bootId(7));
});
