/**
 * The power switch of a demo node: finds and ends everything that runs "on" it.
 *
 * A demo node is a folder. A process belongs to it when its standard output or standard error is a file in that folder (the
 * daemon logs there, and so does every service it launches, in process groups of their own), when it is in a process group or
 * session led by such a process, or descends from one. Needs /proc, and no more rights than those of the user who started
 * the node.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type Clock, pause } from '#src/host/ports.ts';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** /proc/PID/stat; undefined for a process that is gone or a zombie: both run nothing. */
function readRow(pid: number): Row | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, parent: Number(parent), group: Number(group), session: Number(session) };
  } catch {
    return undefined;
  }
}

function marked(pid: number, folder: string): boolean {
  return ['fd/1', 'fd/2'].some((name) => {
    try {
      return `${readlinkSync(`/proc/${pid}/${name}`)}/`.startsWith(`${folder}/`);
    } catch {
      return false; // gone, or another user's
    }
  });
}

/** Process ids of everything that runs on the node. Never the caller itself, nor init. */
export function processesOf(folder: string): readonly number[] {
  const rows = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid)
    .map(readRow)
    .filter((row) => row !== undefined);
  const found = new Set(rows.filter((row) => marked(row.pid, folder)).map((row) => row.pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    const members = rows.filter((row) => found.has(row.pid));
    // Only groups and sessions that a member leads: a shell's job control may share ours with others.
    const groups = new Set(members.filter((row) => found.has(row.group)).map((row) => row.group));
    const sessions = new Set(members.filter((row) => found.has(row.session)).map((row) => row.session));
    for (const row of rows) {
      if (groups.has(row.group) || sessions.has(row.session) || found.has(row.parent)) found.add(row.pid);
    }
  }
  return [...found];
}

/**
 * SIGKILL to everything on the node; resolves when nothing of it runs. Rejects after `deadline` ms, naming what is left.
 * Looked at until two looks in a row find nothing: a process caught in the middle of a fork leaves a child behind.
 */
export async function cutPower(folder: string, clock: Clock, deadline = 5_000): Promise<void> {
  const end = clock.now() + deadline;
  for (let clean = 0; clean < 2; ) {
    const left = processesOf(folder);
    clean = left.length === 0 ? clean + 1 : 0;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    if (clean < 2 && clock.now() > end) throw new Error(`still running after SIGKILL: ${left.join(', ')}`);
    if (clean === 0) await pause(clock, 2);
  }
}
