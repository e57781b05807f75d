/** Looks at DRBD for all calls at once: thirty resources that lose their peer together are one look a second. */
import type { Clock, Drbd, DrbdResource, Millis } from '#src/host/ports.ts';

export interface DrbdSight {
  /** At most SEEN_MS old. Undefined when the kernel has no such resource; words when it can't be told. */
  of(resource: string): Promise<DrbdResource | { readonly problem: string } | undefined>;
  /** Something was done to it: what was seen before is no longer so. */
  forget(): void;
}

const SEEN_MS: Millis = 1_000;

export function createDrbdSight(drbd: Drbd | undefined, clock: Clock): DrbdSight {
  let last: { readonly at: Millis; readonly answer: ReturnType<Drbd['look']> } | undefined;
  return {
    async of(resource) {
      if (drbd === undefined) return { problem: 'this daemon knows no DRBD' };
      // From the question, not from the answer: one that took long says little of now.
      if (last === undefined || clock.now() - last.at >= SEEN_MS)
        last = { at: clock.now(), answer: drbd.look() };
      const seen = await last.answer;
      return 'problem' in seen ? seen : seen.find(({ name }) => name === resource);
    },
    forget: () => {
      last = undefined;
    },
  };
}
