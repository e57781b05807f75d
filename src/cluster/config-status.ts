/** What status says of the configuration: services that do not follow the version in force yet. Pure. */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Ledger } from '#src/membership/types.ts';
import { heldBy } from './config-held.ts';
import { type ChangingService, configRecord } from './config-record.ts';
import { serviceEntry } from './records.ts';
import { isHandsOff } from './restrictions.ts';
import type { Wait } from './status.ts';

/** `services`: of the version in use. */
export function configWaits(ledger: Ledger, services: readonly ServiceConfig[]): readonly Wait[] {
  const record = configRecord(ledger);
  if (record === undefined) return [];
  return record.changing.map((change) => ({
    what: `${change.service} ${DOES[change.what]} by version ${record.version} of cluster.xml`,
    since: record.at,
    until: null,
    ends: endOf(change, ledger, record.changing, services),
  }));
}

const DOES = { added: 'is added', removed: 'is removed', changed: 'is changed' } as const;

function endOf(
  { service, what, stops, leave }: ChangingService,
  ledger: Ledger,
  changing: readonly ChangingService[],
  services: readonly ServiceConfig[],
): string {
  const entry = serviceEntry(ledger, service);
  if (entry?.state === 'failed' || entry?.state === 'error')
    return `you have cleaned up by hand and run: picket disable ${service}`;
  if (entry !== undefined && entry.owner !== 0 && isHandsOff(ledger, service))
    return 'it is thawed, and maintenance is over';
  if (what === 'added') return 'all nodes have looked whether it runs';
  if (leave === true) return 'its node has let go of it';
  if (stops.length > 0) return `${stops.join(', ')} stopped`;
  const config = services.find(({ id }) => id === service);
  const held = config === undefined ? undefined : heldBy(config, changing);
  return `it runs as the file says${held === undefined ? '' : ` (${held})`}`;
}
