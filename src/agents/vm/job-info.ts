/** What `virsh domjobinfo` says of a job on a guest: `Data remaining: 12.500 MiB` and the like, one a line. */

export interface JobInfo {
  /** `None` when there is no job. */
  readonly type: string;
  /** `Outgoing migration`, `Save` ...; empty where virsh does not tell. */
  readonly operation: string;
  readonly processed: number;
  readonly remaining: number;
  readonly total: number;
  /** Bytes per second. */
  readonly bandwidth: number | undefined;
  /** Passes over the memory. */
  readonly iteration: number | undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ B: 1, bytes: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4, PiB: 1024 ** 5 },
};

export function parseJobInfo(text: string): JobInfo {
  const values = new Map(
    text
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const size = (name: string): number | undefined => {
    const match = /^([\d.]+)\s+(\w+?)(?:\/s)?$/.exec(values.get(name) ?? '');
    return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
  };
  const iteration = Number.parseInt(values.get('Iteration') ?? '', 10);
  return {
    type: values.get('Job type') ?? 'None',
    operation: values.get('Operation') ?? '',
    processed: size('Data processed') ?? 0,
    remaining: size('Data remaining') ?? 0,
    total: size('Data total') ?? 0,
    bandwidth: size('Memory bandwidth'),
    iteration: Number.isNaN(iteration) ? undefined : iteration,
  };
}

/** A guest is on its way to another host. Without the operation's name any job in progress may be that. */
export function isOutgoing({ type, operation }: JobInfo): boolean {
  return ['Bounded', 'Unbounded'].includes(type) && ['', 'Outgoing migration'].includes(operation);
}

/** 0 to 99: done is what virsh says has ended. Undefined while the size is not known. */
export function percentOf({ total, remaining }: JobInfo): number | undefined {
  if (total <= 0) return undefined;
  return Math.max(0, Math.min(99, Math.floor(100 * (1 - remaining / total))));
}

export function jobWords({ remaining, total, bandwidth, iteration }: JobInfo): string {
  const mebi = (bytes: number): number => Math.round(bytes / 1024 ** 2);
  const speed = bandwidth === undefined || bandwidth === 0 ? '' : `, ${mebi(bandwidth)} MiB/s`;
  const pass = iteration === undefined || iteration < 2 ? '' : `, pass ${iteration}`;
  return total <= 0 ? 'begins' : `${mebi(remaining)} of ${mebi(total)} MiB left${speed}${pass}`;
}
