/**
 * Tells the coordinator what of the services that run here is down on its own, until the ledger says the same: so the
 * word survives a lost report, a change of view, and the end of either daemon.
 */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import type { ServicePart } from '#src/resources/service-entry.ts';
import type { Request } from '#src/wire/frames.ts';
import { isServiceKey, serviceEntry } from './records.ts';

export interface PartsDeskDeps {
  readonly self: NodeId;
  readonly agreement: () => Agreement;
  readonly local: Pick<LocalServices, 'parts'>;
  /** Tells the coordinator; resolves with false when it could not be told. */
  readonly tell: (report: Extract<Request, { type: 'report' }>) => Promise<boolean>;
  readonly clock: Clock;
}

export interface PartsDesk {
  /** The ledger changed, or what runs here. */
  check(): void;
}

const TELL_AGAIN_MS: Millis = 1_000;

export function createPartsDesk(deps: PartsDeskDeps): PartsDesk {
  const { self, local, clock } = deps;
  let telling = false;
  let again: Cancel = () => {};

  /** Of the services that run here by the ledger, those of which it knows something else than this node does. */
  function differing(): readonly string[] {
    const { ledger, activeView } = deps.agreement();
    if (activeView === undefined) return [];
    return [...ledger.keys()].filter((id) => {
      const entry = isServiceKey(id) ? serviceEntry(ledger, id) : undefined;
      if (entry?.state !== 'started' || entry.owner !== self) return false;
      return !sameParts(local.parts(id), entry.partial);
    });
  }

  async function tellAll(): Promise<void> {
    if (telling) return;
    telling = true;
    again();
    for (const service of differing()) {
      const epoch = deps.agreement().activeView?.epoch;
      if (epoch === undefined) break;
      await deps.tell({
        type: 'report',
        epoch,
        service,
        resource: '',
        reason: '',
        partial: local.parts(service),
      });
    }
    telling = false;
    if (differing().length > 0) again = clock.after(TELL_AGAIN_MS, () => void tellAll());
  }

  return {
    check() {
      if (!telling && differing().length > 0) void tellAll();
    },
  };
}

/** By what is down and how; the words may differ from one try to the next. */
export function sameParts(
  a: readonly ServicePart[] | undefined = [],
  b: readonly ServicePart[] | undefined = [],
): boolean {
  const key = ({ resource, state }: ServicePart): string => `${resource} ${state}`;
  const known = new Set(b.map(key));
  return a.length === b.length && a.every((part) => known.has(key(part)));
}
