/**
 * The power of simulated hosts, the devices that switch it, and the fence agent that talks to them. A device carries out
 * what it was told even when the agent that told it is gone. It can be slow, fail, hang, want another password, say that
 * it has done what it has not, lie, and go down with its host.
 */
import type { Timeline } from './clock.ts';
import type { DeviceMode } from './happening.ts';
import type { Program, Run } from './processes.ts';
import type { Dice } from './random.ts';

/** A host as its power supply sees it. */
export interface Powered {
  readonly id: number;
  readonly name: string;
  readonly powered: boolean;
  /** Its socket has power, whether or not it is switched on. */
  readonly mains: boolean;
  /** `shot`: its device switched it off; otherwise the mains are gone. */
  powerOff(how?: 'mains' | 'shot'): void;
  powerOn(): void;
}

export interface PowerWorld {
  /** What the device of that node does from now on. True if it did something else before. */
  setMode(node: number, mode: DeviceMode): boolean;
  mode(node: number): DeviceMode;
  /** Whether `by` can reach the device of `node`. True if that changed. */
  setPath(node: number, by: number, up: boolean): boolean;
  /** The device of that node has been told to switch, and has not done it yet. */
  told(node: number): boolean;
  /** What the devices were told to do, in order, whether or not they did it: `off node1`. */
  readonly shots: readonly string[];
  /** The fence agent as that host runs it. */
  program(by: number): Program;
}

/** What became of the power, for who judges it. */
export interface PowerWitness {
  /** A host was told to go off; called at the instant the agent began. */
  fired(by: number, target: number): void;
  /** The device switched it off, on the word of that agent. */
  landed(by: number, target: number): void;
  /** Somebody read that it is off, and so it is. */
  readOff(target: number): void;
  /** From now on the device says off whatever is so. */
  lies(target: number): void;
}

export const FENCE_PROGRAM = 'fence_sim';
/** Until the agent has told the device. */
const FASTEST_MS = 50;
const SLOWEST_MS = 400;
/** What a slow one takes longer. */
const SLOW_MS = 2_000;
const VERY_SLOW_MS = 7_000;
/** From the word to the deed. */
const LONGEST_SWITCH_MS = 300;
/** The same, of a device that is late. */
const LATE_MS = 9_000;
/** Until an agent gives up a device that says nothing. */
const SILENCE_MS = 3_000;

const METADATA = `<resource-agent name="fence_sim"><parameters><parameter name="nodename"/></parameters><actions>
<action name="on"/><action name="off"/><action name="reboot"/><action name="status"/><action name="monitor"/>
<action name="metadata"/></actions></resource-agent>`;

interface Asked {
  readonly run: Run;
  readonly target: Powered;
  readonly by: number;
  readonly action: string;
  readonly looks: boolean;
}

export interface PowerParts {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly hosts: () => readonly Powered[];
  readonly witness: PowerWitness;
}

export function createPowerWorld({ timeline, dice, hosts, witness }: PowerParts): PowerWorld {
  const modes = new Map<number, DeviceMode>();
  const blocked = new Set<string>();
  const switching = new Set<number>();
  const shots: string[] = [];
  const mode = (node: number): DeviceMode => modes.get(node) ?? 'ok';

  function answer(run: Run, target: Powered): void {
    // Read off, it is proven to run nothing: whoever looked may go on from that.
    if (!target.powered) witness.readOff(target.id);
    run.exit(target.powered ? 0 : 2, `Status: ${target.powered ? 'ON' : 'OFF'}\n`);
  }

  /** The deed is the device's own; it may answer before it is done. */
  function carryOut(
    run: Run,
    target: Powered,
    action: string,
    by: number,
    took = dice.between(0, LONGEST_SWITCH_MS),
  ): void {
    switching.add(target.id);
    timeline.after(took, () => {
      switching.delete(target.id);
      if (action !== 'on' && target.powered) {
        witness.landed(by, target.id);
        target.powerOff('shot');
      }
      if (action !== 'off' && (target.mains || mode(target.id) !== 'shares-power')) target.powerOn();
    });
    if (took <= LONGEST_SWITCH_MS) run.after(dice.chance(0.5) ? took + 1 : 0, () => run.exit(0));
  }

  function act(run: Run, target: Powered, action: string, by: number): void {
    const looks = action === 'status' || action === 'monitor';
    const now = mode(target.id);
    const silent = blocked.has(`${by}>${target.id}`) || (now === 'shares-power' && !target.mains);
    if (silent) run.after(SILENCE_MS, () => run.exit(1, '', 'Connection timed out\n'));
    else ANSWERS[now]({ run, target, by, action, looks });
  }

  const honest = (asked: Asked): void => {
    if (asked.looks) answer(asked.run, asked.target);
    else carryOut(asked.run, asked.target, asked.action, asked.by);
  };

  const ANSWERS: Readonly<Record<DeviceMode, (asked: Asked) => void>> = {
    ok: honest,
    slow: honest,
    'shares-power': honest,
    hangs: () => {},
    fails: ({ run }) => run.exit(1, '', 'Connection timed out\n'),
    'wrong-password': ({ run }) => run.exit(1, '', 'Unable to connect/login to fencing device\n'),
    lies({ run, target, looks }) {
      // What it says may happen to be true.
      if (looks && !target.powered) return answer(run, target);
      run.exit(looks ? 2 : 0, looks ? 'Status: OFF\n' : '');
    },
    late({ run, target, looks, action, by }) {
      if (looks) return answer(run, target);
      carryOut(run, target, action, by, LATE_MS);
      run.exit(0);
    },
    'does-nothing': ({ run, target, looks }) => (looks ? answer(run, target) : run.exit(0)),
  };

  return {
    setMode(node, next) {
      const before = mode(node);
      modes.set(node, next);
      if (next === 'lies') witness.lies(node);
      return before !== next;
    },
    mode,
    setPath(node, by, up) {
      const path = `${by}>${node}`;
      const was = !blocked.has(path);
      if (up) blocked.delete(path);
      else blocked.add(path);
      return was !== up;
    },
    told: (node) => switching.has(node),
    shots,
    program: (by) => (run) => {
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
      if (action === 'off' || action === 'reboot') witness.fired(by, target.id);
      const more = mode(target.id) === 'slow' ? dice.between(SLOW_MS, VERY_SLOW_MS) : 0;
      run.after(dice.between(FASTEST_MS, SLOWEST_MS) + more, () => act(run, target, action, by));
    },
  };
}
