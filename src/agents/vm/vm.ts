/** The `vm` type: a guest under libvirt, driven with virsh. */
import type { Agent, AgentTiming, Operation } from '../agent.ts';
import { durationOf } from '../attributes.ts';
import { failedByHost } from '../outcome-words.ts';
import { reviewGuest, VM_ATTRIBUTES } from './attributes.ts';
import { migrateGuest, migrationTimeout } from './migrate.ts';
import { monitorGuest } from './monitor.ts';
import { prepareGuest } from './prepare.ts';
import { SHUTDOWN_TIMEOUT_MS } from './settings.ts';
import { startGuest } from './start.ts';
import { DESTROY_MS, stopGuest } from './stop.ts';
import { createGuestWatch } from './watch.ts';

/** Saving a memory to a disk takes long. */
const SAVE_MS = 600_000;

const TIMING: AgentTiming = {
  startTimeout: 300_000,
  stopTimeout: SHUTDOWN_TIMEOUT_MS + DESTROY_MS,
  monitors: [
    { depth: 0, interval: 10_000, timeout: 30_000 },
    { depth: 10, interval: 30_000, timeout: 60_000 },
  ],
};

/** It remembers who listens to which libvirt; otherwise it has no state. */
export function createVmAgent(): Agent {
  return {
    type: 'vm',
    aliases: [],
    summary: 'A guest under libvirt (QEMU/KVM or Xen), which can migrate live.',
    attributes: VM_ATTRIBUTES,
    openAttributes: false,
    review: reviewGuest,
    timing: TIMING,
    start: (operation) => failedByHost(() => startGuest(operation)),
    stop: (operation) => failedByHost(() => stopGuest(operation)),
    monitor: monitorGuest,
    watch: createGuestWatch(),
    migration: {
      prepare: (operation) => failedByHost(() => prepareGuest(operation)),
      migrate: (operation, target, progress) => failedByHost(() => migrateGuest(operation, target, progress)),
      unwanted: ({ migrate }) => (migrate?.trim() === 'never' ? 'has migrate="never"' : undefined),
      timeout: migrationTimeout,
    },
    timingOf: async (operation) => timingOf(operation),
  };
}

function timingOf({ resource: { attributes } }: Operation): AgentTiming {
  const saving = (attributes['snapshot']?.trim() ?? '') === '' ? 0 : SAVE_MS;
  const shutdown = durationOf(attributes, 'shutdown_timeout', SHUTDOWN_TIMEOUT_MS);
  return { ...TIMING, stopTimeout: shutdown + DESTROY_MS + saving };
}
