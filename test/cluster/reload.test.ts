/** Which changes of cluster.xml need more than a reload, and what the operator is told to do. */
import { expect, test } from 'vitest';
import { reloadObjections } from '#src/cluster/reload.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';

const OLD = clusterConfig({ nodes: 2, services: [{ name: 'web' }, { name: 'db' }] });
const [WEB, DB] = OLD.services as [ClusterConfig['services'][number], ClusterConfig['services'][number]];
const moved = { ...WEB, resources: [{ ...WEB.resources[0], attributes: { ip: '10.0.0.9' } }] } as typeof WEB;

const cases: readonly (readonly [string, Partial<ClusterConfig>, readonly RegExp[]])[] = [
  ['nothing', {}, []],
  ['a new service', { services: [...OLD.services, { ...WEB, id: 'service:new', name: 'new' }] }, []],
  ['a policy of a running service', { services: [{ ...WEB, recovery: 'relocate', priority: 9 }, DB] }, []],
  ['a fence device', { nodes: OLD.nodes.map((node) => ({ ...node, fence: [] })) }, []],
  [
    'a failover domain',
    { domains: [{ name: 'd', ordered: true, restricted: false, nofailback: false, members: [] }] },
    [],
  ],
  ['a running service removed', { services: [DB] }, [/service:web was removed.*picket disable service:web/]],
  ['a stopped service removed', { services: [WEB] }, []],
  [
    'resources of a running service',
    { services: [moved, DB] },
    [/resources of service:web changed.*picket disable/],
  ],
  ['a lower version', { version: 0 }, [/config_version 0 is lower than 1/]],
  ['the name', { name: 'other' }, [/name changed: restart picket on all nodes/]],
  ['timing', { heartbeat: { ...OLD.heartbeat, deadtime: 1 } }, [/<heartbeat> changed: restart/]],
  [
    'a witness',
    { quorum: { ...OLD.quorum, witness: { host: '10.0.0.9', port: 694, votes: 1 } } },
    [/votes or two_node changed: restart/],
  ],
  [
    'what happens without quorum',
    { quorum: { ...OLD.quorum, noQuorumGrace: 60_000, noQuorumPolicy: 'stop' } },
    [],
  ],
  ['votes', { quorum: { ...OLD.quorum, expectedVotes: 3 } }, [/votes or two_node changed: restart/]],
  ['a node fewer', { nodes: OLD.nodes.slice(1) }, [/nodes or their addresses changed: restart/]],
];

test.each(cases)('%s', (_, change, objections) => {
  const found = reloadObjections(OLD, { ...OLD, ...change }, (service) => service === 'service:web');
  expect(found).toHaveLength(objections.length);
  for (const [index, words] of objections.entries()) expect(found[index]).toMatch(words);
});
