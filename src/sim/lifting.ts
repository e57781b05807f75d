/**
 * At the end of a run an operator takes all restricting words back, and lets in who stays out for a fence loop, so that
 * everything can run. Who stays out although the devices were told less often than that gets no hand: L1 accuses then.
 */
import type { RestrictCommand } from '#src/cluster/commands.ts';
import { loopLimit } from '#src/cluster/fence-loop.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import type { World } from './world.ts';

/** Once more as long as one of them stands. */
export function liftRestrictions(world: World): void {
  const [host] = world.hosts;
  const daemon = host?.still === true ? undefined : host?.daemon;
  const status = daemon?.status();
  if (daemon !== undefined && status !== undefined && status.view !== null)
    for (const command of standing(status)) void daemon.restrict(command);
  letIn(world);
}

function standing({ locked, maintenance, nodes }: StatusDocument): readonly RestrictCommand[] {
  const standby = nodes.filter((node) => node.standby !== undefined);
  return [
    ...(locked === undefined ? [] : [{ verb: 'unlock' } as const]),
    ...(maintenance === undefined ? [] : [{ verb: 'maintenance-off' } as const]),
    ...standby.map(({ name }) => ({ verb: 'online', node: name }) as const),
  ];
}

const STAYS_OUT = /^(\S+) stays out: it and (\S+) have fenced each other/;

function letIn({ hosts, power, config }: World): void {
  for (const { still, daemon } of hosts) {
    if (still || daemon === undefined) continue;
    for (const { what } of daemon.status().waits) {
      const [, node, other] = STAYS_OUT.exec(what) ?? [];
      if (node === undefined) continue;
      const shots = power.shots.filter(
        (shot) => /^(off|reboot) /.test(shot) && [node, other].some((name) => shot.endsWith(` ${name}`)),
      );
      if (shots.length > loopLimit(config)) void daemon.restrict({ verb: 'online', node });
    }
  }
}
