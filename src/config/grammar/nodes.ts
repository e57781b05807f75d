/** The grammar of `<clusternodes>`, `<fencedevices>` and `<fence_daemon>`: who is in the cluster, and how each is fenced. */
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
  stands,
  TEXT,
  time,
} from './rules.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

export const FENCE_ACTIONS = ['reboot', 'off', 'on'] as const;
const ACTION = choice(...FENCE_ACTIONS);

export const ADDRESS = element({
  link: may(TEXT, 'a `<link>` of `<heartbeat>`', 'the only link'),
  ip: must(TEXT, 'IPv4 or IPv6; host names are not looked up, because DNS may fail together with a node'),
  port: may(integer(1, 65_535), 'UDP and TCP', "the heartbeat's `udpport`"),
});

export const ALTNAME = element({
  name: must(
    TEXT,
    "cman's second ring: read as a second link, `altname`, when no `<link>` is declared and every node has one with an IP address",
  ),
  ...ignoring({
    port: 'heartbeats go to udpport of <heartbeat>',
    mcast: 'heartbeats are sent to each node by unicast',
  }),
});

export const DEVICE = element(
  {
    name: must(LABEL, 'a `<fencedevice>`'),
    action: may(
      ACTION,
      '`reboot` (off, verified, on), `off` or `on`',
      'that of the fencedevice, else `reboot`',
    ),
    option: may(ACTION, 'what old fence agents called `action`'),
    timeout: may(time(SECOND, HOUR), 'deadline of one call of the agent', 'that of the fencedevice'),
  },
  { open: true },
);

const GIVE = choice('on');

/** Of `<unfence>`: as under `<method>`, but for the action. */
export const UNFENCE_DEVICE = element(
  {
    name: must(LABEL, 'a `<fencedevice>`'),
    action: may(GIVE, 'whatever the fencedevice says', '`on`'),
    option: may(GIVE, 'what old fence agents called `action`'),
    timeout: may(time(SECOND, HOUR), 'deadline of one call of the agent', 'that of the fencedevice'),
  },
  { open: true },
);

export const METHOD = element(
  {
    name: must(
      LABEL,
      'each method of a node has its own. `self` has no device: the node counts as off when its own `<watchdog>` must have reset it',
    ),
  },
  { children: { device: stands('any', DEVICE) } },
);

export const FENCE = element({}, { children: { method: stands('any', METHOD) } });

export const UNFENCE = element({}, { children: { device: stands('any', UNFENCE_DEVICE) } });

export const CLUSTERNODE = element(
  {
    name: must(NAME, 'as `uname -n` says there'),
    nodeid: must(integer(1, 255), 'each node has its own, never to be given to another host later'),
    votes: may(integer(0, 255), 'how much it counts for quorum', '1'),
    address: may(TEXT, 'its IP address, when there is one link only'),
    ...ignoring({ weight: 'it only concerned the lock manager' }),
  },
  {
    children: {
      address: stands('any', ADDRESS),
      altname: stands('any', ALTNAME),
      fence: stands('optional', FENCE),
      unfence: stands('optional', UNFENCE),
    },
    ignored: {
      multicast: 'heartbeats are sent to each node',
    },
  },
);

export const CLUSTERNODES = element({}, { children: { clusternode: stands('some', CLUSTERNODE) } });

export const FENCEDEVICE = element(
  {
    name: must(LABEL, 'what `<device>` calls it'),
    agent: must(
      TEXT,
      '`fence_ipmi` (built in), a program of fence-agents such as `fence_apc`, or an absolute path',
    ),
    action: may(ACTION, 'for devices that do not say', '`reboot`'),
    option: may(ACTION, 'what old fence agents called `action`'),
    timeout: may(time(SECOND, HOUR), 'deadline of one call of the agent', '60s'),
  },
  { open: true },
);

export const FENCEDEVICES = element({}, { children: { fencedevice: stands('any', FENCEDEVICE) } });

export const FENCE_DAEMON = element({
  post_fail_delay: may(time(0, HOUR), 'wait before a lost node is fenced', '0s'),
  post_join_delay: may(
    either(choice('-1'), time(0, HOUR)),
    'wait before a node is fenced that was never seen since the cluster started; it comes after `initdead`',
    '0s',
  ),
  fence_delay: may(
    either(choice('auto'), time(0, 600 * SECOND)),
    'how long the node that should lose waits when two nodes lose each other; computed when `auto`',
    'auto',
  ),
  fence_check_interval: may(
    time(10 * SECOND, 24 * HOUR),
    'how often fence devices are tried out (`status`)',
    '5min',
  ),
  fence_loop_limit: may(
    integer(0, 50),
    'a node that comes back after it and a member have fenced each other more often than that within an hour stays out; 0: never',
    '3',
  ),
  allow_none: may(FLAG, 'nodes may lack a fence method', 'no'),
  clean_start: may(FLAG, 'the opposite of `startup_fencing`', 'no'),
  ...ignoring({
    override_path: 'use picket confirm-down NODE',
    override_time: 'use picket confirm-down NODE',
    skip_undefined: 'allow_none="yes" is the way to go without fencing',
  }),
});
