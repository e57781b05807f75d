/** Operators' commands that this node has passed on to the coordinator and that are not answered yet, for its status. */
import type { Clock, Millis } from '#src/host/ports.ts';
import { commandWords } from './command-queue.ts';
import type { CommandResult, ServiceCommand } from './commands.ts';
import type { Wait } from './status.ts';

export interface ForwardedCommands {
  /** Kept in mind until `result` is there. */
  track(command: ServiceCommand, result: Promise<CommandResult>): Promise<CommandResult>;
  waits(): readonly Wait[];
}

export function createForwardedCommands(clock: Clock): ForwardedCommands {
  const asked = new Map<
    Promise<CommandResult>,
    { readonly command: ServiceCommand; readonly since: Millis }
  >();
  return {
    track(command, result) {
      asked.set(result, { command, since: clock.wall() });
      void result.finally(() => asked.delete(result));
      return result;
    },
    waits: () =>
      [...asked.values()].map(({ command, since }) => ({
        what: `${commandWords(command)} has been passed on to the coordinator`,
        since,
        until: null,
        ends: 'the coordinator answers; picket status there says what it waits for',
      })),
  };
}
