/** Looks at one resource: which depth when, in virtual time. */
import { expect, it } from 'vitest';
import type { AgentTiming, MonitorResult } from '#src/agents/agent.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import type { ResourceRunner } from '#src/resources/resource-runner.ts';
import { effectiveTiming } from '#src/resources/resource-timing.ts';
import { type Watched, watchResource } from '#src/resources/resource-watch.ts';
import { createSlots } from '#src/resources/slots.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { resource } from '#test/resources/service-samples.ts';

const RUNS: MonitorResult = { status: 'running', reason: '' };
/** Depths and intervals as rgmanager's agents have them. */
const TIMING: AgentTiming = {
  startTimeout: 20_000,
  stopTimeout: 20_000,
  monitors: [
    { depth: 0, interval: 10_000, timeout: 5_000 },
    { depth: 10, interval: 30_000, timeout: 6_000 },
    { depth: 20, interval: 60_000, timeout: 7_000 },
  ],
};

/** What was looked at, `second:depth`, in so many seconds; a look takes no time. */
async function looks(
  seconds: number,
  from: Partial<Watched> = {},
  options: { readonly timing?: AgentTiming; readonly result?: (look: number) => MonitorResult } = {},
) {
  const timeline = createTimeline();
  const clock = createClock(timeline, 0, { over: false });
  const seen: string[] = [];
  const told: string[] = [];
  let happened: () => void = () => {};
  const runner = {
    timing: async () => options.timing ?? TIMING,
    monitor: (_: ResourceConfig, { depth, timeout }: { depth: number; timeout: number }) => {
      seen.push(`${Math.round(clock.now() / 1000)}:${depth}/${timeout / 1000}`);
      const result = options.result?.(seen.length) ?? RUNS;
      return new Promise<MonitorResult>((resolve) => void clock.after(0, () => resolve(result)));
    },
    watch: (_service: string, _resource: ResourceConfig, changed: () => void) => {
      happened = changed;
      return () => {};
    },
  } as unknown as ResourceRunner;
  const watch = watchResource(
    { clock, runner, slots: createSlots(() => 4) },
    {
      service: 'service:web',
      resource: resource('ip:a'),
      first: 'interval',
      degraded: (reason) => reason !== '' && told.push(`degraded ${reason}`),
      failed: (reason) => told.push(`failed ${reason}`),
      ...from,
    },
  );
  await timeline.run(seconds * 1000, () => {});
  return {
    seen,
    told,
    watch,
    happened: () => happened(),
    run: (s: number) => timeline.run(s * 1000, () => {}),
  };
}

it('of the depths that are due the deepest is used, and the others count as done with it', async () => {
  const { seen } = await looks(65);
  expect(seen).toEqual(['10:0/5', '20:0/5', '30:10/6', '40:0/5', '50:0/5', '60:20/7']);
});

it('every depth has the interval and the timeout that the file gives it', async () => {
  const timing = effectiveTiming(TIMING, [
    { name: 'status', depth: '*', interval: 20_000, timeout: undefined },
    { name: 'status', depth: 20, interval: 0, timeout: undefined },
    { name: 'monitor', depth: 10, interval: 40_000, timeout: 3_000 },
  ]);
  const { seen } = await looks(85, {}, { timing });
  expect(seen).toEqual(['20:0/5', '40:10/3', '60:0/5', '80:10/3']);
});

it('a result counts once: what failed and runs again at the next look is well', async () => {
  const failing: MonitorResult = { status: 'degraded', reason: 'slow' };
  const { told, seen } = await looks(45, {}, { result: (look) => (look === 1 ? failing : RUNS) });
  expect(told).toEqual(['degraded slow']);
  expect(seen).toHaveLength(4);
});

it('a failure ends the looks; a look can also be had at once, and when something happened', async () => {
  const { seen, told, happened, run } = await looks(
    1,
    { first: 'now' },
    { result: (look) => (look === 3 ? { status: 'not-running', reason: 'gone' } : RUNS) },
  );
  expect(seen).toEqual(['0:0/5']);
  happened();
  await run(1);
  expect(seen).toEqual(['0:0/5', '1:0/5']);
  await run(120);
  expect(seen).toEqual(['0:0/5', '1:0/5', '11:0/5']);
  expect(told).toEqual(['failed not running: gone']);
});
