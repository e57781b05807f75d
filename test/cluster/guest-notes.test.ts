/** What libvirt's hook reads: the guests of cluster.xml, and those that this daemon starts at this moment. */
import { expect, test } from 'vitest';
import { createGuestNotes } from '#src/cluster/guest-notes.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';

function notes(disk = new Map<string, string>()) {
  const files = {
    read: async (path: string) => (disk.has(path) ? Buffer.from(disk.get(path) ?? '') : undefined),
    writeDurably: async (path: string, data: Uint8Array) => void disk.set(path, Buffer.from(data).toString()),
    makeFolder: async () => {},
    remove: async (path: string) => void disk.delete(path),
    list: async (folder: string) =>
      [...disk.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
  };
  return { disk, notes: createGuestNotes(files, { state: '/state', run: '/run/guests' }, SILENT) };
}

test('a start is noted as long as any of them lasts, and none after a crash', async () => {
  const { disk, notes: own } = notes();
  await own.starting('web');
  await own.starting('web');
  await own.done('web');
  expect([...disk.keys()]).toEqual(['/run/guests/web.start']);
  await own.done('web');
  expect([...disk.keys()]).toEqual([]);

  await own.starting('db');
  await notes(disk).notes.begin();
  expect([...disk.keys()]).toEqual([]);
});

test('no name leads out of the folder', async () => {
  const { disk, notes: own } = notes();
  await own.starting('../../etc/passwd');
  expect([...disk.keys()]).toEqual([]);
});

test('the list has every guest with its service', async () => {
  const { disk, notes: own } = notes();
  const config = clusterConfig({ nodes: 2, services: [{ name: 'b' }, { name: 'a' }] });
  const services = config.services.map((service) => ({
    ...service,
    resources: service.resources.map((one) => ({ ...one, type: 'vm', name: `guest-${service.name}` })),
  }));
  await own.managed({ services });
  expect(disk.get('/state/managed')).toBe('guest-a\tservice:a\nguest-b\tservice:b\n');
  await own.managed({ services: [] });
  expect(disk.get('/state/managed')).toBe('');
});
