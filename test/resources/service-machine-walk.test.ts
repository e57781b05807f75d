/**
 * The service machine as a whole: every state with every event, and every reachable entry in a cluster of two or three
 * nodes. What must hold always is checked after each step: never two owners, no start of what is failed or disabled.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AfterStop, ServiceEntry, ServiceState } from '#src/resources/service-entry.ts';
import type { ServiceEvent, StepResult } from '#src/resources/service-events.ts';
import { step } from '#src/resources/service-machine.ts';
import { contradiction, mayRunOn, wantsStart } from '#src/resources/service-record.ts';
import { entry, NOW, service } from './service-samples.ts';

const STATES: readonly ServiceState[] = [
  'uninitialized',
  'stopped',
  'starting',
  'started',
  'migrating',
  'checking',
  'stopping',
  'recovering',
  'failed',
  'disabled',
  'error',
];

const OUTCOMES = ['moved', 'stayed', 'interrupted', 'gone', 'unclear', 'twice'] as const;

function eventsOf(nodes: readonly number[]): readonly ServiceEvent[] {
  return [
    ...nodes.flatMap((node): ServiceEvent[] => [
      { type: 'start', node, why: 'placed' },
      { type: 'started', node },
      { type: 'start-failed', node, reason: 'exit code 1' },
      { type: 'stopped', node },
      { type: 'stop-failed', node, reason: 'timed out' },
      { type: 'resource-failed', node, reason: 'died' },
      { type: 'owner-fenced', node, why: 'fenced' },
      { type: 'parts', node, partial: [{ resource: 'ip:a', state: 'stopped', why: 'it failed' }] },
      { type: 'parts', node, partial: [] },
      ...(['stopped', 'running', 'may-run'] as const).flatMap((state): ServiceEvent[] => [
        { type: 'settled', node, state, reason: 'looked' },
        { type: 'reported', node, state },
      ]),
      { type: 'enable', target: node },
      { type: 'relocate', target: node },
      { type: 'migrate', target: node },
      ...nodes.flatMap((to) =>
        OUTCOMES.map((outcome): ServiceEvent => ({ type: 'migrated', node, to, outcome, reason: 'looked' })),
      ),
    ]),
    { type: 'conflict', nodes: nodes.slice(0, 2) },
    { type: 'changed', why: 'a node joined' },
    { type: 'disable' },
    { type: 'stop' },
    { type: 'restart' },
    { type: 'convalesce' },
    { type: 'freeze' },
    { type: 'thaw' },
  ];
}

/** What only the node that has it in hand can make happen. */
const FROM_AN_OWNER = [
  'started',
  'start-failed',
  'stopped',
  'stop-failed',
  'resource-failed',
  'parts',
  'owner-fenced',
  'settled',
  'migrated',
] as const;

/** Events that say nothing to a service in a state: stale answers, and facts that change nothing there. */
const IGNORED: Readonly<Record<ServiceState, readonly ServiceEvent['type'][]>> = {
  uninitialized: ['start', ...FROM_AN_OWNER],
  stopped: FROM_AN_OWNER,
  disabled: ['start', ...FROM_AN_OWNER, 'changed'],
  starting: ['parts', 'start', 'stopped', 'stop-failed', 'changed', 'migrated'],
  started: ['start', 'started', 'start-failed', 'stopped', 'stop-failed', 'changed', 'migrated'],
  // What only one of the two nodes says is no answer to who of them runs it.
  migrating: [
    'start',
    'started',
    'start-failed',
    'stopped',
    'stop-failed',
    'resource-failed',
    'parts',
    'changed',
  ],
  checking: [
    'parts',
    'start',
    'started',
    'start-failed',
    'stopped',
    'stop-failed',
    'resource-failed',
    'changed',
    'migrated',
  ],
  stopping: ['parts', 'start', 'started', 'start-failed', 'resource-failed', 'changed', 'migrated'],
  recovering: ['parts', 'started', 'start-failed', 'resource-failed', 'migrated'],
  failed: [
    'parts',
    'start',
    'started',
    'start-failed',
    'stopped',
    'stop-failed',
    'resource-failed',
    'changed',
    'migrated',
  ],
  // Only an operator ends an error.
  error: ['start', ...FROM_AN_OWNER, 'reported', 'changed'],
};

const TO_2 = { to: 2, by: 'operator', since: NOW, why: 'operator: migrate' } as const;

/** All entries of a state that differ in what decides. */
function variants(state: ServiceState): readonly ServiceEntry[] {
  const afters: readonly (AfterStop | undefined)[] =
    state === 'stopping' || state === 'recovering'
      ? ['stop', 'disable', 'relocate', 'restart', 'next-node']
      : [undefined, 'disable'];
  const owned = afters.flatMap((after) =>
    [true, false].flatMap((frozen) => [
      entry(state, { after, frozen }),
      entry(state, { after, frozen, held: true }),
    ]),
  );
  if (state === 'migrating') return owned.map((one) => ({ ...one, migration: TO_2 }));
  const unowned = entry('recovering', { owner: 0, after: undefined });
  return state === 'recovering' ? [...owned, unowned] : owned;
}

describe('every event in every state', () => {
  const types = [...new Set(eventsOf([1, 2]).map(({ type }) => type))];
  const pairs = STATES.flatMap((state) => types.map((type) => [state, type] as const));

  it.each(pairs)('%s: %s is acted on, refused with words, or known to mean nothing', (state, type) => {
    const results = variants(state).flatMap((from) =>
      eventsOf([1, 2, 3])
        .filter((event) => event.type === type)
        .map((event) => step(from, event, { now: NOW, service: service() })),
    );
    const meansSomething = results.some(({ accepted, refusal }) => accepted || refusal !== undefined);
    expect(meansSomething).toBe(!IGNORED[state].includes(type));
  });
});

/** An entry, and the nodes on which by all orders and facts so far a copy may be active. */
interface World {
  readonly entry: ServiceEntry;
  readonly mayRun: ReadonlySet<number>;
}

/** Takes one step and checks everything that must hold; throws with the story of the step when it does not. */
function checkedStep(world: World, event: ServiceEvent, config = service(), now = NOW): World {
  const before = world.entry;
  const result = step(before, event, { now, service: config });
  const mayRun = new Set(world.mayRun);
  learn(mayRun, before, event, result);
  const starts = result.orders.filter((order) => order.type === 'start');
  const problems = [
    contradiction(result.entry),
    ...starts.map(({ node }) => [...mayRun].some((other) => other !== node) && `second copy on ${node}`),
    starts.length > 0 && result.entry.owner !== starts[0]?.node && 'a start without owning it',
    starts.length > 0 && before.owner !== 0 && before.owner !== starts[0]?.node && 'a start beside the owner',
    starts.length > 0 && before.state === 'failed' && 'a start of a failed service',
    starts.length > 0 && before.state === 'disabled' && 'a start of a disabled service',
    starts.length > 0 && before.state === 'error' && 'a start in error',
    starts.length > 0 && before.frozen && 'a start of a frozen service',
    event.type === 'start' && result.accepted !== wantsStart(before) && 'wantsStart and start disagree',
    before.state === 'disabled' && wantsStart(result.entry) && event.type !== 'enable' && 'enabled by nobody',
    !result.accepted && result.orders.length > 0 && 'orders without acceptance',
    !result.accepted && result.entry !== before && 'a change without acceptance',
    result.orders.length > 1 && 'two orders at once',
    result.entry.owner === 0 && mayRun.size > 0 && 'an owner forgotten without proof',
    result.entry.state !== 'error' &&
      mayRunOn(before).some((node) => mayRun.has(node) && !mayRunOn(result.entry).includes(node)) &&
      'one of two nodes forgotten without proof',
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) {
    throw new Error(JSON.stringify({ problems, before, event, result, mayRun: [...mayRun] }, null, 1));
  }
  for (const { node } of starts) mayRun.add(node);
  return { entry: result.entry, mayRun };
}

/** What an event that was taken in proves about the nodes, seen from outside the machine. */
function learn(mayRun: Set<number>, before: ServiceEntry, event: ServiceEvent, result: StepResult): void {
  if (!result.accepted) return;
  switch (event.type) {
    case 'stopped':
      // The coordinator has had both stopped.
      for (const node of mayRunOn(before)) mayRun.delete(node);
      return;
    case 'owner-fenced':
      mayRun.delete(event.node);
      return;
    case 'migrate':
      mayRun.add(event.target);
      return;
    case 'migrated':
      if (event.outcome === 'moved' || event.outcome === 'gone') mayRun.delete(event.node);
      if (event.outcome !== 'moved' && event.outcome !== 'unclear' && event.outcome !== 'twice')
        mayRun.delete(event.to);
      return;
    case 'reported':
    case 'settled':
      if (event.state === 'stopped') mayRun.delete(event.node);
      // A second node that may run it is for the coordinator to keep in mind: an entry holds one owner.
      else if (event.state === 'running' || before.owner === 0) mayRun.add(event.node);
      return;
    case 'conflict':
      for (const node of event.nodes) mayRun.add(node);
      return;
    case 'disable':
      if (before.state === 'failed' || before.state === 'error') mayRun.clear();
      return;
    default:
  }
}

function key({ entry: { since: _, why: __, restarts, failedOn, ...rest }, mayRun }: World): string {
  const failed = [...new Set(failedOn.map(({ node }) => node))].sort();
  return JSON.stringify([rest, restarts.length, failed, [...mayRun].sort()]);
}

describe('every reachable entry of a service on two nodes', () => {
  it.each(['restart', 'relocate', 'disable', 'restart-disable'] as const)(
    'is safe under recovery="%s": no second copy, no owner forgotten, nothing started that must not be',
    (recovery) => {
      const config = service({ recovery, maxRestarts: 1 });
      const events = eventsOf([1, 2]);
      const begin = (['uninitialized', 'stopped', 'disabled'] as const).map(
        (state): World => ({ entry: entry(state), mayRun: new Set() }),
      );
      const seen = new Set(begin.map(key));
      const reached = new Set<ServiceState>();
      const queue = [...begin];
      for (let world = queue.pop(); world !== undefined; world = queue.pop()) {
        reached.add(world.entry.state);
        for (const event of events) {
          const next = checkedStep(world, event, config);
          const id = key(next);
          if (!seen.has(id)) {
            seen.add(id);
            queue.push(next);
          }
        }
      }
      expect([...reached].sort()).toEqual([...STATES].sort());
      expect(seen.size).toBeGreaterThan(200);
    },
    60_000,
  );
});

describe('any course of events', () => {
  const config = service({ maxRestarts: 2, restartExpireTime: 20_000 });
  const course = fc.array(
    fc.record({ event: fc.constantFrom(...eventsOf([1, 2, 3])), pause: fc.integer({ min: 0, max: 15_000 }) }),
    { maxLength: 80 },
  );

  it('is safe on three nodes', () => {
    fc.assert(
      fc.property(course, (steps) => {
        let world: World = { entry: entry('stopped'), mayRun: new Set() };
        let now = NOW;
        for (const { event, pause } of steps) {
          now += pause;
          world = checkedStep(world, event, config, now);
          expect(world.entry.since).toBeLessThanOrEqual(now);
          expect(world.entry.restarts.length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('goes on the same from an entry that was written to disk and read by another coordinator', () => {
    fc.assert(
      fc.property(course, (steps) => {
        let kept = entry('stopped');
        let copied = entry('stopped');
        for (const { event } of steps) {
          const by = { now: NOW, service: config };
          const one = step(kept, event, by);
          const other = step(JSON.parse(JSON.stringify(copied)) as ServiceEntry, event, by);
          expect(JSON.stringify(other)).toBe(JSON.stringify(one));
          kept = one.entry;
          copied = other.entry;
        }
      }),
      { numRuns: 150 },
    );
  });
});
