/**
 * Whether a network interface has carrier, for `<health carrier="..."/>`. A bridge has carrier as long as any port has,
 * and the tap of a guest always has: so of a bridge its other ports are asked, the way out of this host.
 */
import type { Files } from '#src/host/ports.ts';

const FOLDER = '/sys/class/net';

/** What is wrong, one line; empty when it has carrier. Never rejects. */
export async function lookAtCarrier(
  files: Pick<Files, 'read' | 'list' | 'stat'>,
  name: string,
): Promise<string> {
  const own = await carrier(files, name);
  if (own !== '') return own;
  const ports = await uplinks(files, name);
  if (ports.length === 0) return '';
  const found = await Promise.all(ports.map((port) => carrier(files, port)));
  return found.includes('') ? '' : `no port of ${name} has carrier: ${found.join(', ')}`;
}

/** The kernel's own word; reading it of an interface that is down is an error. */
async function carrier(files: Pick<Files, 'read'>, name: string): Promise<string> {
  try {
    const bytes = await files.read(`${FOLDER}/${name}/carrier`);
    if (bytes === undefined) return `there is no interface ${name}`;
    return new TextDecoder().decode(bytes).trim() === '1' ? '' : `${name} has no carrier`;
  } catch {
    return `${name} is down`;
  }
}

/** Ports of a bridge without the taps of guests; none of what is no bridge, and of a bridge for guests alone. */
async function uplinks(files: Pick<Files, 'list' | 'stat'>, name: string): Promise<readonly string[]> {
  const ports = await files.list(`${FOLDER}/${name}/brif`).catch(() => []);
  const taps = await Promise.all(ports.map((port) => isTap(files, port)));
  return ports.filter((_port, index) => taps[index] !== true).toSorted();
}

async function isTap(files: Pick<Files, 'stat'>, name: string): Promise<boolean> {
  return (await files.stat(`${FOLDER}/${name}/tun_flags`).catch(() => undefined)) !== undefined;
}
