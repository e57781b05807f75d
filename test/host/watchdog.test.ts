/** The watchdog's device, as a plain file stands for it: what is written to it, and what is never made or set. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createWatchdogs } from '#src/host/watchdog.ts';

let folder = '';
let device = '';
const ran: string[] = [];
const watchdogs = createWatchdogs({
  run: async ({ file }) => {
    ran.push(file);
    return { kind: 'not-started', reason: 'not here' };
  },
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-watchdog-'));
  device = `${folder}/watchdog`;
  ran.length = 0;
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

it('each feeding is one byte, and only a close that disarms ends with V', async () => {
  await writeFile(device, '');
  const first = await watchdogs.open(device, 10_000, false);
  first.feed();
  first.feed();
  first.close(false);
  first.feed();
  expect(await readFile(device, 'latin1')).toBe('\0\0');
  const second = await watchdogs.open(device, 10_000, true);
  second.feed();
  second.close(true);
  second.close(true);
  expect(await readFile(device, 'latin1')).toBe('\0\0\0V');
  expect([second.isFile, second.timeout, second.nowayout]).toEqual([true, 10_000, false]);
  expect(ran).toEqual([]);
});

it('a device that is not there is not made', async () => {
  await expect(watchdogs.open(device, 10_000, false)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(stat(device)).rejects.toThrow('ENOENT');
});

it('what is no watchdog is refused: a folder, a file under /dev', async () => {
  await expect(watchdogs.open(folder, 10_000, false)).rejects.toMatchObject({ code: 'ENOTTY' });
  const leftover = `/dev/shm/picket-watchdog-${process.pid}`;
  await writeFile(leftover, '');
  onTestFinished(() => rm(leftover, { force: true }));
  await expect(watchdogs.open(leftover, 10_000, false)).rejects.toMatchObject({ code: 'ENOTTY' });
});

it("a character device without its driver's facts is set by wdctl, unless it runs already", async () => {
  await expect(watchdogs.open('/dev/null', 10_000, false)).rejects.toThrow(
    "the timeout of /dev/null can't be set to 10 s: wdctl of util-linux is missing",
  );
  expect(ran).toEqual(['wdctl']);
  const running = await watchdogs.open('/dev/null', 10_000, true);
  running.feed();
  running.close(false);
  expect(ran).toEqual(['wdctl']);
});
