/** The directives of ha.cf that need no counterpart in cluster.xml, each with the reason that the administrator reads. */

const JOURNAL = 'Picket logs to the journal; PICKET_LOG in the environment of picketd sets how much';
const WIRE = 'it shaped the messages of Heartbeat, which Picket does not speak';
const SERIAL = 'Picket speaks over IP networks only';
const SYSTEMD = 'the unit picket.service decides this';
const CRM = 'it is for Pacemaker';

export const LEFT_OUT: Readonly<Record<string, string>> = {
  debug: JOURNAL,
  debugfile: JOURNAL,
  logfile: JOURNAL,
  logfacility: JOURNAL,
  use_logd: JOURNAL,
  conn_logd_time: JOURNAL,
  log_badpack: JOURNAL,
  syslogmsgfmt: JOURNAL,
  syslogfmt: JOURNAL,
  compression: WIRE,
  compression_threshold: WIRE,
  traditional_compression: WIRE,
  msgfmt: WIRE,
  max_rexmit_delay: WIRE,
  hbgenmethod: 'Picket tells the starts of a node apart by the boot and a counter on its disk',
  uuidfrom: 'nodes are told apart by nodeid',
  serial: `${SERIAL}: the serial line is no link any more; let a second network take its place`,
  baud: SERIAL,
  hopfudge: SERIAL,
  openais: SERIAL,
  rds: SERIAL,
  hbaping: 'Picket pings IP addresses only',
  ping6: 'write <ping address="..."/> by hand if the address is to have a say between two nodes',
  realtime: SYSTEMD,
  rtprio: SYSTEMD,
  normalpoll: SYSTEMD,
  coredumps: SYSTEMD,
  coreroot: SYSTEMD,
  memreserve: SYSTEMD,
  env: SYSTEMD,
  apiauth: 'who may command the cluster is decided by the group of the socket /run/picket/control.sock',
  deadping: 'Picket asks its ping targets when a node is lost, not all the time',
  use_apphbd: 'systemd restarts picketd when it hangs (WatchdogSec)',
  watchdog:
    'systemd restarts picketd when it hangs (WatchdogSec), and the other node fences a host that hangs',
  quorum_server: 'picket-witness on a third host does the same, see docs/witness.md',
  record_config_changes: CRM,
  record_pengine_inputs: CRM,
  enable_config_writes: CRM,
  crm_daemon_dir: CRM,
  crmd_spawns_pengine: CRM,
};
