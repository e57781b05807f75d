/** The real Commands: programs in their own process group, bounded in time and output, whatever they leave behind. */
import { type Output, openOutput } from '#src/host/capture.ts';
import { follow } from '#src/host/follow.ts';
import { hostError } from '#src/host/host-error.ts';
import { launch } from '#src/host/launch.ts';
import type { Command, CommandOutcome, Commands, Millis, ProcessId } from '#src/host/ports.ts';
import { groupAlive, processAlive, signalGroup } from '#src/host/process-table.ts';
import { type Exit, preloadSpawn, type Spawned, spawnGroup } from '#src/host/spawn.ts';

/** From TERM to KILL. */
const KILL_GRACE_MS = 2_000;
/** From KILL until a group that even the kernel cannot end (a hung disk) is given up. */
const KILL_WAIT_MS = 2_000;
const TRIM_EVERY_MS = 100;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

type Cut = 'timed-out' | 'cancelled';

/**
 * A process that leaves its group (setsid) escapes the killing, and a group that hangs in the kernel is given up
 * 4 s after the timeout; the outcome is `timed-out` or `cancelled` all the same.
 */
export function createCommands(): Commands {
  void preloadSpawn();
  return { run, follow, launch, alive: processAlive, groupAlive, signalGroup };
}

async function run(command: Command, cancel?: AbortSignal): Promise<CommandOutcome> {
  if (cancel?.aborted === true) return { kind: 'cancelled', stdout: '', stderr: '' };
  let output: Output | undefined;
  try {
    let child: Spawned;
    try {
      output = openOutput();
      child = await spawnGroup({ ...command, stdout: output.stdout.fd, stderr: output.stderr.fd });
    } catch (error) {
      return { kind: 'not-started', reason: hostError(error, `start ${command.file}`).message };
    }
    const end = await awaitEnd(child, command, cancel, output);
    return { ...end, stdout: output.stdout.text(), stderr: output.stderr.text() };
  } finally {
    output?.stdout.close();
    output?.stderr.close();
  }
}

/** Waits for the end of the leader, or ends the group. */
async function awaitEnd(
  child: Spawned,
  command: Command,
  cancel: AbortSignal | undefined,
  output: Output,
): Promise<Exit | { readonly kind: Cut }> {
  const cut = Promise.withResolvers<Cut>();
  const cancelled = (): void => cut.resolve('cancelled');
  const deadline = setTimeout(
    () => cut.resolve('timed-out'),
    Math.min(Math.max(0, command.timeout), LONGEST_TIMER_MS),
  );
  const trimming = setInterval(() => {
    output.stdout.trim();
    output.stderr.trim();
  }, TRIM_EVERY_MS);
  cancel?.addEventListener('abort', cancelled);
  // Aborted while the program was being started: the event has passed.
  if (cancel?.aborted === true) cancelled();
  try {
    command.started?.(child.process);
    const end = await Promise.race([child.exit, cut.promise]);
    if (typeof end !== 'string') return end;
    await endGroup(child.process);
    return { kind: end };
  } finally {
    clearTimeout(deadline);
    clearInterval(trimming);
    cancel?.removeEventListener('abort', cancelled);
  }
}

async function endGroup(group: ProcessId): Promise<void> {
  signalGroup(group, 'SIGTERM');
  if (await groupGone(group, KILL_GRACE_MS)) return;
  signalGroup(group, 'SIGKILL');
  await groupGone(group, KILL_WAIT_MS);
}

async function groupGone(group: ProcessId, within: Millis): Promise<boolean> {
  const deadline = performance.now() + within;
  for (let pause = 5; groupAlive(group); pause = Math.min(2 * pause, 100)) {
    if (performance.now() >= deadline) return false;
    await new Promise((wake) => setTimeout(wake, pause));
  }
  return true;
}
