/** The grammar of `<rm>`: failover domains, services, guests, and what any resource may say. */
import { RM_DEFAULTS } from '../defaults.ts';
import {
  choice,
  either,
  element,
  FLAG,
  ignoring,
  integer,
  LABEL,
  may,
  must,
  NAME,
  PATH,
  rgTime,
  stands,
  TEXT,
  time,
} from './rules.ts';

const OWN = 'Picket does this itself';
const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
const TEN_YEARS = 3650 * DAY;

export const RECOVERIES = ['restart', 'relocate', 'disable', 'restart-disable'] as const;
export const DEPEND_MODES = ['hard', 'soft'] as const;
export const HIGHEST_EXCLUSIVE = 1_000_000;
const FAILBACK = either(FLAG, choice('live'));

export const FAILOVERDOMAINNODE = element({
  name: must(TEXT, 'a node'),
  priority: may(
    integer(0, 100),
    '1 is the first choice, 100 the last; counts only in ordered domains',
    '100',
  ),
});

export const FAILOVERDOMAIN = element(
  {
    name: must(LABEL, 'compared without regard to case'),
    ordered: may(FLAG, 'nodes are preferred by `priority`', 'no'),
    restricted: may(FLAG, 'the services run on no other node', 'no'),
    nofailback: may(
      FLAG,
      'yes: as `auto_failback="off"`; no: as `auto_failback="on"`, for the services of the domain',
    ),
    auto_failback: may(FAILBACK, 'for the services of the domain', 'that of `<rm>`'),
  },
  { children: { failoverdomainnode: stands('any', FAILOVERDOMAINNODE) } },
);

export const FAILOVERDOMAINS = element({}, { children: { failoverdomain: stands('any', FAILOVERDOMAIN) } });

export const HEALTH = element({
  name: must(NAME, 'what `needs` of a service calls it'),
  carrier: may(
    TEXT,
    'a network interface that must have carrier. Of a bridge: any of its ports but those of guests',
  ),
  ping: may(TEXT, 'an IP address that must answer'),
  script: may(PATH, 'a program that must exit with 0'),
  interval: may(time(SECOND, DAY), 'how often it is looked at', '10s; 1s for carrier'),
  timeout: may(time(SECOND, DAY), 'how long one look may take', '5s'),
});

/** What services and guests have in common. */
const COMMON = {
  name: must(NAME, 'it is `service:NAME` or `vm:NAME` in commands'),
  domain: may(TEXT, 'a failover domain; without one all nodes are equal'),
  autostart: may(FLAG, 'no: it stays disabled until an operator enables it', 'yes'),
  recovery: may(
    choice(...RECOVERIES),
    '`restart` in place, then elsewhere; `relocate` at once; `disable`; `restart-disable`: restart in place, disable when that fails',
    'restart',
  ),
  max_restarts: may(integer(0, 1_000_000), 'restarts in place before it is relocated; 0: no limit', '0'),
  restart_expire_time: may(rgTime(0, TEN_YEARS), 'after which a restart is forgotten; 0: never', '0'),
  priority: may(
    integer(0, 10_000),
    'higher starts first, and its node rather survives when two nodes lose each other',
    '0',
  ),
  auto_failback: may(FAILBACK, '`on`, `off` or `live`', "domain's, else `<rm>`'s"),
  failback_delay: may(
    time(0, DAY),
    'only after the better node has been a member this long',
    'that of `<rm>`',
  ),
  exclusive: may(
    either(FLAG, integer(0, HIGHEST_EXCLUSIVE)),
    '`1` (or yes, or any number but 2): alone on its node; `2`: prefers an empty node',
    'no',
  ),
  depend: may(
    TEXT,
    'services that must be up first: `service:NAME` or `vm:NAME`, several separated by blanks or commas. One with `instances="all"` stands for its instance on the same node',
  ),
  depend_mode: may(
    choice(...DEPEND_MODES),
    '`hard`: on the same node, and stops when it stops; `soft`: must be up somewhere for a start',
    'hard',
  ),
  keep_apart: may(NAME, 'services that say the same never share a node'),
  keep_together: may(NAME, 'services that say the same are always on one node'),
  needs: may(TEXT, 'names of `<health>` entries that its node must pass, separated by blanks or commas'),
  weight: may(integer(0, 1_000_000), 'how much load it is, when the least loaded node is chosen', '1'),
  ...ignoring({ hardrecovery: 'a node is fenced when it is lost' }),
};

const INSIDE = 'it belongs on a resource inside the service';

export const SERVICE = element(
  {
    ...COMMON,
    instances: may(
      choice('1', 'all'),
      '`all`: one instance on every node (of a restricted domain: on each of its nodes), called `service:NAME@NODE`',
      '1',
    ),
    ...ignoring({
      nfslock:
        'locks of NFS clients move with an <nfsserver> resource, which keeps its state on the shared file system',
      nfs_client_cache: 'each check reads the list of exports anew',
      __independent_subtree: INSIDE,
      __max_restarts: `${INSIDE}; a service has max_restarts`,
      __restart_expire_time: `${INSIDE}; a service has restart_expire_time`,
      __max_failures: INSIDE,
      __failure_expire_time: INSIDE,
    }),
    __enforce_timeouts: may(FLAG, 'needs no saying: Picket always does', 'yes'),
  },
  { holds: 'resources' },
);

export const CALLED_ACTIONS = [
  ...(['start', 'stop', 'monitor', 'status', 'migrate', 'promote', 'demote', 'recover', 'reload'] as const),
];
/** What agents of rgmanager's have besides. */
export const UNCALLED_ACTIONS = [
  ...(['reconfig', 'restart', 'kill', 'notify', 'validate-all', 'verify-all', 'meta-data'] as const),
];

export const ACTION = element({
  name: must(choice(...CALLED_ACTIONS, ...UNCALLED_ACTIONS), "rgmanager's `status` is read as `monitor`"),
  depth: may(either(choice('*'), integer(0, 1000)), 'which depth of check; `*` is every one', '*'),
  interval: may(rgTime(), 'how often; 0: never'),
  timeout: may(rgTime(1), 'deadline of one call'),
});

export const INDEPENDENT_WORDS = ['non-critical'] as const;

/** On any resource, where it is used or where it is defined. */
export const META_ATTRIBUTES = {
  __independent_subtree: may(
    either(FLAG, integer(0, 2), choice(...INDEPENDENT_WORDS)),
    '`1`: its failure restarts only it and what is inside; `2` or `non-critical`: it is left stopped then, and the service is `partial`',
    'no',
  ),
  __max_restarts: may(
    integer(0, 1_000_000),
    'restarts of an independent resource within `__restart_expire_time`; then the service fails. Counts when both are above 0',
    'no limit',
  ),
  __restart_expire_time: may(rgTime(0, TEN_YEARS), 'the time for `__max_restarts`'),
  __max_failures: may(
    integer(0, 1_000_000),
    'failed checks within `__failure_expire_time` that pass for healthy. Counts when both are above 0',
    'none',
  ),
  __failure_expire_time: may(rgTime(0, TEN_YEARS), 'the time for `__max_failures`'),
  __enforce_timeouts: may(FLAG, 'needs no saying: Picket always does', 'yes'),
};

const ALONE = 'a guest of its own is not part of a service';

/** The guest's own attributes come from its agent. */
export const VM = element(
  {
    ...COMMON,
    ...META_ATTRIBUTES,
    ...ignoring({
      nfslock: 'it is for file systems',
      nfs_client_cache: 'it is for NFS',
      __independent_subtree: ALONE,
      __max_restarts: `${ALONE}; it has max_restarts`,
      __restart_expire_time: `${ALONE}; it has restart_expire_time`,
    }),
  },
  { holds: 'resources' },
);

const LOG = 'set PICKET_LOG in the environment of picketd; logs go to the journal';

export const RM = element(
  {
    auto_failback: may(
      FAILBACK,
      '`on`: a service moves back to a better node; `live`: only if it costs no downtime',
      'off',
    ),
    failback_delay: may(time(0, DAY), 'only after the node has been there this long', '60s'),
    status_poll_interval: may(
      rgTime(SECOND, DAY),
      'read and not needed: every resource is looked at by a timer of its own; see `<action>`',
      `${RM_DEFAULTS.statusPollInterval / SECOND}s`,
    ),
    max_parallel: may(
      integer(1, 1000),
      'operations that one node carries out at a time',
      String(RM_DEFAULTS.maxParallel),
    ),
    disabled: may(FLAG, '`yes` is refused: rgmanager did not run with it, since Pacemaker did', 'no'),
    ...ignoring({
      log_level: LOG,
      log_facility: LOG,
      status_child_max: 'max_parallel bounds what runs at a time',
      statusmax: OWN,
      transition_throttling: OWN,
      central_processing: 'one node always decides',
    }),
  },
  {
    children: {
      failoverdomains: stands('optional', FAILOVERDOMAINS),
      resources: stands('optional', element({}, { holds: 'definitions' })),
      'resource-defaults': stands('optional', element({}, { holds: 'defaults' })),
      health: stands('any', HEALTH),
      service: stands('any', SERVICE),
      vm: stands('any', VM),
    },
    ignored: {
      events: 'one node always decides by the same rules; scripts for events are not run',
    },
  },
);
