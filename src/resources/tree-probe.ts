/** What the looks at all resources of a service say about the service on this node. */
import type { MonitorResult } from '#src/agents/agent.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import { type Place, placesOf } from './independent.ts';
import type { ProbeResult } from './local-types.ts';
import { lookAt, type TreeDeps } from './tree-runner.ts';

export interface ProbeOptions {
  /**
   * False: nothing of the service can have been started in this boot, so a resource whose program is not even
   * installed does not run.
   */
  readonly begun: boolean;
  readonly cancel: AbortSignal;
  readonly probe: boolean;
  /** Independent resources (Place.name) that are known to be down. */
  readonly down: ReadonlySet<string>;
}

export interface TreeProbe extends ProbeResult {
  /** Independent resources that do not run as they should while the rest of the service does. */
  readonly found: readonly string[];
}

/**
 * Looks at every resource and changes nothing. `stopped`: nothing of it runs. `running`: all that does not stand in an
 * independent resource runs, and at least something does; what of the rest does not is named in `found`.
 */
export async function probeTree(
  deps: TreeDeps,
  service: ServiceConfig,
  options: ProbeOptions,
): Promise<TreeProbe> {
  const looks = await Promise.all(
    placesOf(service).map(async (place) => {
      const look = await lookAt(deps, service.id, place.resource, options.cancel, options.probe);
      return { place, look };
    }),
  );
  const absent = ({ look }: Seen): boolean =>
    look.status === 'not-running' || (look.notInstalled === true && !options.begun);
  if (looks.every(absent)) return { state: 'stopped', reason: '', found: [] };
  const down = new Set(options.down);
  const judged = looks.filter(({ place }) => !isIn(down, place));
  const found = nearestRoots(judged.filter((seen) => !runs(seen)));
  const rest = judged.filter(({ place }) => !isIn(found, place));
  if (rest.length > 0 && rest.every(runs)) {
    // One inside another goes with it.
    const outer = judged
      .map(({ place }) => place)
      .filter(({ name, roots }) => found.has(name) && !isIn(found, { roots: roots.slice(1) }));
    return { state: 'running', reason: '', found: outer.map(({ name }) => name) };
  }
  const words = looks.map(
    ({ place, look }) => `${place.name} ${look.status}${look.reason && ` (${look.reason})`}`,
  );
  return { state: 'may-run', reason: words.join(', '), found: [] };
}

interface Seen {
  readonly place: Place;
  readonly look: MonitorResult;
}

function runs({ look }: Seen): boolean {
  return look.status === 'running' || look.status === 'degraded';
}

function isIn(roots: ReadonlySet<string>, { roots: around }: Pick<Place, 'roots'>): boolean {
  return around.some(({ name }) => roots.has(name));
}

function nearestRoots(seen: readonly Seen[]): ReadonlySet<string> {
  return new Set(seen.flatMap(({ place }) => place.roots[0]?.name ?? []));
}
