/** Where a failover is measured: two real daemons, the services on the victim, and a fence agent whose time is stamped. */
import { join } from 'node:path';
import { prepareCluster } from '#src/cli/demo/cluster.ts';
import { createClock } from '#src/host/clock.ts';
import { createRandom } from '#src/host/random.ts';
import { type Events, followEvents } from '#test/lab/control.ts';
import { rmXml, SURVIVOR, stampedAgent, VICTIM } from './services.ts';
import { progress } from './stats.ts';

export interface StageOptions {
  readonly services: number;
  readonly keepaliveMs: number;
  readonly deadtimeMs: number;
  /** Whether the survivor carries the anchor (see rmXml). */
  readonly anchor: boolean;
  /** Another <rm> than the measured services and the anchor. */
  readonly rm?: (folder: string) => string;
}

export interface Stage {
  /** Where the stamps are. */
  readonly folder: string;
  /** Powers both nodes on at once; resolves with the time just before, ms since 1970. */
  boot(): Promise<number>;
  /** Events of the node that survives. */
  readonly events: Events;
  /** Its control socket; the node is powered on. */
  socket(): Promise<string>;
  /** Everything on the victim dies at once; resolves with the time of it. */
  kill(): Promise<number>;
  /** What the daemons logged last, for a failure's message. */
  logs(): Promise<string>;
  end(): Promise<void>;
}

export const timing = ({ keepaliveMs, deadtimeMs }: StageOptions) => ({
  keepalive: `${keepaliveMs}ms`,
  warntime: `${Math.round((keepaliveMs + deadtimeMs) / 2)}ms`,
  deadtime: `${deadtimeMs}ms`,
  initdead: '20s',
});

const QUICK_AGENT = join(import.meta.dirname, 'fence-quick.sh');

/** Daemons on loopback addresses, a power switch that kills processes. Needs nothing. */
export async function loopbackStage(options: StageOptions): Promise<Stage> {
  const cluster = await prepareCluster(
    {
      name: 'bench',
      nodes: [SURVIVOR, VICTIM],
      timing: timing(options),
      // The victim dies in every round.
      fenceDaemon: '<fence_daemon fence_loop_limit="0"/>',
      rm: options.rm ?? ((folder) => rmXml(folder, options.services, options.anchor)),
      wrapAgent: (command, folder) => stampedAgent(`'${QUICK_AGENT}' ${command}`, folder),
    },
    { clock: createClock(), random: createRandom() },
  );
  const [survivor, victim] = cluster.nodes;
  if (survivor === undefined || victim === undefined) throw new Error('two nodes are needed');
  const events = followEvents(survivor.socket);
  return {
    folder: cluster.folder,
    events,
    socket: async () => survivor.socket,
    async boot() {
      const at = Date.now();
      for (const node of [survivor, victim]) {
        node.start((how) => {
          if (how !== 'killed by SIGKILL') progress(`the daemon of ${node.name} ended: ${how}`);
        });
      }
      return at;
    },
    kill: () => victim.kill(),
    logs: async () => [survivor, victim].map((node) => `--- ${node.name}\n${node.logTail(30)}`).join('\n'),
    async end() {
      events.close();
      await cluster.end();
    },
  };
}
