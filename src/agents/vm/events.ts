/** What libvirt tells of a guest, as `virsh event --timestamp` writes it: `DATE: event 'lifecycle' for domain 't1': Stopped Failed`. */

export interface GuestEvent {
  readonly guest: string;
  /** `Stopped`, `Crashed`, `Suspended` ... */
  readonly what: string;
  readonly detail: string;
}

/** Undefined for other lines. Older virsh writes the name without quotes. */
export function parseEvent(line: string): GuestEvent | undefined {
  const match = /event 'lifecycle' for domain (?:'(.+)'|(\S+)): (\w+)(?: (.*))?$/.exec(line.trim());
  const guest = match?.[1] ?? match?.[2];
  return guest === undefined ? undefined : { guest, what: match?.[3] ?? '', detail: match?.[4] ?? '' };
}

/** It may have died, or stands still. What follows from that, a look tells. */
export function isAlarming({ what }: GuestEvent): boolean {
  return ['Stopped', 'Crashed', 'Suspended', 'PMSuspended', 'Undefined'].includes(what);
}
