/** Versions kept on a node's disk: whole or not at all, and not for ever. */
import { expect, test } from 'vitest';
import { createConfigStore } from '#src/cluster/config-store.ts';
import { createFiles } from '#src/host/files.ts';
import { checksum } from '#src/wire/checksum.ts';
import { makeBed } from '#test/agents/bed.ts';
import { SILENT } from '#test/host/silent-log.ts';

const entry = (version: number, text: string) => {
  return { version, digest: checksum(text), at: version, by: 'root on node1', why: `v${version}` };
};

test('a text is found by its digest, and a spoilt one is not', async () => {
  const bed = makeBed();
  const files = createFiles();
  const store = createConfigStore(files, bed.path('config'), SILENT);
  expect(await store.get(checksum('a'))).toBeUndefined();
  await store.put(1, checksum('a'), 'a');
  expect(await store.get(checksum('a'))).toBe('a');
  const [name = ''] = await files.list(bed.path('config'));
  expect((await files.stat(`${bed.path('config')}/${name}`))?.mode).toBe(0o600);
  await files.writeDurably(`${bed.path('config')}/${name}`, Buffer.from('b'));
  expect(await store.get(checksum('a'))).toBeUndefined();
  bed.clear();
});

test('the history tells who and why, newest first; old texts go, one that is on its way stays', async () => {
  const bed = makeBed();
  const store = createConfigStore(createFiles(), bed.path('config'), SILENT);
  for (let version = 1; version <= 25; version++) {
    const text = `text ${version}`;
    await store.put(version, checksum(text), text);
    if (version === 25) await store.put(26, checksum('next'), 'next');
    await store.note(entry(version, text));
    await store.note(entry(version, text));
  }
  const history = await store.history();
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
  expect(history[0]).toEqual(entry(25, 'text 25'));
  expect(await store.get(checksum('text 5'))).toBeUndefined();
  expect(await store.get(checksum('text 6'))).toBe('text 6');
  expect(await store.get(checksum('next'))).toBe('next');
  bed.clear();
});
