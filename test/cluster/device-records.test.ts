/** What the ledger keeps of a node's complaints is bounded, and never at the cost of a device that is doubted. */
import { expect, test } from 'vitest';
import { type DeviceFault, devicesRecord } from '#src/cluster/device-records.ts';

const fault = (node: string): DeviceFault => ({ node, device: 'bmc', since: 1, why: 'no answer' });

test('of too many faults those go first that doubt no device', () => {
  const many = Array.from({ length: 80 }, (_, index) => fault(`n${index + 100}`));
  const doubts: DeviceFault[] = ['n998', 'n999'].map((node) => ({ ...fault(node), saysOff: true }));
  const { faults } = devicesRecord([...doubts, ...many]);
  expect(faults).toHaveLength(64);
  expect(faults.filter(({ saysOff }) => saysOff).map(({ node }) => node)).toEqual(['n998', 'n999']);
  expect(faults[0]?.node).toBe('n100');
});
