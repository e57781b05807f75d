/** Operators' commands on services at their coordinator: each takes its turn, passes the restricting words, and is carried out. */
import { type CommandDesk, type CommandDeskDeps, createCommandDesk } from './command-desk.ts';
import { withPreferred } from './command-guard.ts';
import { type CommandQueue, createCommandQueue } from './command-queue.ts';

export type Commanding = Pick<CommandDesk, 'check' | 'stop'> & Pick<CommandQueue, 'run' | 'waits'>;

export function createCommanding(deps: CommandDeskDeps): Commanding {
  const { coordinator, clock } = deps;
  const desk = createCommandDesk(deps);
  const queue = createCommandQueue({
    // Asked when its turn has come: the preferred node may have come before it, or gone.
    run: (command, overruled) => desk.run(withPreferred(coordinator, command), overruled),
    entry: (service) => coordinator.services.entry(service),
    nodeName: (id) => deps.nodes().find((node) => node.id === id)?.name ?? `node ${id}`,
    clock,
  });
  return {
    run: (command) => {
      const refused = desk.refusal(command);
      return refused === undefined ? queue.run(command) : Promise.resolve(refused);
    },
    waits: queue.waits,
    check: desk.check,
    stop() {
      queue.stop();
      desk.stop();
    },
  };
}
