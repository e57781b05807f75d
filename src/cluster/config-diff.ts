/** What a push of a file would do, for whoever wants to know before: `picket config diff`. Pure. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ServiceDelta } from '#src/config/delta.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Ledger } from '#src/membership/types.ts';
import type { ConfigDiff, ConfigServiceDiff } from './commands.ts';
import { planChange } from './config-plan.ts';
import { configRecord } from './config-record.ts';
import type { Configuration, ReadFile } from './configuration.ts';
import { serviceEntry } from './records.ts';
import { restartObjections } from './restart-parts.ts';

export interface DiffInput {
  readonly inUse: Configuration;
  /** As the daemon uses it. */
  readonly running: ClusterConfig;
  readonly next: ReadFile;
  readonly ledger: Ledger;
  readonly agents: AgentRegistry;
}

export function diffConfig({ inUse, running, next, ledger, agents }: DiffInput): ConfigDiff {
  const from = { version: inUse.config.version, digest: inUse.digest };
  const { configuration, problems } = next;
  if (configuration === undefined)
    return { ok: false, from, to: null, problems, objections: [], services: [], others: [] };
  const { config, digest } = configuration;
  const to = { version: config.version, digest };
  if (digest === inUse.digest)
    return { ok: true, from, to, problems, objections: [], services: [], others: [] };
  const plan = planChange(running, config, configRecord(ledger), ledger, agents);
  const objections = [
    ...(config.version > from.version
      ? []
      : [`config_version must be higher than ${from.version}, which is in use`]),
    ...restartObjections(running, config),
    ...plan.objections,
  ];
  return {
    ok: objections.length === 0,
    from,
    to,
    problems,
    objections,
    services: plan.deltas.map((delta) => showService(delta, running, ledger)),
    others: otherChanges(running, config),
  };
}

function showService(delta: ServiceDelta, running: ClusterConfig, ledger: Ledger): ConfigServiceDiff {
  const { service, change, changed, settings, leftAlone } = delta;
  const owner = serviceEntry(ledger, service)?.owner ?? 0;
  const ids = (resources: ServiceDelta['stop']): readonly string[] => resources.map(({ id }) => id);
  return {
    ...{ service, change, changed, settings, leftAlone },
    owner: running.nodes.find(({ id }) => id === owner)?.name ?? null,
    stop: ids(delta.stop),
    start: ids(delta.start),
    reconfigure: ids(delta.reconfigure),
  };
}

/** What is taken up at once, and stops nothing. */
function otherChanges(before: ClusterConfig, after: ClusterConfig): readonly string[] {
  const lines: string[] = [];
  for (const node of before.nodes) {
    const next = after.nodes.find(({ id }) => id === node.id);
    if (next !== undefined && !same(node.fence, next.fence)) lines.push(`how ${node.name} is fenced`);
    if (next !== undefined && !same(node.unfence, next.unfence))
      lines.push(`what ${node.name} gives itself back after its fence`);
  }
  if (!same(before.fencing, after.fencing)) lines.push('<fence_daemon>');
  lines.push(...namedChanges('failoverdomain', before.domains, after.domains));
  lines.push(...namedChanges('health', before.health, after.health));
  if (!same(before.notify, after.notify)) lines.push('<notify>');
  const { noQuorumGrace, noQuorumPolicy } = before.quorum;
  if (noQuorumGrace !== after.quorum.noQuorumGrace || noQuorumPolicy !== after.quorum.noQuorumPolicy)
    lines.push('what happens without quorum');
  if (before.maxParallel !== after.maxParallel || before.statusPollInterval !== after.statusPollInterval)
    lines.push('settings of <rm>');
  return lines;
}

function namedChanges(
  what: string,
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): readonly string[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [old, next] = [before, after].map((list) => list.find((one) => one.name === name));
    if (same(old, next)) return [];
    const does = old === undefined ? ' is new' : next === undefined ? ' is removed' : '';
    return [`${what} ${name}${does}`];
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
