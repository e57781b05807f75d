/** What a node must not forget is on its disk, or the node knows that it is not. */
import { describe, expect, test } from 'vitest';
import { createDurableFolder } from '#src/membership/durable-folder.ts';
import { nextIncarnation } from '#src/membership/incarnation.ts';
import {
  createLedgerStore,
  type DurableState,
  decode,
  encode,
  NOTHING_KNOWN,
} from '#src/membership/ledger-store.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { type TestDisk, testDisk } from './support/disk.ts';
import { boot, epoch, member, record, view } from './support/samples.ts';

const FOLDER = '/var/lib/picket';
const STATE: DurableState = {
  promised: epoch(7, 2),
  known: [member(1), member(2)],
  view: view(6, 1, 1, 2),
  version: 12,
  records: [record('service:web', { state: 'started', why: 'grün' })],
};

function storeOn(disk: TestDisk) {
  const folder = createDurableFolder(disk.files, FOLDER, SILENT);
  return { folder, store: createLedgerStore(disk.files, folder, SILENT) };
}

describe('the ledger file', () => {
  test('that was never written is no problem', async () => {
    const { store } = storeOn(testDisk());
    expect(await store.load()).toEqual({ state: NOTHING_KNOWN, problem: undefined });
  });

  test('gives back what was saved, also after a loss of power', async () => {
    const disk = testDisk();
    await disk.done(storeOn(disk).store.save(STATE));
    disk.disk.powerLost();
    expect(await storeOn(testDisk(disk.disk)).store.load()).toEqual({ state: STATE, problem: undefined });
  });

  test('is the old or the new one when the power goes while it is written', async () => {
    const outcomes = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const disk = testDisk(undefined, seed);
      await disk.done(storeOn(disk).store.save(STATE));
      void storeOn(disk).store.save({ ...STATE, version: 13 });
      disk.life.end('power-lost');
      disk.disk.powerLost();
      const { state, problem } = await storeOn(testDisk(disk.disk)).store.load();
      expect(problem).toBeUndefined();
      outcomes.add(state.version);
    }
    expect([...outcomes].toSorted()).toEqual([12, 13]);
  });

  test.each([
    ['empty', () => new Uint8Array()],
    ['torn', () => encode(STATE).subarray(0, 200)],
    ['with a flipped bit', () => encode(STATE).map((byte, index) => (index === 150 ? byte ^ 1 : byte))],
    ['of a later format', () => Buffer.from('picket-ledger 2 abc\n{}\n')],
    ['something else', () => Buffer.from('hello\n')],
  ])('that is %s is kept aside, and the node goes on as one that knows nothing', async (_, content) => {
    const disk = testDisk();
    await disk.done(disk.files.writeDurably(`${FOLDER}/ledger`, content()));
    await disk.done(disk.files.writeDurably(`${FOLDER}/ledger.corrupt.1`, new Uint8Array(3)));
    const { state, problem } = await storeOn(disk).store.load();
    expect(state).toEqual(NOTHING_KNOWN);
    expect(problem).toContain(`${FOLDER}/ledger.corrupt.2`);
    expect(await disk.files.read(`${FOLDER}/ledger`)).toBeUndefined();
    const kept = await disk.files.read(`${FOLDER}/ledger.corrupt.2`);
    expect(Buffer.from(kept ?? [])).toEqual(Buffer.from(content()));
  });

  test('is never half believed: every cut and every change of a byte is noticed', () => {
    const whole = encode(STATE);
    expect(decode(whole)).toEqual(STATE);
    for (let length = 0; length < whole.length; length++)
      expect(decode(whole.subarray(0, length))).toBeUndefined();
    for (let at = 0; at < whole.length - 1; at++) {
      const changed = whole.map((byte, index) => (index === at ? byte ^ 4 : byte));
      expect(decode(changed), `byte ${at}`).toBeUndefined();
    }
  });
});

describe('a full disk', () => {
  test('gives up the ballast, so that the ledger can still be written', async () => {
    const disk = testDisk();
    const { folder, store } = storeOn(disk);
    expect(await disk.done(folder.layBallast())).toBe(true);
    disk.disk.fill();
    await disk.done(store.save(STATE));
    expect((await store.load()).state).toEqual(STATE);
    expect(await disk.done(folder.layBallast())).toBe(false);
    disk.disk.room = Infinity;
    expect(await disk.done(folder.layBallast())).toBe(true);
  });

  test('without ballast is told, and the old ledger is still there', async () => {
    const disk = testDisk();
    const { store } = storeOn(disk);
    await disk.done(store.save(STATE));
    disk.disk.fill();
    await expect(disk.done(store.save({ ...STATE, version: 13 }))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect((await store.load()).state).toEqual(STATE);
  });
});

describe('the number of starts', () => {
  test('grows with every start and is on the disk first', async () => {
    const disk = testDisk();
    const { folder } = storeOn(disk);
    for (const count of [1, 2, 3]) {
      expect(await disk.done(nextIncarnation(disk.files, folder, boot(5)))).toEqual({ boot: boot(5), count });
      disk.disk.powerLost();
    }
  });

  test.each(['', 'garbage\n', '12', '99999999999999\n', '-1\n'])(
    'begins anew after a file that holds %j',
    async (text) => {
      const disk = testDisk();
      await disk.done(disk.files.writeDurably(`${FOLDER}/starts`, Buffer.from(text)));
      expect(await disk.done(nextIncarnation(disk.files, storeOn(disk).folder, boot(5)))).toEqual({
        boot: boot(5),
        count: 1,
      });
    },
  );
});
