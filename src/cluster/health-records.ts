/** How well each node is, as the ledger keeps it (`health:ID`): what `needs` of a service is decided by. Pure. */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';

export interface HealthState {
  readonly ok: boolean;
  /** Wall-clock ms. */
  readonly since: Millis;
  /** What is wrong, in words; empty when nothing is. */
  readonly why: string;
}

/** Value of the record `health:ID`. A check that is not in it has not been looked at. */
export interface HealthRecord {
  /** Of the kernel that was looked at: says nothing of a later boot. */
  readonly boot: string;
  readonly checks: Readonly<Record<string, HealthState>>;
}

/**
 * What speaks against a node. `known` false: nobody has looked yet, or the others have not been asked whether they fare
 * any better; until then what runs there goes on.
 */
export interface HealthWord {
  readonly words: string;
  readonly known: boolean;
}

const HEALTH = 'health:';

/** Among the checks of a record: whether the node has what its fence took (unfence-desk.ts). No `<health>` check is called so. */
export const UNFENCE_CHECK = '<unfence>';

export function healthKey(node: NodeId): string {
  return `${HEALTH}${node}`;
}

export function isHealthKey(key: string): boolean {
  return key.startsWith(HEALTH);
}

export function healthRecord(ledger: Ledger, node: NodeId): HealthRecord | undefined {
  return (ledger.get(healthKey(node))?.value ?? undefined) as HealthRecord | undefined;
}

/** Undefined when the node, running the kernel `boot`, passes the check. */
export function healthWord(
  record: HealthRecord | undefined,
  boot: string | undefined,
  check: string,
): HealthWord | undefined {
  const state = record !== undefined && record.boot === boot ? record.checks[check] : undefined;
  if (state === undefined) return { words: `health check ${check}: not looked at yet`, known: false };
  return state.ok ? undefined : { words: `health check ${check}: ${state.why}`, known: true };
}

/** Since when all that the service needs is well there, wall-clock ms; 0 when it needs nothing. */
export function healthySince(record: HealthRecord | undefined, service: ServiceConfig): Millis {
  return Math.max(0, ...service.needs.map((check) => record?.checks[check]?.since ?? 0));
}

/** What a member told; undefined when it is none of this. */
export function readHealth(text: string): HealthRecord | undefined {
  try {
    const value = JSON.parse(text) as Partial<HealthRecord> | null;
    const isRecord =
      typeof value?.boot === 'string' && typeof value.checks === 'object' && value.checks !== null;
    return isRecord ? (value as HealthRecord) : undefined;
  } catch {
    return undefined;
  }
}

export function sameHealth(a: HealthRecord | undefined, b: HealthRecord | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
