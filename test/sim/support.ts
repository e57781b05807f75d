/** Ways to spoil what a simulated node has on its disk. */
import { decode, encode } from '#src/membership/ledger-store.ts';
import { LEDGER } from '#src/sim/daemon-run.ts';
import type { SimHost } from '#src/sim/host.ts';

/** Changes a record behind the daemon's back. Throws when there is none. */
export function tamper(
  { disk }: SimHost,
  key: string,
  change: (value: Readonly<Record<string, unknown>>) => unknown,
): void {
  const bytes = disk.files.get(LEDGER)?.safe;
  const state = bytes === undefined ? undefined : decode(bytes);
  if (state?.records.some((record) => record.key === key) !== true) throw new Error(`no record ${key}`);
  const records = state.records.map((record) =>
    record.key === key
      ? { ...record, value: change(record.value as Readonly<Record<string, unknown>>) }
      : record,
  );
  const spoilt = encode({ ...state, records });
  disk.files.set(LEDGER, { now: spoilt, safe: spoilt });
}
