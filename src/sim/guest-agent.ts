/** The agent of the type `simguest`: as `sim`, and it can migrate. */
import type { Agent, Operation } from '#src/agents/agent.ts';
import type { Millis } from '#src/host/ports.ts';
import { change, simAgent } from './services.ts';

const MIGRATION_MS: Millis = 30_000;
/** Of a migration, which has to be over before the operation's own deadline. */
const ABORT_MS: Millis = 2_000;

export const guestAgent: Agent = {
  ...simAgent,
  type: 'simguest',
  summary: 'a guest of a simulated world, which can migrate',
  migration: {
    prepare: (operation) => change(operation, 'prepare'),
    async migrate(operation, { nodeName }, progress) {
      progress({ percent: 0, words: 'begins' });
      const timeout = operation.timeout - 2 * ABORT_MS;
      const moved = await change({ ...operation, timeout }, 'migrate', nodeName);
      // The hosts do it among themselves: that nobody waits for it any more ends nothing.
      if (!moved.ok && (moved.timedOut || operation.cancel.aborted))
        await change(aborting(operation), 'abort');
      if (moved.ok) progress({ percent: 100, words: 'done' });
      return moved;
    },
    timeout: () => MIGRATION_MS,
  },
};

function aborting(operation: Operation): Operation {
  return { ...operation, timeout: ABORT_MS, cancel: new AbortController().signal };
}
