/** The grammar of `<heartbeat>`, `<cman>` and `<witness>`: who is heard, and who may act. */
import {
  choice,
  element,
  FLAG,
  ignoring,
  integer,
  may,
  must,
  NAME,
  PATH,
  stands,
  TEXT,
  time,
} from './rules.ts';

const OWN = 'Picket does this itself';
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const NO_DISK = 'quorum disks are not supported; a <witness> on a third host can break the tie';
const UNICAST = { multicast: 'heartbeats are sent to each node by unicast' };
/** IANA's `ha-cluster`; Heartbeat's own. */
export const DEFAULT_PORT = 694;
export const DEFAULT_AUTH = '/etc/picket/authkey';

const ADDRESSES =
  'of the nodes, `NODE=IP` separated by blanks or commas: the same as an `<address>` in each `<clusternode>`';

export const LINK = element(
  {
    name: must(NAME, 'what `<address>` calls it'),
    addresses: may(TEXT, `addresses on it ${ADDRESSES}`),
    ...ignoring(UNICAST),
  },
  { ignored: UNICAST },
);

export const PING = element({
  address: must(TEXT, 'IP address outside the cluster that both of two nodes reach'),
});

export const HEARTBEAT = element(
  {
    keepalive: may(time(20, 60 * SECOND), 'a heartbeat is sent this often on every link', '1s'),
    warntime: may(
      time(20, HOUR),
      'a node that is silent this long is late: logged and shown, nothing else',
      'a third of deadtime, at least two keepalives',
    ),
    deadtime: may(
      time(100, HOUR),
      'a node that is silent on all links this long is dead, and will be fenced',
      '10s',
    ),
    initdead: may(time(100, 24 * HOUR), 'how long a node that starts waits for the others', 'twice deadtime'),
    restart_hold: may(
      time(0, HOUR),
      'how long the others wait for a node whose daemon restarts (`systemctl restart picket`) before they call it dead; `0`: as long as for any other. Keep it below the timeout of the `<watchdog>`',
      '30s; with a `<watchdog>` at most three quarters of its timeout',
    ),
    fast_death: may(
      FLAG,
      'a node whose kernel answers that nothing listens on its heartbeat port counts as dead after warntime, not only after deadtime',
      'no',
    ),
    udpport: may(
      integer(1, 65_535),
      'UDP for heartbeats, TCP for sessions between the daemons',
      String(DEFAULT_PORT),
    ),
    auth: may(PATH, 'the key file, see below', DEFAULT_AUTH),
    addresses: may(TEXT, `without any \`<link>\`: addresses ${ADDRESSES}`),
    ...ignoring(UNICAST),
  },
  { children: { link: stands('any', LINK), ping: stands('any', PING) }, ignored: UNICAST },
);

export const NO_QUORUM_POLICIES = ['stop', 'freeze', 'self-fence'] as const;

export const CMAN = element(
  {
    two_node: may(
      FLAG,
      'either of two nodes may go on, once the other is confirmed off',
      'yes with exactly two nodes of one vote',
    ),
    expected_votes: may(
      integer(1, 100_000),
      'more than half of it is quorate. Less than the sum is refused: two halves could run the same services. With `two_node`, the `1` that cman asks for is accepted and means nothing',
      "sum of the nodes' votes",
    ),
    wait_for_all: may(
      FLAG,
      'a two-node cluster that starts waits for both nodes. `no` is not honoured yet, and gets a warning: `picket confirm-down NODE` ends the wait',
      'as `two_node`',
    ),
    no_quorum_grace: may(
      time(0, HOUR),
      'how long a node without quorum keeps its services as they are',
      'deadtime',
    ),
    no_quorum_policy: may(
      choice(...NO_QUORUM_POLICIES),
      'what it does with them then: stop them, leave them running, or let the `<watchdog>` reset the node (`self-fence`)',
      '`stop`; with two nodes `freeze`',
    ),
    startup_fencing: may(
      FLAG,
      'a quorate cluster that starts fences the nodes that do not show up within initdead',
      'yes',
    ),
    ...ignoring({
      port: 'heartbeats go to udpport of <heartbeat>',
      keyfile: 'the key file is auth of <heartbeat>',
      quorum_dev_poll: NO_DISK,
      nodename: 'the node is found by its name or told on the command line',
      transport: 'heartbeats are sent to each node by unicast',
      shutdown_timeout: OWN,
      ccsd_poll: OWN,
      cluster_id: OWN,
      hash_cluster_id: OWN,
      broadcast: OWN,
      upgrading: OWN,
      disallowed: OWN,
      debug_mask: OWN,
      disable_openais: OWN,
    }),
  },
  { ignored: { multicast: 'heartbeats are sent to each node' } },
);

export const WITNESS = element({
  address: must(TEXT, 'IP address of a host that is no node and runs `picket-witness`'),
  port: may(integer(1, 65_535), 'UDP', String(DEFAULT_PORT)),
  votes: may(integer(1, 255), 'fewer than all nodes together', '1'),
});
