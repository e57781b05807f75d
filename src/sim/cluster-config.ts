/** The cluster.xml of a simulated world, as the daemons see it: small, with short times, every node with a fence device. */
import { RESOURCE_DEFAULTS, RM_DEFAULTS, SERVICE_DEFAULTS } from '#src/config/defaults.ts';
import type { ClusterConfig, NodeConfig, ServiceConfig } from '#src/config/model.ts';
import { PORT } from './network.ts';
import { FENCE_PROGRAM } from './power.ts';

export interface ClusterPlan {
  readonly nodes: number;
  readonly links?: number;
  /** Names, and whatever differs from a service that restarts in place and may run anywhere. */
  readonly services: readonly (Partial<ServiceConfig> & { readonly name: string })[];
  readonly domains?: ClusterConfig['domains'];
  readonly heartbeat?: Partial<ClusterConfig['heartbeat']>;
  readonly quorum?: Partial<ClusterConfig['quorum']>;
  readonly fencing?: Partial<ClusterConfig['fencing']>;
  readonly maxParallel?: number;
  /** Nodes without a fence method. */
  readonly unfenced?: readonly number[];
}

export function clusterConfig(plan: ClusterPlan): ClusterConfig {
  const links = Array.from({ length: plan.links ?? 2 }, (_, index) => `link${index}`);
  const ids = Array.from({ length: plan.nodes }, (_, index) => index + 1);
  return {
    name: 'sim',
    version: 1,
    heartbeat: {
      keepalive: 500,
      warntime: 2_000,
      deadtime: 5_000,
      initdead: 20_000,
      restartHold: 30_000,
      fastDeath: false,
      port: PORT,
      auth: '/etc/picket/key',
      links,
      ping: [],
      ...plan.heartbeat,
    },
    quorum: {
      twoNode: plan.nodes === 2,
      expectedVotes: plan.nodes === 2 ? 1 : plan.nodes,
      waitForAll: plan.nodes === 2,
      startupFencing: true,
      noQuorumGrace: plan.heartbeat?.deadtime ?? 5_000,
      noQuorumPolicy: plan.nodes > 2 ? 'stop' : 'freeze',
      witness: undefined,
      ...plan.quorum,
    },
    nodes: ids.map((id) => nodeConfig(id, links, plan.unfenced?.includes(id) === true)),
    fencing: {
      postFailDelay: 0,
      fenceDelay: 'auto',
      allowNone: false,
      checkInterval: 300_000,
      ...plan.fencing,
    },
    domains: plan.domains ?? [],
    services: plan.services.map(serviceConfig),
    ...RM_DEFAULTS,
    ...(plan.maxParallel === undefined ? {} : { maxParallel: plan.maxParallel }),
  };
}

function nodeConfig(id: number, links: readonly string[], unfenced: boolean): NodeConfig {
  const device = {
    name: `bmc${id}`,
    agent: FENCE_PROGRAM,
    action: 'reboot',
    attributes: { passwd: 'secret' },
    timeout: 10_000,
  };
  return {
    id,
    name: `node${id}`,
    votes: 1,
    addresses: links.map((link, index) => ({ link, ip: `10.${index}.0.${id}`, port: PORT })),
    fence: unfenced ? [] : [{ name: 'power', devices: [device] }],
  };
}

/** A service of one resource that restarts in place and may run anywhere, unless `fields` say otherwise. */
export function serviceConfig(fields: Partial<ServiceConfig> & { readonly name: string }): ServiceConfig {
  const { name } = fields;
  return {
    ...SERVICE_DEFAULTS,
    id: `service:${name}`,
    kind: 'service',
    resources: [{ ...RESOURCE_DEFAULTS, type: 'sim', name, id: `sim:${name}` }],
    ...fields,
  };
}
