/**
 * Marks every program that an operation starts, and everything it starts in turn, with the operation's name in its
 * environment, so that a later daemon finds what an interrupted operation left behind, even in another process group.
 */
import type { Commands, ProcessId } from '#src/host/ports.ts';

/** Programs that outlive their operation on purpose drop it (src/agents/process-record.ts). */
export const MARK = 'PICKET_OPERATION';

/** `noted` is told the group of every command, as soon as it runs. */
export function markedCommands(
  commands: Commands,
  mark: string,
  noted: (process: ProcessId) => void,
): Commands {
  return {
    alive: (process) => commands.alive(process),
    groupAlive: (process) => commands.groupAlive(process),
    signalGroup: (process, signal) => commands.signalGroup(process, signal),
    // It ends with the daemon, so no later one finds it.
    follow: (program, line, ended) => commands.follow(program, line, ended),
    launch: (spec, exited) => commands.launch({ ...spec, env: { ...spec.env, [MARK]: mark } }, exited),
    run: (command, cancel) =>
      commands.run(
        {
          ...command,
          env: { ...command.env, [MARK]: mark },
          started: (process) => {
            noted(process);
            command.started?.(process);
          },
        },
        cancel,
      ),
  };
}
