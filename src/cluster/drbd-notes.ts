/**
 * What a daemon has to remember of DRBD's calls over its own restart: whose I/O is frozen, and which fence has been told
 * to which resource. In the run folder, as all of it is over when the host boots anew.
 */
import type { Files, Log } from '#src/host/ports.ts';
import type { DrbdPeerHints } from './commands.ts';

export interface DrbdNote extends DrbdPeerHints {
  readonly resource: string;
}

export interface DrbdNotes {
  /** Frozen, as far as was known; also what handlers noted that found no daemon. Never rejects. */
  read(): Promise<readonly DrbdNote[]>;
  /** That proof has been told for `key`. */
  tell(key: string, proof: string): void;
  told(key: string): string | undefined;
  /** Replaces what is noted as frozen. Never rejects; a note that can't be written costs no answer. */
  write(frozen: readonly DrbdNote[]): Promise<void>;
}

/** A handler that finds no daemon leaves its call in a file `drbd-call-RESOURCE.json` of the run folder. */
const CALL_FILE = /^drbd-call-.*\.json$/;

export function createDrbdNotes(files: Files, folder: string, log: Log): DrbdNotes {
  const path = `${folder}/drbd.json`;
  const told = new Map<string, string>();
  let last = '';
  let writing: Promise<void> = Promise.resolve();

  async function load(file: string): Promise<unknown> {
    try {
      const bytes = await files.read(file);
      return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
    } catch (error) {
      log.warn({ file, error: String(error) }, 'a note of a call by DRBD could not be read');
      return undefined;
    }
  }

  return {
    async read() {
      const own = (await load(path)) as { readonly frozen?: unknown; readonly told?: unknown } | undefined;
      for (const [key, proof] of Object.entries(own?.told ?? {})) told.set(key, String(proof));
      const names = await files.list(folder).catch(() => []);
      const left: unknown[] = [];
      for (const name of names.filter((one) => CALL_FILE.test(one))) {
        left.push(await load(`${folder}/${name}`));
        await files.remove(`${folder}/${name}`).catch(() => undefined);
      }
      const noted = Array.isArray(own?.frozen) ? (own.frozen as unknown[]) : [];
      return [...noted, ...left].flatMap(asNote);
    },
    tell: (key, proof) => void told.set(key, proof),
    told: (key) => told.get(key),
    write(frozen) {
      const text = JSON.stringify({ frozen, told: Object.fromEntries(told) });
      if (text === last) return writing;
      last = text;
      writing = writing
        .then(() => files.writeDurably(path, new TextEncoder().encode(text), 0o600))
        .catch((error: unknown) =>
          log.warn({ error: String(error) }, 'the calls of DRBD could not be noted'),
        );
      return writing;
    },
  };
}

function asNote(value: unknown): readonly DrbdNote[] {
  if (typeof value !== 'object' || value === null) return [];
  const { resource, names, address, peerId } = value as Readonly<Record<string, unknown>>;
  if (typeof resource !== 'string' || resource === '' || !Array.isArray(names)) return [];
  const known = typeof peerId === 'number' ? { peerId } : {};
  return [
    { resource, names: names.map(String), address: typeof address === 'string' ? address : '', ...known },
  ];
}
