/** Ends every node of a demo and removes its folder: `clear.ts FOLDER`. Run by the demo's guard, however the demo ended. */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createClock } from '#src/host/clock.ts';
import type { Clock } from '#src/host/ports.ts';
import { cutPower } from './power.ts';

/** Every demo's folder is named so; nothing else is ever removed. */
export const FOLDER_PREFIX = 'picket-demo-';

/** Nothing of the demo runs, and its folder is gone, when this resolves. */
export async function clear(folder: string, clock: Clock): Promise<void> {
  if (!basename(folder).startsWith(FOLDER_PREFIX)) throw new Error(`${folder} is not the folder of a demo`);
  const nodes = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  await Promise.all(nodes.map((node) => cutPower(join(folder, node.name), clock)));
  rmSync(folder, { recursive: true, force: true });
}

if (import.meta.main) await clear(process.argv[2] ?? '', createClock());
