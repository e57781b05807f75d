/** Ends the programs of operations whose daemon is gone, before anyone looks at what runs here. */
import {
  type Clock,
  type Commands,
  type Files,
  type Log,
  type Millis,
  type ProcessId,
  pause,
} from '#src/host/ports.ts';
import type { NotedOperation } from './journal-format.ts';
import { MARK } from './marks.ts';

const TERM_WAIT_MS = 3_000;
const KILL_WAIT_MS = 5_000;
const POLL_MS = 50;

export interface OrphanDeps {
  readonly clock: Clock;
  readonly commands: Commands;
  readonly files: Files;
  readonly log: Log;
}

/**
 * TERM, then KILL, to every process group that was noted or carries the mark of one of the operations. Resolves with
 * the ids of operations of which something is left: within about 8 s. Never rejects.
 */
export async function endOrphans(
  deps: OrphanDeps,
  operations: readonly NotedOperation[],
): Promise<ReadonlySet<string>> {
  if (operations.length === 0) return new Set();
  let left = await findOrphans(deps, operations);
  for (const [signal, wait] of [
    ['SIGTERM', TERM_WAIT_MS],
    ['SIGKILL', KILL_WAIT_MS],
  ] as const) {
    if (left.length === 0) break;
    deps.log.warn(
      { groups: left.map(({ group }) => group.pid), signal },
      'ending what an earlier daemon left behind',
    );
    left = await endAll(deps, operations, left, signal, wait);
  }
  return new Set(left.map(({ operation }) => operation));
}

interface Orphan {
  readonly operation: string;
  readonly group: ProcessId;
}

async function endAll(
  deps: OrphanDeps,
  operations: readonly NotedOperation[],
  orphans: readonly Orphan[],
  signal: 'SIGTERM' | 'SIGKILL',
  within: Millis,
): Promise<readonly Orphan[]> {
  const end = deps.clock.now() + within;
  let left = orphans;
  for (;;) {
    for (const { group } of left) deps.commands.signalGroup(group, signal);
    await allGone(deps, left, end);
    // A program may have started another one in a new group in the meantime.
    left = await findOrphans(deps, operations);
    if (left.length === 0 || deps.clock.now() >= end) return left;
  }
}

async function allGone(deps: OrphanDeps, orphans: readonly Orphan[], end: Millis): Promise<void> {
  do {
    await pause(deps.clock, POLL_MS);
    if (!orphans.some(({ group }) => deps.commands.groupAlive(group))) return;
  } while (deps.clock.now() < end);
}

async function findOrphans(
  deps: OrphanDeps,
  operations: readonly NotedOperation[],
): Promise<readonly Orphan[]> {
  const noted = operations.flatMap(({ id, groups }) => groups.map((group) => ({ operation: id, group })));
  const marked = await findMarked(deps.files, new Set(operations.map(({ id }) => id)));
  const known = new Map([...noted, ...marked].map((orphan) => [orphan.group.pid, orphan]));
  return [...known.values()].filter(({ group }) => deps.commands.groupAlive(group));
}

/** Reads the environment of every process that this daemon may read: proc(5), /proc/PID/environ. */
async function findMarked(files: Files, marks: ReadonlySet<string>): Promise<readonly Orphan[]> {
  const names = await files.list('/proc').catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid): Promise<Orphan | undefined> => {
        const environment = await readText(files, `/proc/${pid}/environ`);
        const mark = environment.split('\0').find((entry) => entry.startsWith(`${MARK}=`));
        const operation = mark?.slice(MARK.length + 1);
        if (operation === undefined || !marks.has(operation)) return undefined;
        const group = Number(statFields(await readText(files, `/proc/${pid}/stat`))[2]);
        if (!(group > 1)) return undefined;
        const leader = statFields(await readText(files, `/proc/${group}/stat`));
        return { operation, group: { pid: group, startTicks: Number(leader[19] ?? 0) } };
      }),
  );
  return found.filter((orphan) => orphan !== undefined);
}

/** From field 3 of /proc/PID/stat on. */
function statFields(text: string): readonly string[] {
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Empty when the process has ended, or belongs to someone else. */
async function readText(files: Files, path: string): Promise<string> {
  const data = await files.read(path).catch(() => undefined);
  return data === undefined ? '' : new TextDecoder().decode(data);
}
