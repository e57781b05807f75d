/** What an administrator does to a running daemon: new settings, new keys, a restart of the daemon itself. */
import type { ClusterConfig } from '#src/config/model.ts';
import { rotationObjections } from '#src/membership/key-rotation.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { ReloadResult, RestartResult } from './commands.ts';
import type { NodeDeps } from './node-deps.ts';
import { mayRun } from './records.ts';
import { reloadObjections } from './reload.ts';

export interface MaintenanceDeps {
  readonly node: Pick<NodeDeps, 'self' | 'keys' | 'reread' | 'rereadKeys' | 'restart'>;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly leaving: () => boolean;
  /** Takes up both. */
  readonly use: (config: ClusterConfig, keys: ClusterKeys) => void;
}

export interface Maintenance {
  /** Both files are taken up, or, with everything that speaks against it, neither. */
  reload(): Promise<ReloadResult>;
  restart(): RestartResult;
}

export function createMaintenance({ node, config, membership, leaving, use }: MaintenanceDeps): Maintenance {
  let keys = node.keys;

  function keyObjections(next: ClusterKeys): readonly string[] {
    const heard = membership()
      .peers()
      .filter(({ state }) => state === 'up' || state === 'late');
    const peers = heard.map(({ id, beat }) => ({
      name: config().nodes.find((one) => one.id === id)?.name ?? `node ${id}`,
      accepts: beat?.keys,
      sends: membership().keyOf(id),
    }));
    return rotationObjections(keys, next, peers);
  }

  return {
    async reload() {
      const refuse = (message: string, problems: readonly string[]): ReloadResult => ({
        ok: false,
        message,
        problems,
      });
      const { config: next, problems } = await node.reread();
      if (next === undefined) {
        return refuse('cluster.xml has errors; the configuration in use stays', problems);
      }
      const nextKeys = (await node.rereadKeys?.()) ?? keys;
      if ('problem' in nextKeys) {
        return refuse('the key file cannot be used; configuration and keys in use stay', [nextKeys.problem]);
      }
      const { ledger } = membership().agreement;
      const objections = reloadObjections(config(), next, (id) => mayRun(ledger, id));
      if (objections.length > 0) {
        return refuse('this change needs more than a reload; the configuration in use stays', objections);
      }
      const unsafe = keyObjections(nextKeys);
      if (unsafe.length > 0) return refuse('these keys would cut nodes off; the keys in use stay', unsafe);
      keys = nextKeys;
      use(next, keys);
      return { ok: true, message: `configuration version ${next.version} is in use`, problems };
    },
    restart() {
      if (leaving()) return { ok: false, message: `${node.self.name} is leaving the cluster` };
      if (node.restart === undefined)
        return { ok: false, message: 'this daemon can be restarted only from outside' };
      node.restart();
      return { ok: true, message: `picketd on ${node.self.name} restarts; what runs goes on` };
    },
  };
}
