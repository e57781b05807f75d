/** Definitions of guests: on the disk, told to the cluster, fetched from others, forgotten with the guest. */
import { expect, test } from 'vitest';
import { createGuestDefinitions } from '#src/cluster/guest-definitions.ts';
import { guestKey, guestRecord, nextGuestRecord } from '#src/cluster/guest-records.ts';
import type { Ledger } from '#src/membership/types.ts';
import { checksum } from '#src/wire/checksum.ts';
import { SILENT } from '#test/host/silent-log.ts';

/** One node with a disk of its own; `others`: texts that another member has. */
function node(others: Readonly<Record<string, string>> = {}) {
  const disk = new Map<string, Uint8Array>();
  let ledger: Ledger = new Map();
  let managed = true;
  let told = 0;
  const record = (guest: string, value: unknown): void => {
    ledger = new Map([...ledger, [guestKey(guest), { key: guestKey(guest), value } as never]]);
  };
  const make = () =>
    createGuestDefinitions({
      nodeName: 'n1',
      folder: '/state',
      files: {
        read: async (path) => disk.get(path),
        writeDurably: async (path, data) => void disk.set(path, data),
        makeFolder: async () => {},
        remove: async (path) => void disk.delete(path),
        list: async () => [...disk.keys()].map((path) => path.slice('/state/'.length)),
      },
      ledger: () => ledger,
      epoch: () => ({}) as never,
      isManaged: () => managed,
      fetch: async (digest) => others[digest],
      tell: async ({ service, reason }) => {
        told += 1;
        const guest = service.slice('guest:'.length);
        const next = nextGuestRecord(guestRecord(ledger, guest), reason, 0);
        if (next !== undefined) record(guest, next);
        return true;
      },
      clock: { now: () => 0, wall: () => 0, after: () => () => {} },
      log: SILENT,
    });
  return { disk, make, record, told: () => told, ledger: () => ledger, unmanage: () => (managed = false) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is kept is on the disk, in the ledger once, and there after a restart', async () => {
  const n1 = node();
  const definitions = n1.make();
  await definitions.keep('web', '<a/>');
  await settled();
  await definitions.keep('web', '<a/>');
  await settled();
  expect(n1.told()).toBe(1);
  expect(guestRecord(n1.ledger(), 'web')).toEqual({ digest: checksum('<a/>'), earlier: [], at: 0, by: 'n1' });
  expect(await n1.make().newest('web')).toBe('<a/>');

  await definitions.keep('web', '<b/>');
  await settled();
  expect(guestRecord(n1.ledger(), 'web')).toMatchObject({ earlier: [checksum('<a/>')] });
  expect(definitions.isOlder('web', '<a/>')).toBe(true);
  expect(definitions.isOlder('web', '<b/>')).toBe(false);
  expect(definitions.isOlder('web', '<mine/>')).toBe(false);
  definitions.follow();
  await settled();
  expect([...n1.disk.keys()]).toEqual([`/state/${checksum('<b/>')}.xml`]);
});

test('what is missing here comes from others, if it is what the ledger says', async () => {
  const right = checksum('<a/>');
  const n1 = node({ [right]: '<a/>', [checksum('<b/>')]: '<forged/>' });
  n1.record('web', { digest: right, earlier: [], at: 0, by: 'n2' });
  n1.record('db', { digest: checksum('<b/>'), earlier: [], at: 0, by: 'n2' });
  const definitions = n1.make();
  definitions.follow();
  await settled();
  expect([...n1.disk.keys()]).toEqual([`/state/${right}.xml`]);
  expect(await definitions.newest('web')).toBe('<a/>');
  expect(await definitions.newest('db')).toBeUndefined();
});

test('a torn file is none, and one of a guest that nobody keeps any more goes', async () => {
  const n1 = node();
  const definitions = n1.make();
  await definitions.keep('web', '<a/>');
  await settled();
  n1.disk.set(`/state/${checksum('<a/>')}.xml`, Buffer.from('<a'));
  expect(await definitions.newest('web')).toBeUndefined();
  n1.unmanage();
  definitions.follow();
  await settled();
  expect([...n1.disk.keys()]).toEqual([]);
});

test('a definition that is too long, or of a guest that is not managed, is not kept', async () => {
  const n1 = node();
  const definitions = n1.make();
  await definitions.keep('web', ' '.repeat(256 * 1024 + 1));
  n1.unmanage();
  await definitions.keep('web', '<a/>');
  expect([...n1.disk.keys()]).toEqual([]);
});

test.each(['', '[]', '{"digest":"x","by":"n1"}', '{"digest":1}'])('%j is no word of a member', (text) => {
  expect(nextGuestRecord(undefined, text, 0)).toBeUndefined();
});
