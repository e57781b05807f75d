/**
 * The watchdog of a simulated host. It is hardware: it goes by the world's time while the host or its daemon stands still,
 * and it outlives the daemon; only V before the close, or the loss of power, stops it.
 */
import type { Cancel, Millis, Watchdogs } from '#src/host/ports.ts';
import { HostError } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Life } from './life.ts';

export interface SimWatchdog {
  /** As one run of the daemon has it. */
  port(life: Life): Watchdogs;
  /** The power went, and the watchdog with it. */
  powerLost(): void;
}

/** `bites`: it was not fed in time. */
export function createSimWatchdog(timeline: Timeline, bites: () => void): SimWatchdog {
  let cancel: Cancel = () => {};
  let holder: Life | undefined;

  function stop(): void {
    cancel();
    cancel = () => {};
  }

  function feed(timeout: Millis): void {
    cancel();
    cancel = timeline.after(timeout, bites);
  }

  return {
    port: (life) => ({
      async open(device, timeout) {
        if (life.over) return new Promise(() => {});
        if (holder !== undefined && holder !== life && !holder.over)
          throw new HostError('EBUSY', `cannot open the watchdog ${device}: device or resource busy (EBUSY)`);
        holder = life;
        let open = true;
        feed(timeout);
        return {
          identity: 'a simulated one',
          timeout,
          isFile: false,
          nowayout: false,
          feed() {
            if (open && !life.over) feed(timeout);
          },
          close(disarm) {
            if (!open || life.over) return;
            open = false;
            holder = undefined;
            if (disarm) stop();
          },
        };
      },
    }),
    powerLost() {
      holder = undefined;
      stop();
    },
  };
}
