/**
 * Operators' commands on one service take turns, at its coordinator: a command waits until those before it are done, and
 * one that is the same as the last joins it. A stop or a disable does not wait but interrupts what is under way; what
 * waits for its turn then is not begun any more.
 */
import type { Clock, Millis } from '#src/host/ports.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { CommandResult, ServiceCommand, ServiceVerb } from './commands.ts';
import type { Wait } from './status.ts';

export interface CommandQueueDeps {
  /** `overruled`: what to answer when a later word has come before the service took this one; see Overruled. */
  readonly run: (command: ServiceCommand, overruled: Overruled) => Promise<CommandResult>;
  readonly entry: (service: string) => ServiceEntry | undefined;
  readonly nodeName: (id: number) => string;
  readonly clock: Clock;
}

/** The result of a command that must not be begun any more, since a stop or a disable has come after it. */
export type Overruled = () => CommandResult | undefined;

export interface CommandQueue {
  run(command: ServiceCommand): Promise<CommandResult>;
  /** The commands that are not done yet, oldest first. */
  waits(): readonly Wait[];
  /** The view ended: nothing more is begun. */
  stop(): void;
}

interface Item {
  readonly command: ServiceCommand;
  /** Wall-clock ms. */
  readonly since: Millis;
  readonly promise: Promise<CommandResult>;
  readonly end: (result: CommandResult) => void;
  state: 'waiting' | 'begun' | 'superseded';
  overruled: CommandResult | undefined;
}

const INTERRUPTS: ReadonlySet<ServiceVerb> = new Set<ServiceVerb>(['stop', 'disable']);

export const VIEW_CHANGED = 'the view changed meanwhile; what was recorded goes on: see picket status';

export function createCommandQueue(deps: CommandQueueDeps): CommandQueue {
  const lines = new Map<string, Item[]>();
  let stopped = false;

  async function begin(item: Item): Promise<void> {
    if (item.state !== 'waiting') return;
    item.state = 'begun';
    const { command, end } = item;
    end(
      stopped
        ? { code: 'AGAIN', message: VIEW_CHANGED, owner: null }
        : await deps.run(command, () => item.overruled),
    );
  }

  /** The operator's last word counts: what waited before it must not be done after it. */
  function supersede(line: readonly Item[], by: ServiceCommand): void {
    for (const item of line) {
      const message = `${commandWords(item.command)} was not begun: ${commandWords(by)} came after it`;
      // Its turn may have come, and the service be in a transition of its own that it waits for.
      item.overruled ??= { code: 'FAIL', message, owner: null };
      if (item.state !== 'waiting') continue;
      item.state = 'superseded';
      item.end(item.overruled);
    }
  }

  function leave(id: string, item: Item): void {
    const line = (lines.get(id) ?? []).filter((other) => other !== item);
    if (line.length === 0) lines.delete(id);
    else lines.set(id, line);
  }

  return {
    run(command) {
      const id = fullName(command.service);
      const line = lines.get(id) ?? [];
      const last = line.at(-1);
      if (last !== undefined && isSame(last.command, command)) return last.promise;
      const { promise, resolve } = Promise.withResolvers<CommandResult>();
      const item: Item = {
        command,
        since: deps.clock.wall(),
        promise,
        end: (result) => {
          leave(id, item);
          resolve(result);
        },
        state: 'waiting',
        overruled: undefined,
      };
      lines.set(id, [...line, item]);
      const interrupts = INTERRUPTS.has(command.verb);
      if (interrupts) supersede(line, command);
      if (interrupts || line.length === 0) void begin(item);
      else void Promise.all(line.map((before) => before.promise)).then(() => begin(item));
      return promise;
    },
    waits() {
      const all = [...lines].flatMap(([id, line]) => line.map((item) => describe(id, item, line, deps)));
      return all.toSorted((a, b) => a.since - b.since);
    },
    stop() {
      stopped = true;
    },
  };
}

/** `web` means `service:web`. */
export function fullName(service: string): string {
  return service.includes(':') ? service : `service:${service}`;
}

/** `relocate service:web to node2 (root)`. */
export function commandWords({ verb, service, node, who }: ServiceCommand): string {
  const where = node === undefined ? '' : ` to ${node}`;
  const by = who === undefined || who === '' ? '' : ` (${who})`;
  return `${verb} ${fullName(service)}${where}${by}`;
}

function isSame(a: ServiceCommand, b: ServiceCommand): boolean {
  return a.verb === b.verb && a.node === b.node && a.prefer === b.prefer;
}

function describe(
  id: string,
  { command, since, state: turn }: Item,
  line: readonly Item[],
  { entry, nodeName }: CommandQueueDeps,
): Wait {
  const now = entry(id);
  const where = now === undefined || now.owner === 0 ? '' : ` on ${nodeName(now.owner)}`;
  const state = now === undefined ? '' : `: ${id} is ${now.state}${where}`;
  const words = commandWords(command);
  if (turn === 'begun')
    return { what: `${words} is under way${state}`, since, until: null, ends: endOf(id, command.verb) };
  const [first] = line;
  const ends = first === undefined ? 'it is its turn' : `${commandWords(first.command)} is done`;
  return { what: `${words} waits for its turn${state}`, since, until: null, ends };
}

function endOf(id: string, verb: ServiceVerb): string {
  switch (verb) {
    case 'enable':
    case 'restart':
    case 'relocate':
      return `${id} runs, or no node can take it; picket disable ${id} interrupts it`;
    case 'migrate':
      return `${id} runs on the other node alone, or goes on where it is; picket stop ${id} interrupts it`;
    case 'disable':
    case 'stop':
      return `${id} is stopped, or its stop fails`;
    default:
      return `what is in hand with ${id} comes to its end`;
  }
}
