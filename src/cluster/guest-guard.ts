/**
 * May a guest start on this node now, whoever starts it? Answers libvirt's hook (packaging/libvirt/picket) when somebody
 * other than this daemon does. Refuses on any doubt: a guest that is started by hand on the wrong host destroys its disks. Pure.
 */
import { guestsOf } from '#src/config/guests.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { GuestVerdict } from './guest-commands.ts';
import { serviceEntry } from './records.ts';

export interface GuardSight {
  readonly config: Pick<ClusterConfig, 'services'>;
  readonly self: NodeId;
  readonly nodeName: (id: NodeId) => string;
  readonly ledger: Ledger;
  /** Why this node may start nothing, or can't be sure what is so; undefined when it can. */
  readonly doubt: string | undefined;
}

export function mayStartHere(guest: string, sight: GuardSight): GuestVerdict {
  const service = guestsOf(sight.config).get(guest)?.service;
  if (service === undefined) return { allowed: true, message: `${guest} is not in cluster.xml` };
  const told = (allowed: boolean, words: string): GuestVerdict => {
    return { allowed, message: `${guest} is kept by Picket as ${service}: ${words}` };
  };
  const entry = serviceEntry(sight.ledger, service);
  if (sight.doubt !== undefined) return told(false, `${sight.doubt}. Look at: picket status`);
  if (entry === undefined) return told(false, 'the cluster has not placed it yet. Look at: picket status');
  const words = situation(service, entry, sight);
  return told(words === undefined, words ?? `it may run on this node, which is its owner`);
}

/** Why not, with the command that is right; undefined when it may. */
function situation(service: string, entry: ServiceEntry, { self, nodeName }: GuardSight): string | undefined {
  const own = nodeName(self);
  const { state, owner } = entry;
  if (state === 'migrating' && entry.migration?.to === self) return undefined;
  if (owner === self) {
    if (state === 'starting' || state === 'started') return undefined;
    return `it is ${state} on this node. Look at: picket status`;
  }
  if (owner !== 0) {
    const there = nodeName(owner);
    return (
      `it is ${state} on ${there}, and a second copy would destroy its disks. To have it here: ` +
      `picket migrate ${service} ${own} (clusvcadm -M ${service} -m ${own}), or with a stop: picket relocate ${service} ${own}`
    );
  }
  const start = `picket enable ${service} ${own} (clusvcadm -e ${service} -m ${own})`;
  if (entry.frozen) return `it is ${state} and frozen. To start it: picket thaw ${service}, then ${start}`;
  if (state === 'failed')
    return `it is failed: ${entry.why}. When nothing of it runs: picket disable ${service}, then ${start}`;
  return `it is ${state}. To start it here: ${start}`;
}
