/** SHA-256 in hex, for files that must be known to be whole. */
import { createHash } from 'node:crypto';

export function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
