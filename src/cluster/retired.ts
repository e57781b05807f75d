/** Services that the ledger still has and the configuration has no more: what stands for them until they are gone. Pure. */
import { SERVICE_DEFAULTS } from '#src/config/defaults.ts';
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Ledger } from '#src/membership/types.ts';
import { isServiceKey } from './records.ts';

/**
 * Ids of services in the ledger that the configuration does not have. Also one that runs nowhere: a node that was away
 * may have brought its record back, and it would count when a service of that name is added.
 */
export function retiredServices(config: ClusterConfig, ledger: Ledger): readonly string[] {
  const known = new Set(config.services.map(({ id }) => id));
  return [...ledger.keys()].filter((key) => isServiceKey(key) && !known.has(key));
}

/** The configuration, and behind it what stands for services that are being removed: nothing to start, never by itself. */
export function withRetired(config: ClusterConfig, ledger: Ledger): ClusterConfig {
  const retired = retiredServices(config, ledger);
  if (retired.length === 0) return config;
  return { ...config, services: [...config.services, ...retired.map(standIn)] };
}

function standIn(id: string): ServiceConfig {
  const kind = id.startsWith('vm:') ? 'vm' : 'service';
  const name = id.slice(id.indexOf(':') + 1);
  return { ...SERVICE_DEFAULTS, id, kind, name, autostart: false, recovery: 'disable', resources: [] };
}
