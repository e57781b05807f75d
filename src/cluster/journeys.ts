/**
 * How far live migrations are, for status: told by the node from which a service goes to all others, some times a second
 * at most, and kept nowhere. Whether a service migrates at all is the ledger's to say.
 */
import type { MigrationProgress, MigrationTarget } from '#src/agents/agent.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Clock, Millis } from '#src/host/ports.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { MigrationProgressStatus, Wait } from './status.ts';

export interface JourneysDeps {
  /** To all other members. */
  readonly spread: (report: { readonly service: string; readonly reason: string }) => void;
  readonly clock: Clock;
}

export interface Journeys {
  /** The agent here says how far it is. */
  progress(service: string, progress: MigrationProgress): void;
  /** Another node says so. */
  told(key: string, text: string): void;
  /** Of a service that migrates since then (wall-clock ms); undefined while nothing is known. */
  of(service: string, since: Millis): MigrationProgressStatus | undefined;
}

const KEY = 'journey:';
/** Between two words about one migration. */
const TELL_EVERY_MS: Millis = 500;

export function isJourneyKey(key: string): boolean {
  return key.startsWith(KEY);
}

export function createJourneys({ spread, clock }: JourneysDeps): Journeys {
  const known = new Map<string, MigrationProgressStatus & { readonly at: Millis }>();
  /** Monotonic. */
  const spreadAt = new Map<string, Millis>();

  return {
    progress(service, { percent, words }) {
      known.set(service, { percent: percent ?? null, words, at: clock.wall() });
      const last = spreadAt.get(service);
      if (last !== undefined && clock.now() - last < TELL_EVERY_MS) return;
      spreadAt.set(service, clock.now());
      spread({ service: `${KEY}${service}`, reason: JSON.stringify({ percent: percent ?? null, words }) });
    },
    told(key, text) {
      const read = readProgress(text);
      if (read !== undefined) known.set(key.slice(KEY.length), { ...read, at: clock.wall() });
    },
    of(service, since) {
      const found = known.get(service);
      return found === undefined || found.at < since
        ? undefined
        : { percent: found.percent, words: found.words };
    },
  };
}

/** What keeps a service between two nodes, in words; undefined when it is not. `until`: wall-clock ms. */
export function migrationWait(
  id: string,
  { state, owner, migration, since }: ServiceEntry,
  progress: MigrationProgressStatus | undefined,
  longest: Millis | undefined,
  nodeName: (id: number) => string,
): Wait | undefined {
  if (state !== 'migrating' || migration === undefined) return undefined;
  const { percent = null, words = '' } = progress ?? {};
  const far = [percent === null ? '' : `${Math.floor(percent)} %`, words].filter((part) => part !== '');
  const detail = far.length === 0 ? '' : `: ${far.join(', ')}`;
  const to = nodeName(migration.to);
  return {
    what: `${id} migrates from ${nodeName(owner)} to ${to}${detail}`,
    since,
    until: longest === undefined ? null : since + longest,
    ends: `it runs on ${to} alone, or goes on on ${nodeName(owner)}; picket stop ${id} breaks it off and stops it`,
  };
}

/** The node as agents have to know it to migrate there; undefined when there is none in cluster.xml. */
export function migrationTarget({ nodes }: ClusterConfig, id: number): MigrationTarget | undefined {
  const node = nodes.find((one) => one.id === id);
  return node && { nodeName: node.name, addresses: node.addresses.map(({ ip }) => ip) };
}

function readProgress(text: string): MigrationProgressStatus | undefined {
  try {
    const { percent, words } = JSON.parse(text) as MigrationProgressStatus;
    const isSound = (percent === null || typeof percent === 'number') && typeof words === 'string';
    return isSound ? { percent, words } : undefined;
  } catch {
    return undefined;
  }
}
