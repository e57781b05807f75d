/** The carrier of an interface as the kernel shows it, and of a bridge by its way out. */
import { expect, test } from 'vitest';
import { lookAtCarrier } from '#src/cluster/carrier-look.ts';
import { type FileStat, HostError } from '#src/host/ports.ts';

/** `down`: reading the carrier is an error, as with the kernel. `taps` belong to guests. */
function kernel(
  carriers: Readonly<Record<string, '0' | '1' | 'down'>>,
  bridges: Readonly<Record<string, readonly string[]>> = {},
  taps: readonly string[] = [],
) {
  const nameIn = (path: string): string => path.split('/')[4] ?? '';
  return {
    async read(path: string): Promise<Uint8Array | undefined> {
      const carrier = carriers[nameIn(path)];
      if (carrier === 'down') throw new HostError('EINVAL', 'cannot read');
      return carrier === undefined ? undefined : Buffer.from(`${carrier}\n`);
    },
    async list(path: string): Promise<readonly string[]> {
      const ports = bridges[nameIn(path)];
      if (ports === undefined) throw new HostError('ENOENT', 'cannot list');
      return ports;
    },
    async stat(path: string): Promise<FileStat | undefined> {
      const isTap = taps.includes(nameIn(path)) && path.endsWith('/tun_flags');
      return isTap ? { size: 4096, mode: 0o444, uid: 0, kind: 'file' } : undefined;
    },
  };
}

test.each([
  ['eth1', kernel({ eth1: '1' }), ''],
  ['eth1', kernel({ eth1: '0' }), 'eth1 has no carrier'],
  ['eth1', kernel({ eth1: 'down' }), 'eth1 is down'],
  ['eth1', kernel({}), 'there is no interface eth1'],
  ['br0', kernel({ br0: '1', eth1: '1', eth2: '0' }, { br0: ['eth1', 'eth2'] }), ''],
  [
    'br0',
    kernel({ br0: '1', eth1: '0', eth2: 'down', vnet0: '1' }, { br0: ['vnet0', 'eth2', 'eth1'] }, ['vnet0']),
    'no port of br0 has carrier: eth1 has no carrier, eth2 is down',
  ],
  ['eth2', kernel({ br0: '1', eth1: '1', eth2: '0' }, { br0: ['eth1', 'eth2'] }), 'eth2 has no carrier'],
  ['br0', kernel({ br0: '1', vnet0: '1' }, { br0: ['vnet0'] }, ['vnet0']), ''],
  ['br0', kernel({ br0: '0' }, { br0: [] }), 'br0 has no carrier'],
])('%s', async (name, files, why) => {
  expect(await lookAtCarrier(files, name)).toBe(why);
});
