/** Which guests libvirt of this host knows, and in what state: `guests-here`. Asks, and changes nothing. */
import type { Commands } from '#src/host/ports.ts';
import { readDomain } from './domain-xml.ts';
import type { HostGuest, HostGuests } from './guest-types.ts';
import { createVirsh, type Virsh } from './virsh.ts';

/** A host with more has another problem. */
const MOST_GUESTS = 500;
const AT_A_TIME = 4;

/** Never rejects. */
export async function guestsHere(commands: Pick<Commands, 'run'>): Promise<HostGuests> {
  const virsh = createVirsh(commands);
  const listed = await Promise.all(
    ['--all', '--state-running', '--state-paused', '--state-shutoff', '--autostart', '--transient'].map(
      (which) => names(virsh, which),
    ),
  );
  const problem = listed.find((answer): answer is string => typeof answer === 'string');
  if (problem !== undefined) return { problem, guests: [] };
  const [all = [], running = [], paused = [], off = [], autostart = [], transient = []] =
    listed as readonly (readonly string[])[];
  const guests: HostGuest[] = [];
  for (let at = 0; at < Math.min(all.length, MOST_GUESTS); at += AT_A_TIME) {
    const some = all.slice(at, at + AT_A_TIME).map(async (name): Promise<readonly HostGuest[]> => {
      const isTransient = transient.includes(name);
      const dumped = await virsh(['dumpxml', ...(isTransient ? [] : ['--inactive']), '--domain', name]);
      // Gone since it was listed.
      if (!dumped.ok) return [];
      const state = stateOf(name, { running, paused, off });
      const uuid = readDomain(dumped.text)?.uuid ?? '';
      const about = { name, uuid, state, autostart: autostart.includes(name), transient: isTransient };
      return [{ ...about, definition: dumped.text, runningCpu: await runningCpu(virsh, name, state) }];
    });
    guests.push(...(await Promise.all(some)).flat());
  }
  return { problem: '', guests };
}

/** The CPU of a guest as it runs; empty when it does not, or that can't be told. */
async function runningCpu(virsh: Virsh, name: string, state: HostGuest['state']): Promise<string> {
  if (state === 'off') return '';
  const dumped = await virsh(['dumpxml', '--migratable', '--domain', name]);
  return dumped.ok ? (readDomain(dumped.text)?.cpu.xml ?? '') : '';
}

function stateOf(
  name: string,
  { running, paused, off }: Readonly<Record<'running' | 'paused' | 'off', readonly string[]>>,
): HostGuest['state'] {
  if (running.includes(name)) return 'running';
  if (paused.includes(name)) return 'paused';
  return off.includes(name) ? 'off' : 'other';
}

async function names(virsh: Virsh, which: string): Promise<readonly string[] | string> {
  const all = which === '--autostart' || which === '--transient' ? ['--all'] : [];
  const answer = await virsh(['list', '--name', ...all, which]);
  if (!answer.ok) return answer.why;
  return answer.text.split('\n').filter((line) => line !== '');
}
