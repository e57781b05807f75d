/**
 * Boot ids between bytes and text. A cluster has a handful of them, and every heartbeat names all: so each is turned once
 * and remembered, and equal ones are the same text.
 */

/** More are forgotten from time to time: what comes in can't fill the memory. */
const LIMIT = 256;

const bytesOf = new Map<string, Uint8Array>();
/** By the first four bytes, which are random. */
const textOf = new Map<number, { readonly bytes: Uint8Array; readonly text: string }>();

/** Of text in hex. Nobody may change them. */
export function bootBytes(text: string): Uint8Array {
  const known = bytesOf.get(text);
  if (known !== undefined) return known;
  const bytes = Buffer.from(text, 'hex');
  if (bytesOf.size >= LIMIT) bytesOf.clear();
  bytesOf.set(text, bytes);
  return bytes;
}

/** In hex. */
export function bootText(bytes: Uint8Array): string {
  const key = start(bytes);
  const known = textOf.get(key);
  if (known !== undefined && isSame(known.bytes, bytes)) return known.text;
  const text = Buffer.from(bytes).toString('hex');
  if (textOf.size >= LIMIT) textOf.clear();
  textOf.set(key, { bytes: Uint8Array.from(bytes), text });
  return text;
}

function start(bytes: Uint8Array): number {
  const at = (place: number): number => bytes[place] ?? 0;
  return (at(0) << 24) | (at(1) << 16) | (at(2) << 8) | at(3);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place++) if (a[place] !== b[place]) return false;
  return true;
}
