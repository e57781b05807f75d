/** A service starts in the order of its line in haresources, left to right, and stops right to left. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ResourceConfig } from '#src/config/model.ts';
import { startOrder, stopOrder } from '#src/config/order.ts';
import { services } from './samples.ts';

/** Words of haresources, each with a mark by which its resource is recognized. */
const WORDS: readonly ((mark: number) => string)[] = [
  (mark) => `10.20.0.${mark}`,
  (mark) => `IPaddr2::10.20.0.${mark}/24/eth0`,
  (mark) => `IPaddr::10.20.0.${mark}/24/eth0:0/10.20.0.255`,
  (mark) => `drbddisk::r${mark}`,
  (mark) => `LVM::vg${mark}`,
  (mark) => `Filesystem::/dev/x${mark}::/srv/${mark}::ext3`,
  (mark) => `Filesystem::/dev/x${mark}::/srv/${mark}::gfs2`,
  (mark) => `Filesystem::server:/x${mark}::/srv/${mark}::nfs::ro`,
  (mark) => `daemon${mark}`,
  (mark) => `MailTo::root${mark}`,
  (mark) => `portblock::tcp::${mark}::block`,
];

/** The mark, wherever the resource holds it. */
function markOf({ name, attributes }: ResourceConfig): number {
  const { address = '', email = '', portno = '', ip = '' } = attributes;
  const text =
    [address.split('/')[0]?.split('.')[3], ip.split('.')[3], email, portno, name].find(Boolean) ?? '';
  return Number(/\d+/.exec(text)?.[0]);
}

it('for any line, also when the programs are systemd units', () => {
  const line = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(line, fc.boolean(), (words, systemd) => {
      const text = `alpha ${words.map((word, index) => word(index + 1)).join(' ')}`;
      const [service] = services(text, { systemd });
      if (service === undefined) throw new Error('no service');
      const expected = words.map((_, index) => index + 1);
      expect(startOrder(service).map(markOf), text).toEqual(expected);
      expect(stopOrder(service).map(markOf), text).toEqual(expected.toReversed());
    }),
    { numRuns: 300 },
  );
});

it('stays flat where the types alone keep the order', () => {
  const [flat] = services(
    'alpha drbddisk::r0 Filesystem::/dev/drbd0::/srv::ext3 10.20.0.1 10.20.0.2 httpd mysqld',
  );
  expect(flat?.resources.map(({ type, children }) => [type, children.length])).toEqual([
    ...[
      ['drbd', 0],
      ['fs', 0],
      ['ip', 0],
      ['ip', 0],
      ['script', 0],
      ['script', 0],
    ],
  ]);
});
