/** Status documents for tests of the API and the commands. Times are fixed; 2026-11-21 02:13:20 UTC is now. */
import type { NodeStatus, ServiceStatus, StatusDocument } from '#src/cluster/status.ts';

export const NOW = Date.UTC(2026, 10, 21, 2, 13, 20);

export function service(id: string, changes: Partial<ServiceStatus> = {}): ServiceStatus {
  return {
    id,
    state: 'started',
    owner: 'node1',
    lastOwner: null,
    frozen: false,
    restarts: 0,
    since: NOW - 3_600_000,
    why: 'started on node1',
    ...changes,
  };
}

export function node(id: number, changes: Partial<NodeStatus> = {}): NodeStatus {
  const link = (name: string) => ({ name, address: `10.0.0.${id}`, up: true, silentFor: 400, reason: '' });
  return {
    id,
    name: `node${id}`,
    local: id === 1,
    standing: 'member',
    peer: id === 1 ? 'self' : 'up',
    since: NOW - 7_200_000,
    why: 'joined',
    links: [link('bcn'), link('sn')],
    fencing: { armed: 'yes', why: '', proven: { at: NOW - 86_400_000, by: 'test', ms: 412 } },
    ...changes,
  };
}

/** Two nodes, three services, nothing wrong. */
export function healthy(changes: Partial<StatusDocument> = {}): StatusDocument {
  return {
    version: '0.1.0',
    cluster: 'an-cluster',
    configVersion: 9,
    node: 'node1',
    nodeId: 1,
    at: NOW,
    state: 'member',
    view: {
      epoch: 7,
      members: ['node1', 'node2'],
      coordinator: 'node1',
      quorate: true,
      mayStart: true,
      reason: '',
    },
    nodes: [node(1), node(2)],
    services: [
      service('service:web'),
      service('vm:guest1', { state: 'disabled', owner: null, lastOwner: null, why: 'disabled by root' }),
      service('service:db', { owner: 'node2', frozen: true, restarts: 2 }),
    ],
    fences: [],
    waits: [],
    warnings: [],
    ...changes,
  };
}

/** node2 is lost and its BMC refuses the password. */
export function wounded(): StatusDocument {
  const silent = { name: 'bcn', address: '10.0.0.2', up: false, silentFor: 12_300, reason: '' };
  return healthy({
    view: {
      epoch: 8,
      members: ['node1'],
      coordinator: 'node1',
      quorate: true,
      mayStart: true,
      reason: 'two_node: the survivor may go on once the other is fenced',
    },
    nodes: [
      node(1),
      node(2, {
        standing: 'lost',
        peer: 'dead',
        since: NOW - 12_000,
        why: 'no heartbeat for 10 s on any link',
        fencing: { armed: 'no', why: "node1 can't use ipmi_n02: wrong password", proven: null },
        links: [silent, { ...silent, name: 'sn', reason: 'hears us, we do not hear it' }],
      }),
    ],
    services: [
      service('service:web'),
      service('service:db', {
        owner: 'node2',
        since: NOW - 12_000,
        state: 'started',
        why: 'its owner node2 is lost',
      }),
      service('service:old', {
        state: 'failed',
        owner: 'node1',
        since: NOW - 86_400_000 * 3,
        why: 'stop of process:old timed out after 20 s; clean up on node1, then: picket disable service:old',
      }),
    ],
    fences: [
      {
        id: 'fence:3',
        node: 'node2',
        state: 'retrying',
        by: 'node1',
        method: 'ipmi',
        device: 'ipmi_n02',
        why: 'vanished without leaving',
        began: NOW - 11_000,
        ended: null,
        attempts: 3,
        lastError: 'fence_ipmilan: wrong password or user for 10.20.51.2',
        evidence: '',
      },
    ],
    waits: [
      {
        what: 'node2 is lost, and its services wait until it is fenced; fencing by node1 failed 3 times, the last time with ipmi/ipmi_n02: wrong password',
        since: NOW - 12_000,
        until: null,
        ends: 'the next try, in 4 s, succeeds; or, when you have made sure that node2 is off, run: picket confirm-down node2',
      },
    ],
    warnings: ['fence device ipmi_n02 of node2 does not work from node1: wrong password'],
  });
}
