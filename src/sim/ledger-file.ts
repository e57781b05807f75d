/** What lies in the ledger file of a simulated host, for who judges it; each content is read once. */
import { type DurableState, decode } from '#src/membership/ledger-store.ts';
import { LEDGER } from './daemon-run.ts';
import type { Disk } from './disk.ts';

/** All but the records, which are most of it. */
type LedgerHead = Omit<DurableState, 'records'>;

const whole = new WeakMap<Uint8Array, { readonly state: DurableState | undefined }>();
const heads = new WeakMap<Uint8Array, { readonly head: LedgerHead | undefined }>();

/** As it would be after a loss of power; undefined when there is none, or it is damaged. */
export function readLedger({ files }: Disk): DurableState | undefined {
  const bytes = files.get(LEDGER)?.safe;
  if (bytes === undefined) return undefined;
  const known = whole.get(bytes);
  if (known !== undefined) return known.state;
  const state = decode(bytes);
  whole.set(bytes, { state });
  return state;
}

/** The same without its records. */
export function readLedgerHead(disk: Disk): LedgerHead | undefined {
  const bytes = disk.files.get(LEDGER)?.safe;
  if (bytes === undefined) return undefined;
  const known = heads.get(bytes);
  if (known !== undefined) return known.head;
  const head = disk.damaged.has(LEDGER) ? undefined : (headOf(bytes) ?? readLedger(disk));
  heads.set(bytes, { head });
  return head;
}

/** The records come last in the file, which is one line of JSON below a line with its checksum. */
function headOf(bytes: Uint8Array): LedgerHead | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begin = text.indexOf('\n') + 1;
  const end = text.indexOf(',"records":');
  if (begin === 0 || end < begin) return undefined;
  const head = JSON.parse(`${text.toString('utf8', begin, end)}}`) as LedgerHead;
  return 'version' in head ? head : undefined;
}
