/** At the end of a run an operator takes all restricting words back, so that everything can run. */
import type { RestrictCommand } from '#src/cluster/commands.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import type { World } from './world.ts';

/** Once more as long as one of them stands. */
export function liftRestrictions({ hosts }: World): void {
  const [host] = hosts;
  const daemon = host?.still === true ? undefined : host?.daemon;
  const status = daemon?.status();
  if (daemon === undefined || status === undefined || status.view === null) return;
  for (const command of standing(status)) void daemon.restrict(command);
}

function standing({ locked, maintenance, nodes }: StatusDocument): readonly RestrictCommand[] {
  const standby = nodes.filter((node) => node.standby !== undefined);
  return [
    ...(locked === undefined ? [] : [{ verb: 'unlock' } as const]),
    ...(maintenance === undefined ? [] : [{ verb: 'maintenance-off' } as const]),
    ...standby.map(({ name }) => ({ verb: 'online', node: name }) as const),
  ];
}
