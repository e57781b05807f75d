/** The cluster in clustat's terms (cman's and rgmanager's), taken from Picket's status. Pure. */
import type { NodeStatus, ServiceStatus, StatusDocument } from '#src/cluster/status.ts';

export interface ClustatView {
  readonly cluster: string;
  readonly generation: number;
  readonly quorate: boolean;
  /** Whether this node takes part: without, there is no service table. */
  readonly manages: boolean;
  /** By id. */
  readonly members: readonly ClustatMember[];
  /** By name, as strcmp sorts. */
  readonly services: readonly ClustatService[];
}

export interface ClustatMember {
  readonly name: string;
  readonly id: number;
  readonly online: boolean;
  readonly local: boolean;
  /** An operator has emptied it: Picket's, rgmanager knew no such thing. */
  readonly standby: boolean;
}

export interface ClustatService {
  readonly name: string;
  /** rgmanager's number and word of the state. */
  readonly state: number;
  readonly stateText: string;
  readonly frozen: boolean;
  /** Something of it is down while it runs. */
  readonly partial: boolean;
  /** `none` when there is none. */
  readonly owner: string;
  readonly lastOwner: string;
  readonly restarts: number;
  /** Wall-clock ms. */
  readonly transition: number;
}

export function clustatView(status: StatusDocument): ClustatView {
  const { view } = status;
  const online = (node: NodeStatus): boolean =>
    view === null ? node.local : view.members.includes(node.name) || node.local;
  return {
    cluster: status.cluster,
    generation: view?.epoch ?? 0,
    quorate: view?.quorate ?? false,
    manages: view !== null,
    members: status.nodes
      .map((node) => ({
        name: node.name,
        id: node.id,
        online: online(node),
        local: node.local,
        standby: node.standby !== undefined,
      }))
      .sort((a, b) => a.id - b.id),
    services: status.services.map(service).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function service(status: ServiceStatus): ClustatService {
  const [state, stateText] = STATES[status.state] ?? UNKNOWN;
  return {
    name: status.id,
    state,
    stateText,
    frozen: status.frozen,
    partial: (status.partial ?? []).length > 0,
    owner: status.owner ?? 'none',
    lastOwner: status.lastOwner ?? 'none',
    restarts: status.restarts,
    transition: status.since,
  };
}

/** Picket's states to rgmanager's. `error` (two nodes claim it) needs a person like `failed`, so scripts see that. */
const STATES: Readonly<Record<string, readonly [number, string]>> = {
  stopped: [110, 'stopped'],
  starting: [111, 'starting'],
  started: [112, 'started'],
  stopping: [113, 'stopping'],
  failed: [114, 'failed'],
  error: [114, 'failed'],
  uninitialized: [115, 'uninitialized'],
  checking: [116, 'checking'],
  recovering: [118, 'recovering'],
  disabled: [119, 'disabled'],
  migrating: [120, 'migrating'],
};
const UNKNOWN = [115, 'uninitialized'] as const;

/** rgmanager's words for the flags that are set, in its order, and their sum. */
export function flagsOf({ frozen, partial }: ClustatService): {
  readonly sum: number;
  readonly words: readonly string[];
} {
  const words = [...(frozen ? ['frozen'] : []), ...(partial ? ['partial'] : [])];
  return { sum: (frozen ? 1 : 0) + (partial ? 2 : 0), words };
}

/** In these states the owner column shows the last owner, in brackets. */
export function showsLastOwner(service: ClustatService): boolean {
  return [110, 114, 117, 119].includes(service.state);
}

/** clustat's exit code for -m: 0 online, 1 offline, 255 unknown. */
export function memberExit(view: ClustatView, name: string): number {
  const member = view.members.find((each) => each.name === name);
  if (member === undefined) return 255;
  return member.online ? 0 : 1;
}

/** clustat's exit code for -s: 0 if starting, started, migrating or stopping, else the state's number; 255 if not found. */
export function serviceExit(view: ClustatView, name: string): number {
  const found = view.manages ? view.services.find((each) => each.name === name) : undefined;
  if (found === undefined) return 255;
  return [111, 112, 113, 120].includes(found.state) ? 0 : found.state;
}
