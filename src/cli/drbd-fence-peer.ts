/**
 * `picket-drbd-fence-peer`: DRBD's fence-peer handler. Asks picketd whether the peer is off, and prints `fenced` and
 * ends with 0 only then; everything else is exit code 1. bin/picket-drbd-fence-peer makes DRBD's 7 of that: a runtime
 * that breaks has exit codes of its own, 5 and 7 among them, which must never reach DRBD.
 */
import type { DrbdFencePeerCommand } from '#src/cluster/commands.ts';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { ControlError } from '#src/control/client-error.ts';
import { createClock } from '#src/host/clock.ts';
import { createFiles } from '#src/host/files.ts';
import { pause } from '#src/host/ports.ts';
import { oneLine } from './columns.ts';
import { drbdCall } from './drbd-environment.ts';
import { CliError, run } from './run.ts';
import { socketPath } from './socket-path.ts';
import { print, printError } from './terminal.ts';

const NAME = 'picket-drbd-fence-peer';
/** s; longer than a fence takes, shorter than what promotes a resource waits. */
const PATIENCE = 60;
const MOST_PATIENCE = 600;
/** A daemon that restarts is back within this time, ms. */
const AWAY_FOR = 10_000;
const TRY_AGAIN_AFTER = 250;

const clock = createClock();

await run(NAME, async () => {
  const patience = patienceOf(process.argv.slice(2)) * 1_000;
  const call = drbdCall(process.env);
  if (call === undefined)
    throw new CliError('DRBD_RESOURCE is not set: this is a handler, which DRBD calls (see docs/drbd.md)', 1);
  const path = socketPath();
  const client = createControlClient(path);
  const answer = await ask(client, { ...call, patience }).catch(async (error: unknown) => {
    await leaveNote(path, call);
    throw error;
  });
  const text = `${call.resource}: ${oneLine(answer.message)}`;
  if (answer.outcome !== 'fenced') {
    printError(`${NAME}: ${answer.outcome === 'frozen' ? `not fenced, ${text}` : text}`);
    return 1;
  }
  printError(`${NAME}: ${text}`);
  print('fenced');
  return 0;
});

function patienceOf(args: readonly string[]): number {
  const [option, value = '', ...rest] = args;
  if (option === undefined) return PATIENCE;
  const isUsable = option === '--timeout' && /^\d{1,3}$/.test(value) && rest.length === 0;
  if (!isUsable || Number(value) < 1 || Number(value) > MOST_PATIENCE)
    throw new CliError(
      `usage: ${NAME} [--timeout SECONDS] (1 to ${MOST_PATIENCE}, ${PATIENCE} without it)`,
      1,
    );
  return Number(value);
}

/** A daemon that goes away while it is asked may be restarting: it is asked again for as long as there is time. */
async function ask(
  client: ControlClient,
  call: DrbdFencePeerCommand,
): ReturnType<ControlClient['drbdFencePeer']> {
  const end = clock.now() + call.patience;
  let awaySince: number | undefined;
  for (;;) {
    const asked = clock.now();
    try {
      return await client.drbdFencePeer({ ...call, patience: Math.max(1_000, end - asked) });
    } catch (error) {
      const now = clock.now();
      if (awaySince === undefined || now - asked > AWAY_FOR) awaySince = now;
      const isAway = error instanceof ControlError && (error.kind === 'gone' || error.kind === 'no-daemon');
      if (!isAway || now >= end || now - awaySince >= AWAY_FOR) throw error;
      await pause(clock, TRY_AGAIN_AFTER);
    }
  }
}

/** For the daemon that starts next: without it nobody would let the frozen I/O go on. */
async function leaveNote(path: string, call: object): Promise<void> {
  const folder = path.replace(/\/[^/]*$/, '');
  const files = createFiles();
  const name = encodeURIComponent(JSON.stringify(call)).slice(0, 100);
  try {
    await files.makeFolder(folder, 0o755);
    const data = new TextEncoder().encode(JSON.stringify(call));
    await files.writeDurably(`${folder}/drbd-call-${name}.json`, data, 0o600);
  } catch (error) {
    printError(`${NAME}: the call could not be noted for the next daemon: ${String(error)}`);
  }
}
