/** Fence agents run only while the coordinator is sure of its view, and what they find counts only then; see SelfDoubt. */
import type { Commands } from '#src/host/ports.ts';

/**
 * The same commands, but each waits for `confirmed` before it begins and before it tells its outcome. When the view is
 * given up meanwhile, the fence has been cancelled before the wait is over, and with it the command or its outcome.
 */
export function gateCommands(commands: Commands, confirmed: () => Promise<void> | undefined): Commands {
  return {
    ...commands,
    async run(command, cancel) {
      await confirmed();
      const outcome = await commands.run(command, cancel);
      await confirmed();
      return outcome;
    },
  };
}
