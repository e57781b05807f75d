/** Which changes of cluster.xml only a restart of the daemons can make, and how a version is used until then. */
import { expect, test } from 'vitest';
import { restartObjections, withRunning } from '#src/cluster/restart-parts.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';

const OLD = clusterConfig({ nodes: 2, services: [{ name: 'web' }] });

const cases: readonly (readonly [string, Partial<ClusterConfig>, readonly RegExp[]])[] = [
  ['nothing', {}, []],
  ['services', { services: [] }, []],
  ['a fence device', { nodes: OLD.nodes.map((node) => ({ ...node, fence: [] })) }, []],
  [
    'a failover domain',
    { domains: [{ name: 'd', ordered: true, restricted: false, nofailback: false, members: [] }] },
    [],
  ],
  ['the name', { name: 'other' }, [/name changed: stop picket on all nodes/]],
  ['timing', { heartbeat: { ...OLD.heartbeat, deadtime: 1 } }, [/<heartbeat> changed: .*restart picket/]],
  [
    'a witness',
    { quorum: { ...OLD.quorum, witness: { host: '10.0.0.9', port: 694, votes: 1 } } },
    [/votes or two_node changed: .*restart/],
  ],
  [
    'what happens without quorum',
    { quorum: { ...OLD.quorum, noQuorumGrace: 60_000, noQuorumPolicy: 'stop' } },
    [],
  ],
  ['votes', { quorum: { ...OLD.quorum, expectedVotes: 3 } }, [/votes or two_node changed: .*restart/]],
  ['a node fewer', { nodes: OLD.nodes.slice(1) }, [/nodes or their addresses changed: .*restart/]],
];

test.each(cases)('%s', (_, change, objections) => {
  const found = restartObjections(OLD, { ...OLD, ...change });
  expect(found).toHaveLength(objections.length);
  for (const [index, words] of objections.entries()) expect(found[index]).toMatch(words);
});

test('until a restart a daemon keeps its own times and addresses, and takes up all else', () => {
  const next: ClusterConfig = {
    ...OLD,
    version: 2,
    heartbeat: { ...OLD.heartbeat, deadtime: 1 },
    quorum: { ...OLD.quorum, expectedVotes: 7, noQuorumPolicy: 'stop' },
    nodes: OLD.nodes.map((node) => ({ ...node, votes: 5, fence: [] })),
    services: [],
  };
  const used = withRunning(next, OLD);
  expect(used).toMatchObject({ version: 2, services: [], heartbeat: OLD.heartbeat });
  expect(used.quorum).toEqual({ ...OLD.quorum, noQuorumPolicy: 'stop' });
  expect(used.nodes).toEqual(OLD.nodes.map((node) => ({ ...node, fence: [] })));
  expect(restartObjections(OLD, used)).toEqual([]);
});
