/**
 * The power of simulated hosts, and the fence agent that switches it. A device can fail, hang, want another password, or
 * say that it has done what it has not.
 */
import type { Laws } from './laws.ts';
import type { Program, Run } from './processes.ts';
import type { Dice } from './random.ts';

export type DeviceMode = 'ok' | 'fails' | 'hangs' | 'wrong-password' | 'does-nothing';

/** A host as its power supply sees it. */
export interface Powered {
  readonly id: number;
  readonly name: string;
  readonly powered: boolean;
  powerOff(): void;
  powerOn(): void;
}

export interface PowerWorld {
  /** What the device of that node does from now on. */
  setMode(node: number, mode: DeviceMode): void;
  /** What the devices were told to do, in order, whether or not they did it: `off node1`. */
  readonly shots: readonly string[];
  /** The fence agent as a host runs it. */
  readonly program: Program;
}

export const FENCE_PROGRAM = 'fence_sim';
const FASTEST_MS = 50;
const SLOWEST_MS = 400;

const METADATA = `<resource-agent name="fence_sim"><parameters><parameter name="nodename"/></parameters><actions>
<action name="on"/><action name="off"/><action name="reboot"/><action name="status"/><action name="monitor"/>
<action name="metadata"/></actions></resource-agent>`;

export function createPowerWorld(laws: Laws, dice: Dice, hosts: () => readonly Powered[]): PowerWorld {
  const modes = new Map<number, DeviceMode>();
  const shots: string[] = [];

  function status(run: Run, target: Powered): void {
    // Read off, it is proven to run nothing: whoever looked may go on from that.
    if (!target.powered) laws.nodeProven(target.id);
    run.exit(target.powered ? 0 : 2, `Status: ${target.powered ? 'ON' : 'OFF'}\n`);
  }

  function act(run: Run, target: Powered, action: string): void {
    const looks = action === 'status' || action === 'monitor';
    switch (modes.get(target.id) ?? 'ok') {
      case 'hangs':
        break;
      case 'fails':
        run.exit(1, '', 'Connection timed out\n');
        break;
      case 'wrong-password':
        run.exit(1, '', 'Unable to connect/login to fencing device\n');
        break;
      case 'does-nothing':
        if (looks) status(run, target);
        else run.exit(0);
        break;
      case 'ok':
        if (action === 'off' || action === 'reboot') target.powerOff();
        if (action === 'on' || action === 'reboot') target.powerOn();
        if (looks) status(run, target);
        else run.exit(0);
    }
  }

  return {
    setMode: (node, mode) => void modes.set(node, mode),
    shots,
    program(run) {
      const given = new Map(
        (run.command.input ?? '').split('\n').map((line) => {
          const [key = '', ...value] = line.split('=');
          return [key, value.join('=')];
        }),
      );
      const action = given.get('action') ?? '';
      if (action === 'metadata') return run.exit(0, METADATA);
      const target = hosts().find(({ name }) => name === given.get('nodename'));
      if (target === undefined) return run.exit(1, '', 'no such plug\n');
      if (action !== 'status' && action !== 'monitor') shots.push(`${action} ${target.name}`);
      run.after(dice.between(FASTEST_MS, SLOWEST_MS), () => act(run, target, action));
    },
  };
}
