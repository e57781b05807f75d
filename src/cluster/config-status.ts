/** What status says of the configuration: services that do not follow the version in force yet. Pure. */
import type { Ledger } from '#src/membership/types.ts';
import { type ChangingService, configRecord } from './config-record.ts';
import { serviceEntry } from './records.ts';
import { isHandsOff } from './restrictions.ts';
import type { Wait } from './status.ts';

export function configWaits(ledger: Ledger): readonly Wait[] {
  const record = configRecord(ledger);
  if (record === undefined) return [];
  return record.changing.map((change) => ({
    what: `${change.service} ${DOES[change.what]} by version ${record.version} of cluster.xml`,
    since: record.at,
    until: null,
    ends: endOf(change, ledger),
  }));
}

const DOES = { added: 'is added', removed: 'is removed', changed: 'is changed' } as const;

function endOf({ service, what, stops }: ChangingService, ledger: Ledger): string {
  const entry = serviceEntry(ledger, service);
  if (entry?.state === 'failed' || entry?.state === 'error')
    return `you have cleaned up by hand and run: picket disable ${service}`;
  if (entry !== undefined && entry.owner !== 0 && isHandsOff(ledger, service))
    return 'it is thawed, and maintenance is over';
  if (what === 'added') return 'all nodes have looked whether it runs';
  return stops.length === 0 ? 'it runs as the file says' : `${stops.join(', ')} stopped`;
}
