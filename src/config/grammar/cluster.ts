/** The grammar of the whole file, from `<cluster>` down. */
import { CMAN, HEARTBEAT, WITNESS } from './links.ts';
import { CLUSTERNODES, FENCE_DAEMON, FENCEDEVICES } from './nodes.ts';
import { element, ignoring, integer, must, NAME, stands } from './rules.ts';
import { RM } from './services.ts';
import { WATCHDOG } from './watchdog.ts';

const OWN = 'Picket does this itself';

export const CLUSTER = element(
  {
    name: must(NAME, 'name of the cluster; takes part in its keys'),
    config_version: must(integer(1, 2 ** 32 - 1), 'a whole number that grows with every change'),
    ...ignoring({ alias: 'it is only a second name' }),
  },
  {
    children: {
      heartbeat: stands('optional', HEARTBEAT),
      cman: stands('optional', CMAN),
      witness: stands('optional', WITNESS),
      clusternodes: stands('once', CLUSTERNODES),
      fencedevices: stands('optional', FENCEDEVICES),
      fence_daemon: stands('optional', FENCE_DAEMON),
      watchdog: stands('optional', WATCHDOG),
      rm: stands('optional', RM),
    },
    ignored: {
      totem: 'timings and links stand in <heartbeat>',
      quorumd: 'quorum disks are not supported; a <witness> on a third host can break the tie',
      logging: 'logs go to the journal; set PICKET_LOG in the environment of picketd',
      dlm: OWN,
      gfs_controld: OWN,
      group: OWN,
      clvmd: OWN,
      uidgid: OWN,
      fence_xvmd: 'run fence_virtd for guests that are nodes',
    },
  },
);
