/** What `picket explain` tells of a service: where it could run and why, and what it waits for. As the coordinator sees it. */
import type { FailoverDomain, ServiceConfig } from '#src/config/model.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { NodeRank } from '#src/resources/placement.ts';
import type { ExplainResult } from './commands.ts';
import type { ServiceDesk } from './service-desk.ts';
import type { Explanation } from './status.ts';

export interface ExplainDeps {
  readonly services: Pick<ServiceDesk, 'board' | 'ranks' | 'unplaced' | 'stopWaits'>;
  readonly domains: readonly FailoverDomain[];
  readonly nodeName: (id: NodeId) => string;
}

/** `service`: an id, or a name for `service:NAME`. */
export function explainService({ services, domains, nodeName }: ExplainDeps, service: string): ExplainResult {
  const id = service.includes(':') ? service : `service:${service}`;
  const instances = services.board.instances(id);
  const only = services.board.find(id);
  const found = only === undefined ? instances : [only];
  if (found.length === 0) {
    return { code: 'NOSERVICE', message: `there is no ${id} in cluster.xml`, owner: null, explanations: [] };
  }
  const explanations = found.map((one): Explanation => {
    const entry = services.board.entry(one.id);
    const owner = entry?.owner ?? 0;
    // What runs would take its group along; what waits goes where its group is.
    const ranks = services.ranks(one.id, { withGroup: owner !== 0 });
    return {
      service: one.id,
      state: entry?.state ?? 'uninitialized',
      owner: owner === 0 ? null : nodeName(owner),
      why: entry?.why ?? '',
      waits: services.stopWaits(one.id) ?? services.unplaced(one.id) ?? null,
      rules: rulesOf(one, domains, nodeName),
      nodes: ranks.map((rank) => showRank(rank, owner)),
    };
  });
  const owners = explanations.flatMap(({ owner }) => owner ?? []);
  const owner = owners.length === 0 ? null : owners.join(', ');
  return { code: 'SUCCESS', message: '', owner, explanations };
}

function showRank({ node, name, eligible, reasons }: NodeRank, owner: NodeId): Explanation['nodes'][number] {
  return { node: name, eligible, owner: node === owner, reasons };
}

function rulesOf(
  service: ServiceConfig,
  domains: readonly FailoverDomain[],
  nodeName: (id: NodeId) => string,
): readonly string[] {
  const domain = domains.find(({ name }) => name === service.domain);
  const exclusive = { 0: '', 1: 'exclusive: alone on its node', 2: 'exclusive="2": rather on an empty node' };
  return [
    service.only === undefined ? '' : `the instance of ${service.instanceOf} on ${nodeName(service.only)}`,
    domain === undefined ? '' : domainRule(domain, nodeName),
    service.depend.length === 0 ? '' : dependRule(service),
    exclusive[service.exclusive],
    service.keepApart === undefined ? '' : `kept apart from all others of group ${service.keepApart}`,
    service.keepTogether === undefined
      ? ''
      : `kept together with all others of group ${service.keepTogether}`,
    service.needs.length === 0 ? '' : `needs ${service.needs.join(', ')}`,
    service.priority === 0 ? '' : `priority ${service.priority}`,
    service.weight === 1 ? '' : `weight ${service.weight}`,
  ].filter((rule) => rule !== '');
}

function domainRule(domain: FailoverDomain, nodeName: (id: NodeId) => string): string {
  const members = domain.members
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ node, priority }) => (domain.ordered ? `${nodeName(node)} (${priority})` : nodeName(node)));
  const flags = [domain.restricted ? 'restricted' : '', domain.nofailback ? 'nofailback' : ''];
  return [
    `failover domain ${domain.name}: ${members.join(', ')}`,
    ...flags.filter((flag) => flag !== ''),
  ].join(', ');
}

function dependRule({ depend, dependMode }: ServiceConfig): string {
  const ids = depend.join(', ');
  return dependMode === 'hard' ? `depends on ${ids}, on the same node` : `depends on ${ids} for its start`;
}
