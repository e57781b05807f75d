/**
 * What libvirt's hook must know without asking: which guests are kept by Picket (on the disk, because libvirt may be up
 * before this daemon), and which of them this daemon itself is starting at this moment (gone with the boot).
 */
import { guestsOf } from '#src/config/guests.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Files, Log } from '#src/host/ports.ts';

export interface GuestNotes {
  /** Before anything is started: nobody starts anything now. Never rejects. */
  begin(): Promise<void>;
  /** The configuration in use. Never rejects. */
  managed(config: Pick<ClusterConfig, 'services'>): Promise<void>;
  /** From now on libvirt may take it. Never rejects: without the note the hook asks. */
  starting(guest: string): Promise<void>;
  /** No more. Never rejects. */
  done(guest: string): Promise<void>;
}

/** `state` outlives the boot, `run` does not. */
export function createGuestNotes(
  files: Pick<Files, 'read' | 'writeDurably' | 'makeFolder' | 'remove' | 'list'>,
  folders: { readonly state: string; readonly run: string },
  log: Log,
): GuestNotes {
  const list = `${folders.state}/managed`;
  const counts = new Map<string, number>();
  let last: Promise<void> = Promise.resolve();
  /** What stands in the list. */
  let listed: string | undefined;
  /** One write after the other, so that the last word stands. */
  const inTurn = (what: string, work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => log.warn({ error }, `${what} could not be noted`));
    return last;
  };
  const path = (guest: string): string => `${folders.run}/${guest}.start`;
  /** No name of a file. */
  const isOdd = (guest: string): boolean => guest.includes('/');

  return {
    begin: () =>
      inTurn('that no guest is being started', async () => {
        await files.makeFolder(folders.run, 0o700);
        for (const name of await files.list(folders.run)) await files.remove(`${folders.run}/${name}`);
      }),
    managed: (config) =>
      inTurn('which guests are managed', async () => {
        const lines = [...guestsOf(config)].map(([guest, { service }]) => `${guest}\t${service}\n`);
        const text = lines.toSorted().join('');
        if (text === listed) return;
        await files.makeFolder(folders.state, 0o755);
        const there = await files.read(list);
        if (there === undefined || Buffer.from(there).toString('utf8') !== text)
          await files.writeDurably(list, Buffer.from(text), 0o644);
        listed = text;
      }),
    starting(guest) {
      counts.set(guest, (counts.get(guest) ?? 0) + 1);
      if (isOdd(guest)) return Promise.resolve();
      return inTurn(`that ${guest} is being started`, () =>
        files.writeDurably(path(guest), new Uint8Array(), 0o600),
      );
    },
    done(guest) {
      const left = (counts.get(guest) ?? 1) - 1;
      if (left > 0) counts.set(guest, left);
      else counts.delete(guest);
      if (left > 0 || isOdd(guest)) return Promise.resolve();
      return inTurn(`that ${guest} is not being started`, () => files.remove(path(guest)));
    },
  };
}
