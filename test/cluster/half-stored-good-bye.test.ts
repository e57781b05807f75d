/** A good-bye that only some members had stored, and that was taken back, proves nothing. */
import { expect, test } from 'vitest';
import { mergeView } from '#src/cluster/merge-view.ts';
import { serviceEntry } from '#src/cluster/records.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';
import { mergeContext } from './support/merge.ts';

const WEB = 'service:web';
const CONTEXT = mergeContext([{ name: 'web' }]);
const joined = record('node:2', nodeEntry('member', incarnation(2)), { epoch: epoch(1) });
const left = record('node:2', nodeEntry('left', incarnation(2)), { epoch: epoch(1), version: 5 });

function says(id: number, view: number, ...records: readonly (typeof joined)[]) {
  const services = [{ service: WEB, state: 'stopped' as const, reason: '' }];
  const known = [member(1), member(2)];
  return { member: member(id), known, view: epoch(view), ledger: ledgerOf(...records), services };
}

test('a service that a node got after it took its good-bye back is not started a second time', () => {
  // In view 1 node 3 alone stored that node 2 left. View 2 is of nodes 1 and 2, and the service is started on node 2.
  const two = { epoch: epoch(2), members: [member(1), member(2)], startUp: false };
  const ledger = mergeView({ ...two, acceptances: [says(1, 1, joined), says(2, 1, joined)] }, CONTEXT);
  const started = record(WEB, entry('started', { owner: 2 }), { epoch: epoch(2), version: 3 });
  const one = says(1, 2, ...ledger.values(), started);
  const three = says(3, 1, left, record(WEB, entry('stopped'), { epoch: epoch(1) }));
  const input = {
    epoch: epoch(3),
    members: [member(1), member(3)],
    acceptances: [one, three],
    startUp: false,
  };
  const merged = mergeView(input, CONTEXT);
  expect(nodeRecord(merged, 2).standing).toBe('lost');
  expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'started', owner: 2 });
});
