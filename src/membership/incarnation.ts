/** This run of the daemon: the kernel's boot id, and a start counter that grows on disk. */
import type { Files } from '#src/host/ports.ts';
import type { DurableFolder } from './durable-folder.ts';
import type { Incarnation } from './types.ts';

const NAME = 'starts';

/** Counts this start; it is on the disk when this resolves. Rejects with HostError when that is impossible. */
export async function nextIncarnation(
  files: Files,
  folder: DurableFolder,
  bootId: string,
): Promise<Incarnation> {
  const text = Buffer.from((await files.read(`${folder.path}/${NAME}`)) ?? '').toString('latin1');
  // A torn or foreign file counts as none: within a boot the count only has to differ from that of a start before,
  // and the peers refuse what is lower than what they have seen, loudly.
  const last = /^\d{1,9}\n$/.test(text) ? Number(text) : 0;
  const count = last + 1;
  await folder.write(NAME, Buffer.from(`${count}\n`));
  return { boot: bootId, count };
}
