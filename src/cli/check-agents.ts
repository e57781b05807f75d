/** What `picket check` learns from this host's fence agents; apart from the rest, as it starts programs. */
import type { FencePlaces } from '#src/config/fence-places.ts';
import type { ClusterConfig, ConfigProblem } from '#src/config/model.ts';
import { createProblems } from '#src/config/problems.ts';
import { checkAgents } from '#src/fencing/check-agents.ts';
import { checkFenceDelay } from '#src/fencing/delay-check.ts';
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import type { Files, Log } from '#src/host/ports.ts';

const SILENT: Log = { debug: noop, info: noop, warn: noop, error: noop, child: () => SILENT };

/** Contacts no device. */
export async function fencingProblems(
  config: ClusterConfig,
  places: FencePlaces,
  file: string,
  files: Files,
): Promise<readonly ConfigProblem[]> {
  const problems = createProblems(file);
  const exists = async (path: string): Promise<boolean> => {
    try {
      return (await files.stat(path)) !== undefined;
    } catch {
      // It can't be looked at from here, which is no reason to call it missing.
      return true;
    }
  };
  const ports = { commands: createCommands(), clock: createClock(), log: SILENT, exists };
  checkFenceDelay(config, places, problems);
  await checkAgents(places.uses, ports, problems);
  return problems.list;
}

function noop(): void {}
