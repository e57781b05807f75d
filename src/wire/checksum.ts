/** SHA-256 in hex, for files that must be known to be whole. */
import { hash } from 'node:crypto';

export function checksum(text: string): string {
  return hash('sha256', text);
}
