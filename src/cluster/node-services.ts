/** The services of one node, as its daemon runs them: the engine of src/resources with this node's names and folders. */
import type { ServiceConfig } from '#src/config/model.ts';
import { createLocalServices } from '#src/resources/local-services.ts';
import type { LocalEvent, LocalServices } from '#src/resources/local-types.ts';
import { withoutOthersInstances } from '#src/resources/own-instances.ts';
import type { ConfigRoom } from './config-room.ts';
import type { NodeDeps } from './node-deps.ts';

/** `room`: the configuration in use, and earlier ones. `services`: of the one in use. */
export function createNodeServices(
  { self, incarnation, config, ports, log, agents, runFolder }: NodeDeps,
  room: Pick<ConfigRoom, 'desk' | 'earlier'>,
  services: () => readonly ServiceConfig[],
  reported: (event: LocalEvent) => void,
  mayMend: (service: string) => boolean,
): LocalServices {
  const local = createLocalServices({
    registry: agents,
    ports,
    log,
    services: config.services,
    configId: room.desk.current.digest,
    earlier: room.earlier,
    nodeName: self.name,
    clusterName: config.name,
    runFolder,
    journalFolder: runFolder,
    bootId: incarnation.boot,
    maxParallel: () => room.desk.config.maxParallel,
    reported,
    mayMend,
  });
  return withoutOthersInstances(local, (id) => {
    const only = services().find((service) => service.id === id)?.only;
    return only !== undefined && only !== self.id;
  });
}
