/**
 * Reads the log that the witnesses of all nodes append to, and judges it: did a service ever run twice at once, and where
 * does it run now? Nothing of Picket's own word goes into this.
 */

/** One run of a service: from its first line to its last. */
export interface Run {
  readonly service: string;
  readonly node: string;
  readonly pid: string;
  /** ms of CLOCK_MONOTONIC. */
  readonly from: number;
  readonly to: number;
  /** It was told to stop, and did. */
  readonly ended: boolean;
}

/** As the witnesses' clock: ms of CLOCK_MONOTONIC. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** All runs, oldest first. A last line that is still being written is left out; any other strange line throws. */
export function readRuns(log: string): readonly Run[] {
  const runs: Run[] = [];
  const open = new Map<string, number>();
  for (const line of log.split('\n').slice(0, -1)) {
    const found = /^(\S+) (\S+) (\d+) (start|tick|end) (\d+)$/.exec(line);
    if (found === null) throw new Error(`not a witness's line: ${line}`);
    const [, service = '', node = '', pid = '', word, nanos] = found;
    const at = Number(nanos) / 1e6;
    const key = `${service} ${node} ${pid}`;
    if (word === 'start') {
      open.set(key, runs.length);
      runs.push({ service, node, pid, from: at, to: at, ended: false });
      continue;
    }
    const index = open.get(key);
    const run = index === undefined ? undefined : runs[index];
    if (index === undefined || run === undefined || run.ended) throw new Error(`no start before: ${line}`);
    runs[index] = { ...run, to: Math.max(run.to, at), ended: word === 'end' };
  }
  return runs.toSorted((a, b) => a.from - b.from);
}

/** Every pair of runs of one service that overlap in time, in words; none is what S1 demands. */
export function overlaps(runs: readonly Run[]): readonly string[] {
  const found: string[] = [];
  for (const [index, first] of runs.entries()) {
    for (const second of runs.slice(index + 1)) {
      if (second.service !== first.service || second.from > first.to) continue;
      found.push(
        `${first.service} on ${first.node} (pid ${first.pid}, ${first.from} to ${first.to}) ` +
          `and on ${second.node} (pid ${second.pid}, ${second.from} to ${second.to})`,
      );
    }
  }
  return found;
}

/** A witness that has said nothing for longer is not running, ms. It speaks every 20 ms; the machine may be busy. */
const SILENCE_MS = 1_000;

/** Which service runs now, and where: SERVICE -> `NODE PID`. */
export function runningNow(runs: readonly Run[], now = monotonicMs()): ReadonlyMap<string, string> {
  const living = runs.filter((run) => !run.ended && now - run.to < SILENCE_MS);
  return new Map(living.map(({ service, node, pid }) => [service, `${node} ${pid}`]));
}
