/**
 * A second opinion on "off": libvirt may have lost sight of a QEMU (its state under /run is gone, another libvirt started it),
 * and a guest that is taken for stopped is started elsewhere.
 */
import type { Guest } from './guest.ts';
import { findQemu } from './qemu-process.ts';

/** Of the system's own QEMU driver: what it runs is found in this host's /proc. */
export function isLocalQemu(uri: string): boolean {
  return uri === 'qemu:///system';
}

const LOOKS = 6;
const PAUSE_MS = 500;

/** Words when a QEMU of the guest lives although libvirt says that it does not. One that is ending gets 3 s. */
export async function strayQemu(guest: Guest): Promise<string | undefined> {
  if (!isLocalQemu(guest.uri)) return undefined;
  for (let look = 1; ; look += 1) {
    const trace = await findQemu(guest.operation.ports.files, guest.name);
    if (trace.kind !== 'lives') return undefined;
    if (look >= LOOKS || guest.cancelled() || guest.left() <= 0)
      return `libvirt says that the guest does not run, but a QEMU of its name does (pid ${trace.pid})`;
    await guest.wait(PAUSE_MS);
  }
}
