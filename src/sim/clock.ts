/**
 * Virtual time for a simulated world: everything that happens is an event on one timeline, in order of time, and within
 * one instant in the order in which it was asked for. Nothing here knows a real clock.
 */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { Life } from './life.ts';

/** Whose timer it is. */
type Owner = Pick<Life, 'over'> & Partial<Pick<Life, 'enter' | 'goes'>>;

export interface Timeline {
  readonly now: Millis;
  /**
   * Calls `fn` `delay` ms from now; the returned function cancels it. With `owner` it is not called when that one's life
   * is over, and waits while it stands still.
   */
  after(delay: Millis, fn: () => void, owner?: Owner): Cancel;
  /** As `after`, of what nobody cancels and nobody owns. */
  post(delay: Millis, fn: () => void): void;
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
  readonly owner: Owner | undefined;
  cancelled: boolean;
}

/** Turns of the event loop that are asked for at once. */
const TURNS = 16;

export function createTimeline(): Timeline {
  const queue: Due[] = [];
  let now = 0;
  let order = 0;

  function plan(delay: Millis, fn: () => void, owner: Owner | undefined): Due {
    const due = { at: now + Math.max(0, delay), order: order++, fn, owner, cancelled: false };
    push(queue, due);
    return due;
  }

  return {
    get now() {
      return now;
    },
    after(delay, fn, owner) {
      const due = plan(delay, fn, owner);
      return () => {
        due.cancelled = true;
      };
    },
    post(delay, fn) {
      plan(delay, fn, undefined);
    },
    run(duration, afterEach) {
      const end = now + duration;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let over = false;
      let begun = false;
      let turns = 0;

      function next(): Due | undefined {
        let due = queue[0];
        while (due?.cancelled === true) {
          pop(queue);
          due = queue[0];
        }
        return due !== undefined && due.at <= end ? due : undefined;
      }

      /** One turn of the real event loop: whatever the last one set in motion has settled by now. */
      function turn(): void {
        turns--;
        if (over) return;
        try {
          if (begun) afterEach();
          begun = true;
          const due = next();
          if (due === undefined) {
            now = end;
            over = true;
            resolve();
            return;
          }
          pop(queue);
          now = Math.max(now, due.at);
          carryOut(due);
        } catch (error) {
          over = true;
          reject(error);
          return;
        }
        if (turns === 0) askForTurns();
      }

      /** Many at once are cheaper than one by one: microtasks run between them all the same. */
      function askForTurns(): void {
        for (; turns < TURNS; turns++) setImmediate(turn);
      }

      askForTurns();
      return promise;
    },
  };
}

/**
 * What one run of a daemon sees of time: when its life is over, nothing it had planned happens any more. `wallAtStart`:
 * wall clock at the beginning of the world, which may be told anew at every look.
 */
export function createClock(timeline: Timeline, wallAtStart: Millis | (() => Millis), life: Owner): Clock {
  const base = typeof wallAtStart === 'number' ? () => wallAtStart : wallAtStart;
  return {
    now: () => timeline.now,
    wall: () => base() + Math.floor(timeline.now),
    after: (delay, fn) => timeline.after(delay, fn, life),
  };
}

function carryOut(due: Due): void {
  const { owner, fn } = due;
  if (owner === undefined) fn();
  else if (owner.enter === undefined) {
    if (!owner.over) fn();
  } else if (owner.goes === true) fn();
  else {
    // Called off while it waits behind a standstill, it does not happen either.
    owner.enter(() => {
      if (!due.cancelled) fn();
    });
  }
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
