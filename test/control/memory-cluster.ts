/** A cluster that lives in memory behind the control API: what it is told is remembered, what it says is set by the test. */
import type {
  ClusterControl,
  CommandResult,
  ConfirmDownCommand,
  FenceCommand,
  ReloadResult,
  ServiceCommand,
} from '#src/cluster/commands.ts';
import type { ClusterEvent, StatusDocument } from '#src/cluster/status.ts';

export type Told =
  | ({ readonly kind: 'service' } & ServiceCommand)
  | ({ readonly kind: 'fence' } & FenceCommand)
  | ({ readonly kind: 'confirm-down' } & ConfirmDownCommand)
  | { readonly kind: 'reload' }
  | { readonly kind: 'restart' };

export interface MemoryCluster extends ClusterControl {
  readonly told: Told[];
  document: StatusDocument;
  /** What the next commands come to. */
  outcome: (told: Told) => CommandResult | Promise<CommandResult>;
  reloadResult: ReloadResult;
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
    reloadResult: { ok: true, message: 'configuration 10 is in force', problems: [] },
    status: () => cluster.document,
    events: (after) => kept.filter((event) => event.sequence > after),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    service: (command) => act({ kind: 'service', ...command }),
    fence: (command) => act({ kind: 'fence', ...command }),
    confirmDown: (command) => act({ kind: 'confirm-down', ...command }),
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
