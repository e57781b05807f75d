/** What keeps a watchdog from being opened, with the way out. Pure. */
import { HostError } from '#src/host/ports.ts';

export function whyNotOpen(device: string, error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  const wayOut = error instanceof HostError ? (WAYS_OUT[error.code] ?? '') : '';
  return `the watchdog ${device} can't be armed: ${words}${wayOut}`;
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  EBUSY:
    '; another program holds it, most likely systemd: set RuntimeWatchdogSec=off in /etc/systemd/system.conf and run systemctl daemon-reexec (or end watchdog, sbd, wd_keepalive)',
  ENOENT:
    '; load the driver of its hardware (ls /lib/modules/$(uname -r)/kernel/drivers/watchdog), or softdog',
  ENODEV: '; its driver finds no hardware',
  EACCES: '; picketd must run as root',
  ENOTTY: '; name the device of a watchdog driver',
};
