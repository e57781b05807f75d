/** Picket as an installation has it: bundles, shell wrappers and a Node.js, in one folder that every host mounts. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '#test/lab/run.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Makes the folder from the checkout as it is now (docs/install.md); the hosts see it as /usr/lib/picket. */
export async function installPicket(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await must([process.execPath, `${ROOT}/tools/bundle.ts`, `${folder}/dist`], { timeout: 120_000 });
  await cp(`${ROOT}/bin`, `${folder}/bin`, { recursive: true });
  await cp(`${ROOT}/packaging`, `${folder}/packaging`, { recursive: true });
  await cp(process.execPath, `${folder}/bin/node`);
}
