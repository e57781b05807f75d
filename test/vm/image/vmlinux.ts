/** Takes the kernel out of the file that boot loaders want, so that QEMU can start it without one. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { must } from '#test/lab/run.ts';

// Fields of the boot protocol's header (the kernel's Documentation/arch/x86/boot.rst).
const SETUP_SECTORS = 0x1f1;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR = 512;
const XZ = 'fd377a585a00';

/** Writes the uncompressed kernel of a bzImage to `to`; rejects for a compression other than Debian's (xz). */
export async function unpackKernel(bzImage: string, to: string): Promise<void> {
  const data = await readFile(bzImage);
  const setup = ((data[SETUP_SECTORS] ?? 0) + 1) * SECTOR;
  const start = setup + data.readUInt32LE(PAYLOAD_OFFSET);
  const length = data.readUInt32LE(PAYLOAD_LENGTH);
  const magic = data.subarray(start, start + XZ.length / 2).toString('hex');
  if (magic !== XZ) throw new Error(`${bzImage} is compressed with something else than xz (${magic})`);
  await writeFile(`${to}.xz`, data.subarray(start, start + length));
  // Behind the stream stands its length, which is none of xz's business.
  await must(['sh', '-c', 'xz -dc --single-stream "$0.xz" >"$0"', to], { timeout: 120_000 });
  await rm(`${to}.xz`);
}
