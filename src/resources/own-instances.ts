/** Keeps a node's hands off the instances (`instances="all"`) of other nodes: they are stopped here, without a look. */
import type { LocalServices } from './local-types.ts';

/** `isElsewhere`: the service can run only on another node. */
export function withoutOthersInstances(
  local: LocalServices,
  isElsewhere: (service: string) => boolean,
): LocalServices {
  const stopped = { state: 'stopped', reason: '' } as const;
  const reason = 'this instance belongs to another node';
  const refused = { ok: false, reason, stopNeeded: false, dropped: false } as const;
  return {
    ...local,
    start: async (id) => (isElsewhere(id) ? refused : local.start(id)),
    stop: async (id) => (isElsewhere(id) ? { ok: true } : local.stop(id)),
    probe: async (id) => (isElsewhere(id) ? stopped : local.probe(id)),
    settle: async (id) => (isElsewhere(id) ? stopped : local.settle(id)),
    localState: (id) => (isElsewhere(id) ? 'stopped' : local.localState(id)),
  };
}
