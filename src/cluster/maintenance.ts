/** What an administrator does to a running daemon: new settings, new keys, a restart of the daemon itself. */
import type { ClusterConfig } from '#src/config/model.ts';
import { rotationObjections } from '#src/membership/key-rotation.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { ReloadResult, RestartResult } from './commands.ts';
import type { ConfigRoom } from './config-room.ts';
import { nameOf } from './configuration.ts';
import type { NodeDeps } from './node-deps.ts';

export interface MaintenanceDeps {
  readonly node: Pick<NodeDeps, 'self' | 'keys' | 'rereadKeys' | 'restart'>;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly leaving: () => boolean;
  readonly room: Pick<ConfigRoom, 'desk' | 'push'>;
  /** Takes up new keys. */
  readonly use: (keys: ClusterKeys) => void;
}

export interface Maintenance {
  /** The file is put in force as `picket config push` does it, and the keys are taken up; or, when either can't be, neither. */
  reload(): Promise<ReloadResult>;
  restart(): RestartResult;
}

export function createMaintenance(deps: MaintenanceDeps): Maintenance {
  const { node, config, membership, leaving, room, use } = deps;
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

  const refuse = (message: string, problems: readonly string[]): ReloadResult => ({
    ok: false,
    message,
    problems,
  });

  return {
    async reload() {
      const { configuration: next, problems } = await room.desk.reread();
      if (next === undefined) {
        return refuse('cluster.xml has errors; the configuration in use stays', problems);
      }
      const nextKeys = (await node.rereadKeys?.()) ?? keys;
      if ('problem' in nextKeys) {
        return refuse('the key file cannot be used; configuration and keys in use stay', [nextKeys.problem]);
      }
      const unsafe = keyObjections(nextKeys);
      if (unsafe.length > 0) return refuse('these keys would cut nodes off; the keys in use stay', unsafe);
      const { digest, text } = next;
      if (digest !== room.desk.current.digest) {
        const pushed = await room.push({ text, who: node.self.name, why: 'reload' });
        if (!pushed.ok) return refuse(pushed.message, pushed.problems);
        keys = nextKeys;
        use(keys);
        return { ok: true, message: pushed.message, problems: pushed.problems };
      }
      keys = nextKeys;
      use(keys);
      return { ok: true, message: `configuration ${nameOf(next)} is in use`, problems };
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
