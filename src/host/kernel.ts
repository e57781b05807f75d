/** The real Kernel: the identity of this boot, and whether cables are plugged in. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { hostError } from '#src/host/host-error.ts';
import { HostError, type Kernel } from '#src/host/ports.ts';

export interface KernelOptions {
  /** For nodes that share a kernel (containers, tests): a file with an id of their own. */
  readonly bootIdFile?: string;
}

/** `bootId` throws HostError when the id can't be read or isn't 32 hex digits. */
export function createKernel(options: KernelOptions = {}): Kernel {
  const interfaceOf = new Map<string, string>();
  const learn = (): void => {
    for (const [name, addresses] of Object.entries(networkInterfaces())) {
      for (const { address } of addresses ?? []) interfaceOf.set(address, name);
    }
  };
  learn();
  return {
    bootId: () => readBootId(options.bootIdFile ?? '/proc/sys/kernel/random/boot_id'),
    carrier: (address) => {
      // The system lists only interfaces with a carrier, so one that lost it is known from an earlier look.
      learn();
      const name = interfaceOf.get(address);
      return name === undefined ? undefined : readCarrier(name);
    },
  };
}

function readBootId(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw hostError(error, `read the boot id from ${file}`);
  }
  const id = text.trim().replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id))
    throw new HostError('EINVAL', `${file} does not hold a boot id (32 hex digits)`);
  return id;
}

function readCarrier(name: string): boolean | undefined {
  try {
    return readFileSync(`/sys/class/net/${name}/carrier`, 'latin1').trim() === '1';
  } catch (error) {
    // EINVAL: the interface is switched off. Anything else, such as an interface that went away: not known.
    return (error as NodeJS.ErrnoException).code === 'EINVAL' ? false : undefined;
  }
}
