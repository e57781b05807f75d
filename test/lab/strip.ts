/**
 * Power strips of a lab, as a second path to a node's power: each node has one supply at every strip, and is off when
 * all of them are. `fence_strip` beside this file is their agent.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Lab } from './lab.ts';
import { must, run } from './run.ts';
import { until } from './until.ts';

const PORT = 161;

export interface Strip {
  /** Attributes of its <fencedevice>; the outlet of a node is called as the node. */
  readonly fence: Readonly<Record<string, string>>;
  /** The orders it was given, oldest first: `n2 off`; the time in ms. */
  orders(): Promise<readonly { readonly at: number; readonly order: string }[]>;
  /** A welded outlet acknowledges "off" and stays on. */
  setWelded(node: string, welded: boolean): Promise<void>;
}

/** Puts strip number `index` (0 ..) into the lab, with all its outlets on. Gone with the lab. */
export async function addStrip(lab: Lab, index: number): Promise<Strip> {
  // Where the lab's guard finds what it has to end.
  const folder = `${lab.folder}/bmc/strip${index}`;
  const sw = `${(await readFile(`${lab.folder}/prefix`, 'utf8')).trim()}sw`;
  const address = `10.77.2.${index + 201}`;
  const password = 'str1p';
  await mkdir(`${folder}/outlets`, { recursive: true });
  await writeFile(`${folder}/password`, password, { mode: 0o600 });
  for (const node of lab.nodes) await writeFile(`${folder}/outlets/${node}`, 'on');
  await must(['ip', '-n', sw, 'addr', 'add', `${address}/24`, 'dev', 'bmc']);
  const out = openSync(`${folder}/out`, 'a');
  const program = `${lab.folder}/bin/strip.py`;
  const child = spawn('ip', ['netns', 'exec', sw, program, lab.folder, folder, address, String(PORT)], {
    detached: true,
    stdio: ['ignore', out, out],
  });
  child.unref();
  await writeFile(`${folder}/pid`, `${child.pid}\n`);
  const agent = `${lab.folder}/bin/fence_strip`;
  const input = `action=status\nip=${address}\nplug=${lab.nodes[0]}\npassword=${password}\n`;
  await until(
    `power strip ${index}`,
    async () => ((await run(['ip', 'netns', 'exec', sw, agent], { input })).code === 0 ? true : undefined),
    10_000,
    () => readFile(`${folder}/out`, 'utf8'),
  );
  return {
    fence: { agent, ip: address, ipport: String(PORT), password },
    async orders() {
      const text = await readFile(`${folder}/log`, 'utf8').catch(() => '');
      const lines = text.split('\n').slice(0, -1);
      return lines.map((line) => {
        const [at = '', ...order] = line.split(' ');
        return { at: Number(at), order: order.join(' ') };
      });
    },
    setWelded: (node, welded) =>
      welded ? writeFile(`${folder}/welded-${node}`, '') : rm(`${folder}/welded-${node}`, { force: true }),
  };
}
