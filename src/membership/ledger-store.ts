/**
 * What a node must not forget, on its disk: the promised epoch, the members promised, the installed view, the ledger.
 *
 * One file, replaced as a whole: a first line with format and checksum, then JSON. A torn or corrupt file is kept aside
 * and the node goes on as one that knows nothing, which makes it wait for the others.
 */
import type { Files, Log } from '#src/host/ports.ts';
import { checksum } from '#src/wire/checksum.ts';
import { valueText } from '#src/wire/epochs.ts';
import type { DurableFolder } from './durable-folder.ts';
import type { Epoch, LedgerRecord, Member, View } from './types.ts';

export interface DurableState {
  readonly promised: Epoch | undefined;
  /** Members of the installed view and of every proposal accepted since. */
  readonly known: readonly Member[];
  readonly view: View | undefined;
  /** Of the last change applied in `view`. */
  readonly version: number;
  readonly records: readonly LedgerRecord[];
}

export const NOTHING_KNOWN: DurableState = {
  promised: undefined,
  known: [],
  view: undefined,
  version: 0,
  records: [],
};

export interface LedgerStore {
  /** Reads the file; `problem` tells in words what was wrong with it, and where it was kept. */
  load(): Promise<{ readonly state: DurableState; readonly problem: string | undefined }>;
  /**
   * Resolves when the state is on the disk. Rejects with HostError (no space ...): then the old state is there.
   * Not to be called again before it has settled.
   */
  save(state: DurableState): Promise<void>;
}

const FORMAT = 'picket-ledger 1';
const NAME = 'ledger';

export function createLedgerStore(files: Files, folder: DurableFolder, log: Log): LedgerStore {
  const path = `${folder.path}/${NAME}`;
  return {
    async load() {
      const bytes = await files.read(path);
      if (bytes === undefined) return { state: NOTHING_KNOWN, problem: undefined };
      const state = decode(bytes);
      if (state !== undefined) return { state, problem: undefined };
      const kept = await keepAside(files, folder.path);
      log.error(
        { file: path, kept },
        'the ledger file is corrupt; this node goes on as one that knows nothing',
      );
      return { state: NOTHING_KNOWN, problem: `the ledger file ${path} was corrupt; it is kept as ${kept}` };
    },
    save: (state) => folder.write(NAME, encode(state)),
  };
}

/** As JSON. A record is never changed in place, and most of them are the same from one save to the next. */
const written = new WeakMap<LedgerRecord, string>();

function writeRecord(record: LedgerRecord): string {
  const known = written.get(record);
  if (known !== undefined) return known;
  const { key, stamp } = record;
  const fresh = `{"key":${JSON.stringify(key)},"stamp":${JSON.stringify(stamp)},"value":${valueText(record)}}`;
  written.set(record, fresh);
  return fresh;
}

export function encode({ records, ...head }: DurableState): Uint8Array {
  const body = `${JSON.stringify(head).slice(0, -1)},"records":[${records.map(writeRecord).join()}]}`;
  return Buffer.from(`${FORMAT} ${checksum(body)}\n${body}\n`);
}

/** Undefined for anything that was not written whole by `encode`. */
export function decode(bytes: Uint8Array): DurableState | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1, -1);
  if (end < 0 || text.slice(0, end) !== `${FORMAT} ${checksum(body)}`) return undefined;
  // The checksum proves that this is what `encode` wrote.
  const { promised, known, view, version, records } = JSON.parse(body) as DurableState;
  return { promised, known, view, version, records };
}

async function keepAside(files: Files, folder: string): Promise<string> {
  const names = new Set(await files.list(folder));
  let number = 1;
  while (names.has(`${NAME}.corrupt.${number}`)) number++;
  const kept = `${folder}/${NAME}.corrupt.${number}`;
  await files.rename(`${folder}/${NAME}`, kept);
  return kept;
}
