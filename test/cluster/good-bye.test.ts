/** A good-bye that is being recorded stands: whoever said it gets nothing to run any more, even if it changes its mind. */
import { expect, test } from 'vitest';
import { serviceEntry } from '#src/cluster/records.ts';
import { incarnation, ledgerOf, nodeEntry, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';
import { coordinatorOn } from './support/coordinator.ts';

const WEB = 'service:web';

test('nothing is placed on a node whose departure is on its way to all disks', () => {
  let leaving = new Set([2]);
  const ledger = ledgerOf(
    record('node:1', nodeEntry('member', incarnation(1))),
    record('node:2', nodeEntry('member', incarnation(2))),
    record(WEB, entry('disabled')),
  );
  const { coordinator, submitted } = coordinatorOn(ledger, { leaving: () => leaving });
  void coordinator.recordLeft(2);
  leaving = new Set();
  coordinator.services.apply(WEB, { type: 'enable', target: 2 });
  coordinator.services.evaluate();
  const web = serviceEntry(new Map([...submitted].map(([key, value]) => [key, record(key, value)])), WEB);
  expect(submitted.get('node:2')).toMatchObject({ standing: 'left' });
  expect(web).toMatchObject({ state: 'starting', owner: 1 });
});
