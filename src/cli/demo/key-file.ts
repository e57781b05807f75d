/** A new cluster key, as the file named by <heartbeat auth="..."> holds it. */
import { randomBytes } from 'node:crypto';

export function newKeyText(): string {
  return `${randomBytes(32).toString('base64')}\n`;
}
