/** The order between services as a fact: nothing is stopped on a node while something that depends on it (hard) is active there. */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Laws } from './laws.ts';

export interface RelationLaws {
  /** A stop has ended the last of the service there. */
  stoppedThere(service: string, node: number): void;
}

export function createRelationLaws(
  services: readonly ServiceConfig[],
  { where, accuse }: Pick<Laws, 'where' | 'accuse'>,
): RelationLaws {
  return {
    stoppedThere(id, node) {
      const service = services.find((one) => one.id === id);
      if (service === undefined) return;
      for (const { id: above, depend, dependMode } of services) {
        const depends =
          dependMode === 'hard' && depend.some((name) => name === id || name === service.instanceOf);
        if (depends && where(above).includes(node))
          accuse('order', `${id} was stopped on node ${node} beneath ${above}, which is active there`);
      }
    },
  };
}
