/** A cluster that lives in memory behind the control API: what it is told is remembered, what it says is set by the test. */
import type {
  ClusterControl,
  CommandResult,
  ConfigDiff,
  ConfigDocument,
  ConfigPushCommand,
  ConfigPushResult,
  ConfirmDownCommand,
  DrbdFencePeerCommand,
  DrbdFencePeerResult,
  DrbdSyncedCommand,
  FenceCommand,
  FenceTestCommand,
  FenceTestResult,
  ReloadResult,
  RestrictCommand,
  ServiceCommand,
} from '#src/cluster/commands.ts';
import type { GuestAddCommand, GuestAddResult, GuestsResult } from '#src/cluster/guest-commands.ts';
import type { ClusterEvent, Explanation, StatusDocument } from '#src/cluster/status.ts';

export type Told =
  | ({ readonly kind: 'service' } & ServiceCommand)
  | ({ readonly kind: 'fence' } & FenceCommand)
  | ({ readonly kind: 'fence-test' } & FenceTestCommand)
  | ({ readonly kind: 'confirm-down' } & ConfirmDownCommand)
  | ({ readonly kind: 'restrict' } & RestrictCommand)
  | ({ readonly kind: 'drbd-fence-peer' } & DrbdFencePeerCommand)
  | ({ readonly kind: 'drbd-synced' } & DrbdSyncedCommand)
  | ({ readonly kind: 'config-push' } & ConfigPushCommand)
  | { readonly kind: 'explain'; readonly service: string }
  | { readonly kind: 'guests'; readonly names: readonly string[] }
  | ({ readonly kind: 'guest-add' } & GuestAddCommand)
  | { readonly kind: 'reload' }
  | { readonly kind: 'restart' };

export interface MemoryCluster extends ClusterControl {
  readonly told: Told[];
  document: StatusDocument;
  /** What the next commands come to. */
  outcome: (told: Told) => CommandResult | Promise<CommandResult>;
  /** What DRBD is told; undefined: nothing, for ever. */
  drbdOutcome: DrbdFencePeerResult['outcome'] | undefined;
  reloadResult: ReloadResult;
  pushResult: ConfigPushResult;
  guestsResult: GuestsResult;
  guestAddResult: GuestAddResult;
  testResult: FenceTestResult;
  emit(event: Omit<ClusterEvent, 'sequence'>): void;
  listeners(): number;
}

export function memoryCluster(document: StatusDocument): MemoryCluster {
  const kept: ClusterEvent[] = [];
  const listeners = new Set<(event: ClusterEvent) => void>();
  const cluster: MemoryCluster = {
    told: [],
    document,
    outcome: () => ({ code: 'SUCCESS', message: '', owner: 'node1' }),
    drbdOutcome: 'frozen',
    reloadResult: { ok: true, message: 'configuration 10 is in force', problems: [] },
    testResult: {
      code: 'INVAL',
      message: 'node1 has no fence method in cluster.xml',
      owner: null,
      paths: [],
    },
    pushResult: { ok: true, code: 'SUCCESS', message: 'version 10 is in force', problems: [] },
    guestsResult: { nodes: [], guests: [] },
    guestAddResult: {
      ...{ ok: true, code: 'SUCCESS', message: 'version 10 is in force', problems: [] },
      ...{ report: null, diff: [], digest: 'abc' },
    },
    guests: {
      mayStart: (name) => ({ allowed: name === 'mine', message: `${name} is vm:${name}` }),
      look: (names) => {
        cluster.told.push({ kind: 'guests', names });
        return Promise.resolve(cluster.guestsResult);
      },
      add: (command) => {
        cluster.told.push({ kind: 'guest-add', ...command });
        return Promise.resolve(cluster.guestAddResult);
      },
    },
    configPush: (command) => {
      cluster.told.push({ kind: 'config-push', ...command });
      return Promise.resolve(cluster.pushResult);
    },
    configDiff: (text, name) => Promise.resolve(text === 'broken' ? brokenFile(name) : DIFF),
    config: (version) => Promise.resolve(version === undefined || version === 9 ? CONFIG : undefined),
    configHistory: () => {
      const { digest, by, why } = CONFIG;
      return Promise.resolve([{ version: 9, digest, at: 1_800_000_000_000, by, why, inUse: true }]);
    },
    status: () => cluster.document,
    events: (after) => kept.filter((event) => event.sequence > after),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    service: (command) => act({ kind: 'service', ...command }),
    fence: (command) => act({ kind: 'fence', ...command }),
    fenceTest: (command) => {
      cluster.told.push({ kind: 'fence-test', ...command });
      return Promise.resolve(cluster.testResult);
    },
    confirmDown: (command) => act({ kind: 'confirm-down', ...command }),
    explain: async (service) =>
      service === 'service:web'
        ? { ...(await cluster.outcome({ kind: 'explain', service })), explanations: [EXPLANATION] }
        : { code: 'NOSERVICE', message: `there is no ${service}`, owner: null, explanations: [] },
    drbd: {
      fencePeer: (command) => {
        cluster.told.push({ kind: 'drbd-fence-peer', ...command });
        const outcome = cluster.drbdOutcome;
        return outcome === undefined
          ? new Promise(() => {})
          : Promise.resolve({ outcome, message: 'because' });
      },
      synced: (command) => void cluster.told.push({ kind: 'drbd-synced', ...command }),
    },
    restrict: (command) => act({ kind: 'restrict', ...command }),
    reload: () => {
      cluster.told.push({ kind: 'reload' });
      return Promise.resolve(cluster.reloadResult);
    },
    restart: () => {
      cluster.told.push({ kind: 'restart' });
      return Promise.resolve({ ok: true, message: 'picketd on node1 restarts; what runs goes on' });
    },
    emit: (event) => {
      const full = { ...event, sequence: kept.length + 1 };
      kept.push(full);
      for (const listener of listeners) listener(full);
    },
    listeners: () => listeners.size,
  };
  const act = async (told: Told): Promise<CommandResult> => {
    cluster.told.push(told);
    return await cluster.outcome(told);
  };
  return cluster;
}

const EXPLANATION: Explanation = {
  service: 'service:web',
  state: 'started',
  owner: 'node1',
  why: 'started on node1',
  waits: null,
  rules: ['failover domain prefer_n01: node1 (1), node2 (2)', 'depends on service:storage, on the same node'],
  nodes: [
    {
      node: 'node1',
      eligible: true,
      owner: true,
      reasons: ['priority 1 in failover domain prefer_n01', 'owns it'],
    },
    {
      node: 'node2',
      eligible: false,
      owner: false,
      reasons: ['depends on service:storage, which is on node1'],
    },
  ],
};

const NINE = { version: 9, digest: '9'.repeat(64) };

const CONFIG: ConfigDocument = {
  ...NINE,
  inUse: true,
  since: 1_800_000_000_000,
  by: 'root on node1',
  why: 'more memory',
  text: '<cluster name="an-cluster" config_version="9">\n</cluster>\n',
  file: { path: '/etc/picket/cluster.xml', version: 10, digest: 'a'.repeat(64) },
  changing: ['service:web'],
};

const DIFF: ConfigDiff = {
  ok: true,
  from: NINE,
  to: { version: 10, digest: 'a'.repeat(64) },
  problems: [],
  objections: [],
  services: [
    {
      service: 'service:web',
      change: 'changed',
      owner: 'node1',
      stop: ['ip:10.0.0.1'],
      start: ['ip:10.0.0.1'],
      reconfigure: [],
      changed: [{ resource: 'ip:10.0.0.1', attributes: ['nic'] }],
      settings: ['max_restarts'],
      leftAlone: false,
    },
  ],
  others: ['how node2 is fenced'],
};

function brokenFile(name: string): ConfigDiff {
  const problems = [`${name}:1:1: error: the file is not XML`];
  return { ok: false, from: NINE, to: null, problems, objections: [], services: [], others: [] };
}
