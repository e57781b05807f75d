/** Where a merge happens: three nodes, nothing heard from outside the view, nobody asked for anything. */
import type { MergeContext } from '#src/cluster/merge-view.ts';
import { type ClusterPlan, clusterConfig } from '#src/sim/cluster-config.ts';
import { NOW } from '#test/resources/service-samples.ts';

export function mergeContext(services: ClusterPlan['services'] = []): MergeContext {
  return {
    config: clusterConfig({ nodes: 3, services }),
    now: NOW,
    mayFence: true,
    confirmedDown: new Map(),
    nodeName: (id) => `node${id}`,
    fenceAsked: () => false,
    heard: () => undefined,
    held: () => false,
  };
}
