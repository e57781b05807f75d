/**
 * The fence agents that this node runs, as coordinator or for one: none of them outlives its view. A node says what it
 * runs for a new view only after its agents of the old one are gone, so that no late command hits a node that has come
 * back.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { type Clock, type Millis, pause } from '#src/host/ports.ts';
import type { Membership } from '#src/membership/membership.ts';
import { gateCommands } from './doubt-gate.ts';
import { createFenceHelper, type FenceHelper, type FenceHelperDeps } from './fence-helper.ts';
import type { NodeDeps } from './node-deps.ts';

export interface FenceRoom extends Pick<FenceHelper, 'answer' | 'follow'> {
  /** Resolves when no fence agent of an earlier view runs any more. */
  readonly agentsGone: Promise<void>;
  /**
   * To be awaited before this node answers for a new view. Undefined when there is nothing to wait for. Bounded: an agent
   * that can't be killed (it hangs in the kernel) must not keep this node from any view.
   */
  quiet(): Promise<void> | undefined;
  /** What `say` says then. */
  afterAgents<T>(say: () => T): Promise<T>;
  /** `stopped`: of this node as coordinator, when its agents are gone. */
  viewEnded(stopped: Promise<void> | undefined): void;
}

export interface FenceRoomDeps extends FenceHelperDeps {
  readonly deadtime: () => Millis;
  readonly clock: Clock;
}

export interface FenceRoomParts {
  readonly node: Pick<NodeDeps, 'self' | 'ports' | 'log' | 'events' | 'catalog'>;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly clock: Clock;
}

export function createFenceRoom(deps: FenceRoomDeps): FenceRoom {
  const helper = createFenceHelper(deps);
  let agentsGone: Promise<void> = Promise.resolve();
  let ending = 0;

  function quiet(): Promise<void> | undefined {
    if (ending === 0) return undefined;
    // Less than a deadtime: whoever waits for the answer holds silence against this node after that.
    const bound = new AbortController();
    const patience = pause(deps.clock, deps.deadtime() / 2, bound.signal);
    return Promise.race([agentsGone, patience]).then(() => bound.abort());
  }

  return {
    answer: helper.answer,
    follow: helper.follow,
    get agentsGone() {
      return agentsGone;
    },
    quiet,
    async afterAgents(say) {
      await quiet();
      return say();
    },
    viewEnded(stopped) {
      ending += 1;
      const gone = Promise.all([agentsGone, stopped, helper.viewEnded()]).then(() => {
        ending -= 1;
      });
      agentsGone = gone;
    },
  };
}

/** The room of a node: its helper's agents run only while the node is sure of itself. */
export function openFenceRoom({ node, config, membership, clock }: FenceRoomParts): FenceRoom {
  const { ports, log, catalog, events, self } = node;
  const confirmed = (): Promise<void> | undefined => membership().doubt.confirmed();
  return createFenceRoom({
    ...{ self: self.id, config, clock, confirmed },
    agreement: () => membership().agreement,
    restarting: () => membership().state === 'restarting',
    ports: { ...ports, commands: gateCommands(ports.commands, confirmed), log, catalog },
    emit: (event) => events.emit(event),
    deadtime: () => config().heartbeat.deadtime,
  });
}
