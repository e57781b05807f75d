/**
 * A fence agent for nodes that are folders (power.ts): speaks the protocol of the fence-agents project, so Picket treats it
 * like any other. Parameters on standard input, one `key=value` a line: `action`, `port` (the node), `folder` (holds one folder
 * per node). Exit codes: 0 done or on, 2 off, 1 failed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClock } from '#src/host/clock.ts';
import type { Host, Random } from '#src/host/ports.ts';
import { createRandom } from '#src/host/random.ts';
import { cutPower, processesOf } from './power.ts';

const METADATA = `<?xml version="1.0" ?>
<resource-agent name="fence_demo" shortdesc="Power switch for nodes that are processes on this machine">
<longdesc>Ends every process of a node of picket's demo.</longdesc>
<parameters>
<parameter name="action" required="1"><content type="string" default="reboot"/><shortdesc>Fencing action</shortdesc></parameter>
<parameter name="port" required="1"><content type="string"/><shortdesc>Name of the node</shortdesc></parameter>
<parameter name="folder" required="1"><content type="string"/><shortdesc>Folder that holds one folder per node</shortdesc></parameter>
</parameters>
<actions>
<action name="on"/><action name="off"/><action name="reboot"/><action name="status"/><action name="monitor"/>
<action name="list"/><action name="metadata"/><action name="validate-all"/>
</actions>
</resource-agent>
`;

/** Another text each time, so that whoever boots the node sees that the button was pressed. */
const powerOn = (random: Random): string => `on ${Buffer.from(random.bytes(8)).toString('hex')}\n`;

export type Parameters = ReadonlyMap<string, string>;

/** Reads `key=value` lines; blank lines and comments are skipped, as the fence-agents library does. */
export function parseParameters(text: string): Parameters {
  const lines = text.split('\n').map((line) => line.trim());
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('#') && line.includes('='));
  return new Map(pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function needed(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw new Error(`parameter ${name} is missing`);
  return value;
}

/** Carries the action out; returns the exit code. */
export async function act(
  parameters: Parameters,
  { clock, random }: Pick<Host, 'clock' | 'random'>,
  say: (line: string) => void,
): Promise<number> {
  const action = parameters.get('action') ?? parameters.get('option') ?? 'reboot';
  if (action === 'metadata') {
    say(METADATA);
    return 0;
  }
  const node = needed(parameters, 'port');
  const folder = join(needed(parameters, 'folder'), node);
  const power = join(folder, 'power');
  switch (action) {
    case 'status':
    case 'monitor': {
      const on = readFileSync(power, 'utf8').startsWith('on') || processesOf(folder).length > 0;
      say(`Status: ${on ? 'ON' : 'OFF'}`);
      return on ? 0 : 2;
    }
    case 'off':
    case 'reboot':
      await cutPower(folder, clock);
      writeFileSync(power, 'off\n'); // not before: this is the proof
      if (action === 'reboot') writeFileSync(power, powerOn(random));
      say(`Success: ${action === 'off' ? 'Powered OFF' : 'Rebooted'}`);
      return 0;
    case 'on':
      writeFileSync(power, powerOn(random));
      say('Success: Powered ON');
      return 0;
    case 'list':
    case 'validate-all':
      say(`${node},`);
      return 0;
    default:
      throw new Error(`action ${action} is not known`);
  }
}

async function main(): Promise<number> {
  const option = /^(?:-o|--action=)?(\w[\w-]*)$/.exec(process.argv.slice(2).join('').trim())?.[1];
  const parameters = parseParameters(option === undefined ? readFileSync(0, 'utf8') : `action=${option}`);
  try {
    return await act(parameters, { clock: createClock(), random: createRandom() }, (line) =>
      process.stdout.write(`${line}\n`),
    );
  } catch (error) {
    process.stderr.write(`Failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main();
