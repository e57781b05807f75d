/** What a notification says, to a program and to a webhook. Pure. */
import type { NotifyConfig } from '#src/config/model.ts';
import type { ClusterEvent } from './status.ts';

export interface Notification {
  readonly cluster: string;
  /** Name of the node that tells it. */
  readonly teller: string;
  /** Events before this one that could not be told. */
  readonly dropped: number;
  readonly event: ClusterEvent;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** `fence.*` is all that begin so, `*` is all. */
export function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === name ||
      (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1))),
  );
}

/** JSON, one line. */
export function bodyOf(notification: Notification): string {
  return `${JSON.stringify(notification)}\n`;
}

/** The same for shell scripts, without what some events have beside it. Nothing else is in the environment. */
export function environmentOf({
  cluster,
  teller,
  dropped,
  event,
}: Notification): Readonly<Record<string, string>> {
  const variables = {
    PICKET_CLUSTER: cluster,
    PICKET_TELLER: teller,
    PICKET_EVENT: event.name,
    PICKET_NODE: event.node ?? '',
    PICKET_SERVICE: event.service ?? '',
    PICKET_FAILOVER: event.failover ?? '',
    PICKET_MESSAGE: event.message,
    PICKET_TIME: new Date(event.at).toISOString(),
    PICKET_DROPPED: String(dropped),
  };
  // What an agent said may hold anything, but no variable can hold a NUL.
  const clean = Object.entries(variables).map(
    ([name, value]) => [name, value.replaceAll('\0', ' ')] as const,
  );
  return { PATH, LC_ALL: 'C', ...Object.fromEntries(clean) };
}

/** A path in a URL is often the password to it. */
export function shownTarget({ kind, target }: NotifyConfig): string {
  return kind === 'program' ? target : `${new URL(target).origin}/...`;
}
