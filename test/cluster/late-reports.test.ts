/** A member's report counts in the view in which it was sent: what a service did before may be over. */
import { expect, test } from 'vitest';
import type { Coordinator } from '#src/cluster/coordinator.ts';
import { createCourier } from '#src/cluster/courier.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { epoch, member, view } from '../membership/support/samples.ts';
import { entry, NOW } from '../resources/service-samples.ts';

function never(): never {
  throw new Error('not to be asked here');
}

function coordinatorOf(number: number) {
  const applied: unknown[] = [];
  const coordinator = {
    view: view(number, 1, 1, 2),
    services: {
      entry: () => entry('started', { owner: 2 }),
      apply: (_: string, event: unknown) => void applied.push(event),
      evaluate() {},
    },
  } as unknown as Coordinator;
  const courier = createCourier({
    self: member(1),
    membership: never,
    memberDesk: never,
    coordinator: () => coordinator,
    command: never,
    configure: never,
    fence: never,
    silence: never,
    deadtime: () => 5_000,
    clock: createClock(createTimeline(), NOW, { over: false }),
  });
  const report = (sent: number) =>
    courier.handle(member(2), {
      type: 'report',
      epoch: epoch(sent),
      service: 'service:web',
      resource: 'sim:web',
      reason: 'it is gone',
    });
  return { applied, report };
}

test('a report of this view is taken', async () => {
  const { applied, report } = coordinatorOf(4);
  expect(await report(4)).toEqual({ type: 'done' });
  expect(applied).toEqual([{ type: 'resource-failed', node: 2, reason: 'sim:web: it is gone' }]);
});

test.each([3, 5])('a report of view %i comes too late for view 4, or too early', async (sent) => {
  const { applied, report } = coordinatorOf(4);
  expect(await report(sent)).toMatchObject({ type: 'refused' });
  expect(applied).toEqual([]);
});
