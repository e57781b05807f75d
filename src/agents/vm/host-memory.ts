/** What `virsh nodememstats` says of the memory of a host: `free : 123456 KiB` and the like, one a line. */

/** KiB that guests could have: free, or lent to caches that give way. Undefined when it is not told. */
export function availableKiB(text: string): number | undefined {
  const values = new Map(
    [...text.matchAll(/^\s*(\w+)\s*:\s*(\d+)\s*KiB/gm)].map(([, name, size]) => [name ?? '', Number(size)]),
  );
  const free = values.get('free');
  return free === undefined ? undefined : free + (values.get('buffers') ?? 0) + (values.get('cached') ?? 0);
}
