/**
 * rgmanager's `snapshot`: a stop saves the guest with its memory to a file in a shared folder, a start goes on from there.
 * A memory that was restored once must never be restored again, for its disk has changed since.
 */
import { HostError, type Millis } from '#src/host/ports.ts';
import type { Guest } from './guest.ts';
import { guestSettings } from './settings.ts';

/** As long as a large memory takes to a slow disk; the operation's own deadline ends it sooner. */
const LONG_MS: Millis = 30 * 60_000;

function imageOf(guest: Guest): string | undefined {
  const { snapshot } = guestSettings(guest.operation.resource.attributes);
  return snapshot === undefined ? undefined : `${snapshot}/${guest.name}`;
}

/** True when it goes on from its image; undefined when there is none, or it is no good: then the guest boots. */
export async function restoreGuest(guest: Guest): Promise<true | undefined> {
  const { log, ports } = guest.operation;
  const image = imageOf(guest);
  if (image === undefined) return undefined;
  const used = `${image}.used`;
  try {
    if ((await ports.files.stat(image)) === undefined) return undefined;
    // From here on nobody finds it a second time, whatever happens to this host.
    await ports.files.rename(image, used);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    log.warn({ reason: error.message }, 'the saved guest can not be used; it boots');
    return undefined;
  }
  const answer = await guest.call(['restore', used], guest.left());
  if (answer.kind !== 'done') {
    log.warn({ reason: answer.words, image: used }, 'the saved guest can not be restored; it boots');
    return undefined;
  }
  await ports.files.remove(used).catch(() => log.info({ image: used }, 'cannot remove a used image'));
  return true;
}

/** Undefined when no folder is given; else whether it was saved. */
export async function saveGuest(guest: Guest, limit: Millis): Promise<boolean | undefined> {
  const image = imageOf(guest);
  if (image === undefined) return undefined;
  const answer = await guest.call(['save', guest.name, image], Math.min(limit, LONG_MS));
  if (answer.kind === 'done') return true;
  guest.operation.log.warn({ reason: answer.words }, 'the guest can not be saved; it is shut down');
  return false;
}
