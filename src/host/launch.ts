/** Starts programs that outlive the daemon, for Commands: their output goes to a log file, nothing ties them to us. */
import { closeSync, openSync } from 'node:fs';
import { hostError } from '#src/host/host-error.ts';
import type { LaunchSpec, ProcessId } from '#src/host/ports.ts';
import { type Exit, spawnGroup } from '#src/host/spawn.ts';

/** `exited` gets words such as `exit code 3`, or `signal SIGKILL`. Rejects with HostError if it can't start. */
export async function launch(spec: LaunchSpec, exited?: (how: string) => void): Promise<ProcessId> {
  const log = openLog(spec.log);
  try {
    const { log: _, ...rest } = spec;
    const child = await spawnGroup({ ...rest, stdout: log, stderr: log });
    child.unref();
    void child.exit.then((exit) => exited?.(describeExit(exit)));
    return child.process;
  } finally {
    closeSync(log);
  }
}

export function describeExit(exit: Exit): string {
  return exit.kind === 'exited' ? `exit code ${exit.code}` : `signal ${exit.signal}`;
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a', 0o640);
  } catch (error) {
    throw hostError(error, `open the log ${path}`);
  }
}
