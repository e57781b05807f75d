/**
 * The daemon runs with an OOM score that spares it (OOMScoreAdjust= of its unit); what it starts must not: a service
 * that eats all memory has to be the one that the kernel ends. Children inherit the score at the fork (proc(5)).
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = '/proc/self/oom_score_adj';

let own: number | undefined;

/**
 * Runs `fork`, which must create its child before it returns, with the normal score 0, if this process has a lower
 * one. Raising and lowering again need no privilege; where the kernel refuses, the fork happens all the same.
 */
export function unsheltered<T>(fork: () => T): T {
  own ??= readScore();
  if (own >= 0 || !writeScore(0)) return fork();
  try {
    return fork();
  } finally {
    writeScore(own);
  }
}

function readScore(): number {
  try {
    const score = Number(readFileSync(FILE, 'latin1'));
    return Number.isFinite(score) ? score : 0;
  } catch {
    return 0; // no such file: not our kernel, nothing to shelter from
  }
}

function writeScore(score: number): boolean {
  try {
    writeFileSync(FILE, `${score}\n`);
    return true;
  } catch {
    return false;
  }
}
