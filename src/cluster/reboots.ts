/**
 * What becomes of the words `reboot:ID` in a new view, for its coordinator: they end when the node is back in another
 * boot, and come to nothing when nobody sees to them any more. Pure.
 */

import type { Millis } from '#src/host/ports.ts';
import { includesMember, sameIncarnation } from '#src/membership/epoch.ts';
import type { Ledger, Member, NodeId } from '#src/membership/types.ts';
import { type Restriction, rebootKey, restriction } from './restrictions.ts';

/** The words that change, by key. `now`: wall clock. */
export function settleReboots(
  ledger: Ledger,
  members: readonly Member[],
  nodeName: (id: NodeId) => string,
  now: Millis,
): ReadonlyMap<string, Restriction> {
  const settled = new Map<string, Restriction>();
  for (const { id, incarnation } of members) {
    const word = restriction(ledger, rebootKey(id));
    if (word?.reboot === undefined) continue;
    const { target, asker, failed } = word.reboot;
    // With `reboot`: it came true; an operator who takes it back says no such thing.
    if (incarnation.boot !== target.boot)
      settled.set(rebootKey(id), { on: false, who: '', since: now, reboot: word.reboot });
    else if (failed !== undefined) continue;
    else if (!sameIncarnation(incarnation, target)) settled.set(rebootKey(id), failing(word, NOT_BOOTED));
    else if (!includesMember(members, asker))
      settled.set(rebootKey(id), failing(word, `picketd on ${nodeName(asker.id)}, which saw to it, is gone`));
  }
  return settled;
}

/** The word with the reason why nothing comes of it. */
export function failing(word: Restriction, failed: string): Restriction {
  return word.reboot === undefined ? word : { ...word, reboot: { ...word.reboot, failed } };
}

const NOT_BOOTED = 'its picketd was started anew, but its host was not booted; see the journal there';
