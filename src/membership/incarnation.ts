/** This run of the daemon: the kernel's boot id, and a start counter that grows on disk. */
import type { Files } from '#src/host/ports.ts';
import type { DurableFolder } from './durable-folder.ts';
import type { Incarnation } from './types.ts';

const NAME = 'starts';

/**
 * Counts this start; it is on the disk when this resolves. `known` are the incarnations of this node that the ledger
 * tells of: where the counter is lost, counting goes on after them. Rejects with HostError when that is impossible.
 */
export async function nextIncarnation(
  files: Files,
  folder: DurableFolder,
  bootId: string,
  known: readonly Incarnation[] = [],
): Promise<Incarnation> {
  const text = Buffer.from((await files.read(`${folder.path}/${NAME}`)) ?? '').toString('latin1');
  // A torn or foreign file counts as none. A count that was used before in this boot would pass for the old daemon.
  const last = /^\d{1,9}\n$/.test(text) ? Number(text) : 0;
  const used = known.filter(({ boot }) => boot === bootId).map(({ count }) => count);
  const count = Math.max(last, ...used) + 1;
  await folder.write(NAME, Buffer.from(`${count}\n`));
  return { boot: bootId, count };
}
