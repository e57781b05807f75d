/**
 * The versions of cluster.xml that this node has known, in a folder that outlives everything: the text of each, and who
 * put it in force when and why. A text is on the disk before this node says that it has it.
 */
import { type Files, HostError, type Log, type Millis } from '#src/host/ports.ts';
import { checksum } from '#src/wire/checksum.ts';

export interface ConfigStore {
  /** Resolves when the text is on the disk; rejects with HostError. */
  put(version: number, digest: string, text: string): Promise<void>;
  /** The text with that digest; undefined when it is not here or not whole. Never rejects. */
  get(digest: string): Promise<string | undefined>;
  /** Notes that this version came in force here, and forgets texts that nobody will ask for again. Never rejects. */
  note(entry: HistoryEntry): Promise<void>;
  /** Newest first. Never rejects. */
  history(): Promise<readonly HistoryEntry[]>;
}

export interface HistoryEntry {
  readonly version: number;
  readonly digest: string;
  /** Wall-clock ms. */
  readonly at: Millis;
  /** Who put it in force: `root on node1`. */
  readonly by: string;
  readonly why: string;
}

/** Versions kept. */
const KEPT = 20;
const HISTORY = 'history.json';

export function createConfigStore(files: Files, folder: string, log: Log): ConfigStore {
  const nameOf = (version: number, digest: string): string => `${version}-${digest.slice(0, 32)}.xml`;
  /** One change of the history at a time. */
  let last: Promise<void> = Promise.resolve();

  async function nameWith(digest: string): Promise<string | undefined> {
    const names = await files.list(folder);
    return names.find((name) => name.endsWith(`-${digest.slice(0, 32)}.xml`));
  }

  async function read(name: string): Promise<string | undefined> {
    const bytes = await files.read(`${folder}/${name}`);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  }

  async function readHistory(): Promise<readonly HistoryEntry[]> {
    try {
      const text = await read(HISTORY);
      return text === undefined ? [] : (JSON.parse(text) as readonly HistoryEntry[]);
    } catch (error) {
      log.warn({ folder, error }, 'the history of the configuration cannot be read');
      return [];
    }
  }

  async function add(entry: HistoryEntry): Promise<void> {
    const before = await readHistory();
    if (before[0]?.digest === entry.digest) return;
    const history = [entry, ...before].slice(0, KEPT);
    await files.makeFolder(folder, 0o700);
    await files.writeDurably(`${folder}/${HISTORY}`, Buffer.from(`${JSON.stringify(history)}\n`), 0o600);
    const kept = new Set(history.map(({ version, digest }) => nameOf(version, digest)));
    for (const name of await files.list(folder)) {
      // One of a higher version may be on its way.
      const old = name.endsWith('.xml') && !kept.has(name) && Number.parseInt(name, 10) < entry.version;
      if (old) await files.remove(`${folder}/${name}`);
    }
  }

  return {
    async put(version, digest, text) {
      await files.makeFolder(folder, 0o700);
      const path = `${folder}/${nameOf(version, digest)}`;
      const there = await read(nameOf(version, digest)).catch(() => undefined);
      if (there !== text) await files.writeDurably(path, Buffer.from(text), 0o600);
    },
    async get(digest) {
      try {
        const name = await nameWith(digest);
        const text = name === undefined ? undefined : await read(name);
        return text !== undefined && checksum(text) === digest ? text : undefined;
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        return undefined;
      }
    },
    note(entry) {
      last = last
        .then(() => add(entry))
        .catch((error: unknown) =>
          log.warn({ folder, error }, 'the history of the configuration cannot be kept'),
        );
      return last;
    },
    history: readHistory,
  };
}
