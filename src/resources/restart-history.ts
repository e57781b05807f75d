/** Decides what follows when a running service fails: restart in place, another node, or giving up (rgmanager's rules). */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';

/** Restarts kept for display when no limit asks for more. */
const KEPT_WITHOUT_LIMIT = 10;

export interface RecoveryChoice {
  readonly after: 'restart' | 'relocate' | 'disable';
  /** The history to keep. */
  readonly restarts: readonly Millis[];
  /** In words, after "web failed: ". */
  readonly why: string;
}

/**
 * The recovery policy applied to one failure at `now` (wall-clock ms).
 * With max_restarts=3 there are three restarts in place within restart_expire_time; the fourth failure relocates, or
 * disables under `restart-disable`, and clears the history. max_restarts=0: restarts for ever.
 */
export function chooseRecovery(
  service: ServiceConfig,
  restarts: readonly Millis[],
  now: Millis,
): RecoveryChoice {
  switch (service.recovery) {
    case 'disable':
      return { after: 'disable', restarts: [], why: 'disabling, as its recovery policy says' };
    case 'relocate':
      return { after: 'relocate', restarts: [], why: 'looking for another node' };
    case 'restart':
    case 'restart-disable': {
      const counted = countedRestarts(service, restarts, now);
      if (service.maxRestarts === 0) {
        return restartInPlace([...counted, now].slice(-KEPT_WITHOUT_LIMIT), 'restarting in place');
      }
      if (counted.length < service.maxRestarts) {
        const words = `restarting in place (${counted.length + 1} of ${service.maxRestarts})`;
        return restartInPlace([...counted, now], words);
      }
      const threshold = `${service.maxRestarts} restarts did not help`;
      return service.recovery === 'restart-disable'
        ? { after: 'disable', restarts: [], why: `${threshold}, disabling` }
        : { after: 'relocate', restarts: [], why: `${threshold}, looking for another node` };
    }
  }
}

/** The restarts that still count at `now`: none is forgotten when restart_expire_time is 0. */
export function countedRestarts(
  service: ServiceConfig,
  restarts: readonly Millis[],
  now: Millis,
): readonly Millis[] {
  if (service.restartExpireTime === 0) return restarts;
  return restarts.filter((at) => now - at < service.restartExpireTime);
}

function restartInPlace(restarts: readonly Millis[], why: string): RecoveryChoice {
  return { after: 'restart', restarts, why };
}
