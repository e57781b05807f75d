/** Reads /proc to tell processes apart, for Commands: a pid alone may belong to a later process. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessId } from '#src/host/ports.ts';

interface ProcessLine {
  /** One letter: R running, S sleeping, Z zombie, X dead ... */
  readonly state: string;
  readonly group: number;
  readonly startTicks: number;
}

/** Undefined when there is no such process. Format: proc(5), /proc/PID/stat. */
export function readProcess(pid: number): ProcessLine | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it ended, before the opening or during the read
  }
  // Field 2, the name, may hold blanks and parentheses: count from the last parenthesis, where field 3 begins.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? 'X', group: Number(fields[2]), startTicks: Number(fields[19]) };
}

function lives(line: ProcessLine): boolean {
  return line.state !== 'Z' && line.state !== 'X';
}

/** Whether exactly this process runs: not a zombie, not a later one with the same pid. */
export function processAlive(process: ProcessId): boolean {
  const line = readProcess(process.pid);
  return line !== undefined && line.startTicks === process.startTicks && lives(line);
}

/**
 * Whether any member of the group led by `leader` runs. The kernel gives a pid away only when no group carries its
 * number, so a later process with the leader's pid proves that the group is gone.
 */
export function groupAlive(leader: ProcessId): boolean {
  const line = readProcess(leader.pid);
  if (line !== undefined && line.startTicks !== leader.startTicks) return false;
  if (line !== undefined && lives(line)) return true;
  if (!groupExists(leader.pid)) return false;
  return pids().some((pid) => {
    const member = readProcess(pid);
    return member !== undefined && member.group === leader.pid && lives(member);
  });
}

/** Sends the signal to every member of the group; false when none of them lives or none may be signalled. */
export function signalGroup(leader: ProcessId, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  if (!groupAlive(leader)) return false;
  try {
    return process.kill(-leader.pid, signal);
  } catch {
    return false; // it ended in between
  }
}

/** True also for a group of zombies. */
function groupExists(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}
