/** Looking at what a simulated node has on its disk, and ways to spoil it. */
import { decode, encode } from '#src/membership/ledger-store.ts';
import { LEDGER } from '#src/sim/daemon-run.ts';
import type { SimHost } from '#src/sim/host.ts';
import type { World } from '#src/sim/world.ts';

/** Lets time pass in small steps: what is to be seen may last for a millisecond. Throws when it does not come. */
export async function stepUntil(world: World, isSo: () => boolean): Promise<void> {
  for (let step = 0; step < 20_000; step++) {
    if (isSo()) return;
    await world.run(0.2);
  }
  throw new Error('it did not come');
}

/** The value of that record; empty when there is none. */
export function entryOn({ disk }: SimHost, key: string): Readonly<Record<string, unknown>> {
  const bytes = disk.files.get(LEDGER)?.safe;
  const state = bytes === undefined ? undefined : decode(bytes);
  const value = state?.records.find((record) => record.key === key)?.value ?? {};
  return value as Readonly<Record<string, unknown>>;
}

/** Changes a record behind the daemon's back; with `later` as the change after so many others. Throws when there is none. */
export function tamper(
  { disk }: SimHost,
  key: string,
  change: (value: Readonly<Record<string, unknown>>) => unknown,
  later = 0,
): void {
  const bytes = disk.files.get(LEDGER)?.safe;
  const state = bytes === undefined ? undefined : decode(bytes);
  if (state?.records.some((record) => record.key === key) !== true) throw new Error(`no record ${key}`);
  const records = state.records.map((record) =>
    record.key === key
      ? {
          key,
          stamp: { ...record.stamp, version: record.stamp.version + later },
          value: change(record.value as Readonly<Record<string, unknown>>),
        }
      : record,
  );
  const spoilt = encode({ ...state, records });
  disk.files.set(LEDGER, { now: spoilt, safe: spoilt });
}
