/** What a process has cost so far, read from /proc. */
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // USER_HZ: the same on every Linux that Node runs on

export interface Cpu {
  /** Seconds of the process itself. */
  readonly own: number;
  /** Seconds of its children that have ended: agents. */
  readonly children: number;
}

/** Since the process began. */
export function cpuOf(pid: number): Cpu {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const seconds = (...indexes: readonly number[]): number =>
    indexes.reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_PER_SECOND;
  return { own: seconds(11, 12), children: seconds(13, 14) };
}

/** CPU seconds so far, children that have ended included. */
export function cpuSeconds(pid: number): number {
  const { own, children } = cpuOf(pid);
  return own + children;
}

/** Resident memory, MiB. */
export function memoryMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Math.round((Number(kib) / 1024) * 10) / 10;
}
