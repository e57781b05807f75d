/** What DRBD's tools print. That of 8.4 was recorded; that of 9 is put together from its format, as Debian has no DRBD 9 kernel. */

/**
 * drbd-utils 9.22.0 of Debian 12 with the kernel's DRBD 8.4.11, resource r0: connected, in sync; resyncing; the peer gone
 * and the handler running; given up (StandAlone: the connection is not told at all).
 */
export const TEXT_84 = {
  synced: `r0 role:Primary
  disk:UpToDate
  peer role:Secondary
    replication:Established peer-disk:UpToDate

`,
  syncing: `r0 role:Secondary
  disk:UpToDate
  peer role:Secondary
    replication:SyncSource peer-disk:Inconsistent done:50.02

`,
  frozen: `r0 role:Primary suspended:fencing
  disk:UpToDate blocked:upper
  peer connection:Connecting

`,
  standAlone: `r0 role:Secondary
  disk:Outdated

`,
  none: '# No currently configured DRBD found.\n',
};

/** DRBD 9, two resources, the first with two volumes and two peers of which one is away. */
export const TEXT_9 = `vms role:Primary
  volume:0 disk:UpToDate
  volume:1 disk:Inconsistent
  alpha role:Secondary
    volume:0 peer-disk:UpToDate
    volume:1 replication:SyncTarget peer-disk:UpToDate done:12.30
  bravo connection:Connecting

data role:Secondary
  disk:UpToDate
  alpha role:Primary
    peer-disk:UpToDate

`;

/** DRBD 9 with --verbose: everything is spelt out. */
export const TEXT_9_VERBOSE = `data node-id:1 role:Primary suspended:no
  volume:0 minor:7 disk:UpToDate quorum:yes blocked:no
  alpha node-id:0 connection:Connected role:Secondary congested:no
    volume:0 replication:Established peer-disk:UpToDate resync-suspended:no

`;

/** DRBD 9.1 with drbd-utils 9.23 and later. */
export function json9(more: object = {}, connection: object = {}): string {
  return JSON.stringify([
    {
      name: 'data',
      'node-id': 1,
      role: 'Primary',
      suspended: false,
      'suspended-user': false,
      'suspended-no-data': false,
      'suspended-fencing': false,
      'suspended-quorum': false,
      'force-io-failures': false,
      'write-ordering': 'flush',
      devices: [
        {
          volume: 0,
          minor: 7,
          'disk-state': 'UpToDate',
          client: false,
          open: true,
          quorum: true,
          size: 409600,
          'upper-pending': 0,
        },
      ],
      connections: [
        {
          'peer-node-id': 0,
          name: 'alpha',
          'connection-state': 'Connected',
          congested: false,
          'peer-role': 'Secondary',
          tls: false,
          'ap-in-flight': 0,
          paths: [],
          peer_devices: [
            {
              volume: 0,
              'replication-state': 'Established',
              'peer-disk-state': 'UpToDate',
              'peer-client': false,
              'percent-in-sync': 100,
            },
          ],
          ...connection,
        },
      ],
      ...more,
    },
  ]);
}
