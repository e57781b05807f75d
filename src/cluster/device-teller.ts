/** Keeps the cluster told which fence devices this node can't use: the coordinator puts it into the ledger. */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { Epoch, Ledger, NodeId } from '#src/membership/types.ts';
import type { Request } from '#src/wire/frames.ts';
import { type DeviceFault, deviceFaults, devicesKey, devicesRecord, sameFaults } from './device-records.ts';

export interface DeviceTellerDeps {
  readonly self: NodeId;
  /** What this node can't use; undefined before it has looked at everything once. */
  readonly faults: () => readonly DeviceFault[] | undefined;
  readonly ledger: () => Ledger;
  /** Of the active view; undefined while there is none. */
  readonly epoch: () => Epoch | undefined;
  /** Tells the coordinator; resolves with false when it could not be told. */
  readonly tell: (report: Extract<Request, { type: 'report' }>) => Promise<boolean>;
  readonly clock: Clock;
}

export interface DeviceTeller {
  /** What this node knows, the ledger or the view has changed. */
  follow(): void;
  stop(): void;
}

/** Until the ledger shows it: the view may have ended with the word in it, or the coordinator be an older version. */
const TELL_AGAIN_MS: Millis = 5_000;

export function createDeviceTeller(deps: DeviceTellerDeps): DeviceTeller {
  let telling = false;
  let stopped = false;
  let again: Cancel = () => {};

  function follow(): void {
    const epoch = deps.epoch();
    const found = deps.faults();
    if (epoch === undefined || found === undefined || telling || stopped) return;
    const mine = devicesRecord(found);
    if (sameFaults(mine.faults, deviceFaults(deps.ledger(), deps.self))) return;
    telling = true;
    const about = { service: devicesKey(deps.self), resource: '', reason: JSON.stringify(mine) };
    void deps.tell({ type: 'report', epoch, ...about }).then(() => {
      telling = false;
      again();
      if (!stopped) again = deps.clock.after(TELL_AGAIN_MS, follow);
    });
  }

  return {
    follow,
    stop() {
      stopped = true;
      again();
    },
  };
}
