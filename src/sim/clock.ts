/**
 * Virtual time for a simulated world: everything that happens is an event on one timeline, in order of time, and within
 * one instant in the order in which it was asked for. Nothing here knows a real clock.
 */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';

export interface Timeline {
  readonly now: Millis;
  /** Calls `fn` `delay` ms from now; the returned function cancels it. */
  after(delay: Millis, fn: () => void): Cancel;
  /**
   * Carries out all that is due within the next `duration` ms. Promises settle between two events, so that what an
   * event set in motion goes on at that instant. `afterEach` is called after every event; what it throws ends the run.
   */
  run(duration: Millis, afterEach: () => void): Promise<void>;
}

interface Due {
  readonly at: Millis;
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
}

export function createTimeline(): Timeline {
  const queue: Due[] = [];
  let now = 0;
  let order = 0;

  async function step(due: Due, afterEach: () => void): Promise<void> {
    now = Math.max(now, due.at);
    due.fn();
    await settle();
    afterEach();
  }

  return {
    get now() {
      return now;
    },
    after(delay, fn) {
      const due = { at: now + Math.max(0, delay), order: order++, fn, cancelled: false };
      push(queue, due);
      return () => {
        due.cancelled = true;
      };
    },
    async run(duration, afterEach) {
      const end = now + duration;
      await settle();
      for (let next = queue[0]; next !== undefined && next.at <= end; next = queue[0]) {
        pop(queue);
        if (!next.cancelled) await step(next, afterEach);
      }
      now = end;
    },
  };
}

/** What one run of a daemon sees of time: when its life is over, nothing it had planned happens any more. */
export function createClock(
  timeline: Timeline,
  wallAtStart: Millis,
  life: { readonly over: boolean },
): Clock {
  return {
    now: () => timeline.now,
    wall: () => wallAtStart + Math.floor(timeline.now),
    after: (delay, fn) =>
      timeline.after(delay, () => {
        if (!life.over) fn();
      }),
  };
}

/** One turn of the real event loop: every promise that can settle by itself has done so then. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** `heap` is a binary heap: the earliest is at 0, and nothing is later than what hangs below it. */
function push(heap: Due[], due: Due): void {
  let index = heap.push(due) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Due;
    if (isBefore(above, due)) break;
    heap[index] = above;
    heap[parent] = due;
    index = parent;
  }
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    const other = heap[right];
    const child = other !== undefined && isBefore(other, heap[left] as Due) ? right : left;
    const below = heap[child];
    if (below === undefined || isBefore(last, below)) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
}
