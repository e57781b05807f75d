/** What happened to the configuration between two states of the ledger, as events. Pure. */
import type { ConfigRecord } from './config-record.ts';
import { shortDigest } from './configuration.ts';
import type { EventFields } from './event-log.ts';

export function configEvents(old: ConfigRecord | undefined, record: ConfigRecord): readonly EventFields[] {
  const { version, digest, by, why, changing } = record;
  const data = { version, digest };
  const of = `version ${version} of cluster.xml`;
  const events: EventFields[] = [];
  if (old?.digest !== digest) {
    const reason = why === '' ? '' : `: ${why}`;
    const message = `${of} (${shortDigest(digest)}) is in force, by ${by}${reason}`;
    events.push({ name: 'config.in-force', message, data });
  }
  const left = new Set(changing.map(({ service }) => service));
  for (const { service, what } of old?.changing ?? []) {
    if (left.has(service)) continue;
    const message = `${service} ${what === 'removed' ? 'is removed' : 'follows'}: ${of}`;
    events.push({ name: what === 'removed' ? 'config.removed' : 'config.followed', service, message, data });
  }
  return events;
}
