/** Whether a configured `fence_delay` keeps two nodes from shooting each other: for `picket check`. Pure. */
import { formatDuration } from '#src/config/duration.ts';
import type { FencePlaces } from '#src/config/fence-places.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Problems } from '#src/config/problems.ts';
import { safeDelays } from '#src/fencing/race.ts';

/** Says nothing where no race can be: more or fewer than two nodes, or a witness. */
export function checkFenceDelay(
  { fencing, heartbeat, quorum, nodes }: ClusterConfig,
  { fenceDaemon }: FencePlaces,
  problems: Problems,
): void {
  const { fenceDelay } = fencing;
  if (fenceDelay === 'auto' || fenceDaemon === undefined || !quorum.twoNode || nodes.length !== 2) return;
  const { least, auto } = safeDelays({
    skew: 2 * heartbeat.keepalive,
    asksPings: heartbeat.ping.length > 0,
  });
  if (fenceDelay >= least) return;
  const at = fenceDaemon.attributes.get('fence_delay')?.at ?? fenceDaemon.at;
  const given = fenceDelay === 0 ? '0' : formatDuration(fenceDelay);
  problems.warning(
    { at, path: fenceDaemon.path },
    `fence_delay="${given}": when the nodes lose each other, both may shoot and both be off: that is less than ` +
      `two keepalives and the time of a device of unknown speed, ${formatDuration(least)}`,
    `"auto" waits ${formatDuration(auto)}, and less once the devices have been measured`,
  );
}
