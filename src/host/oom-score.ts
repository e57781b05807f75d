/**
 * The daemon runs with an OOM score that spares it (OOMScoreAdjust= of its unit); what it starts must not: a service
 * that eats all memory has to be the one that the kernel ends. Children inherit the score at the fork (proc(5)).
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** Runs `fork`, which must have made its child when it returns, so that the child is not spared. */
export type Unsheltered = <T>(fork: () => T) => T;

/**
 * The score is read at the first fork. A score below the normal 0 is raised to 0 around each fork; that, and lowering
 * it again, needs no privilege. Where the kernel refuses, the fork happens all the same. `file` is for tests.
 */
export function createUnsheltered(file = '/proc/self/oom_score_adj'): Unsheltered {
  let own: number | undefined;
  return (fork) => {
    own ??= readScore(file);
    if (own >= 0 || !writeScore(file, 0)) return fork();
    try {
      return fork();
    } finally {
      writeScore(file, own);
    }
  };
}

function readScore(file: string): number {
  try {
    const score = Number(readFileSync(file, 'latin1'));
    return Number.isFinite(score) ? score : 0;
  } catch {
    return 0; // a kernel without it spares nobody
  }
}

function writeScore(file: string, score: number): boolean {
  try {
    writeFileSync(file, `${score}\n`);
    return true;
  } catch {
    return false;
  }
}
