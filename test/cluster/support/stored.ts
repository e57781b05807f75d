/** What lies on the disk of a simulated host, as its daemon would read it at its next start. */
import { type DurableState, decode } from '#src/membership/ledger-store.ts';
import type { World } from '#src/sim/world.ts';

/** Throws when nothing that can be read lies there. */
export function storedOn(world: World, node: number): DurableState {
  const bytes = world.host(node).disk.files.get('/var/lib/picket/ledger')?.safe;
  const state = bytes === undefined ? undefined : decode(bytes);
  if (state === undefined) throw new Error(`node ${node} has no ledger on its disk`);
  return state;
}
