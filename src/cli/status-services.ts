/** The services of `picket status`: those that need a look first, the others in the order of cluster.xml. */
import type { ServicePartStatus, ServiceStatus, StatusDocument } from '#src/cluster/status.ts';
import type { Cell } from './columns.ts';
import type { Paint, Palette } from './terminal.ts';
import { since } from './times.ts';

export function serviceRows(status: StatusDocument, palette: Palette): readonly (readonly Cell[])[] {
  if (status.services.length === 0) return [];
  const head = ['Service', 'State', 'Owner', 'Since', 'Why'].map((text) => ({ text, paint: palette.dim }));
  const rows = looks(status)
    .sort((a, b) => a.urgency - b.urgency)
    .map(({ service, orphaned, urgency }): readonly Cell[] => [
      { text: service.id },
      { text: stateText(service, orphaned), paint: paint(service, urgency, palette) },
      { text: ownerText(service) },
      { text: since(service.since, status.at) },
      { text: whyText(service, urgency) },
    ]);
  return [head, ...rows];
}

/** How many services are in which state, the most frequent state first. */
export function serviceCounts(status: StatusDocument): readonly (readonly [state: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { service, orphaned } of looks(status)) {
    const state = orphaned ? 'with a lost owner' : service.state;
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** 0: a person must look. 1: on its way, or down for now. 2: as somebody wants it. */
type Urgency = 0 | 1 | 2;

interface Look {
  readonly service: ServiceStatus;
  /** Its owner is lost and not fenced yet, whatever the ledger still says of the service. */
  readonly orphaned: boolean;
  readonly urgency: Urgency;
}

function looks(status: StatusDocument): Look[] {
  const lost = new Set(status.nodes.filter((node) => node.standing === 'lost').map((node) => node.name));
  return status.services.map((service) => {
    const orphaned = service.owner !== null && lost.has(service.owner);
    return { service, orphaned, urgency: orphaned ? 0 : isAway(service, status) ? 2 : urgencyOf(service) };
  });
}

/** An instance whose node is not there: it starts when that is back. */
function isAway({ only, state }: ServiceStatus, { view }: StatusDocument): boolean {
  return only !== undefined && state === 'stopped' && view !== null && !view.members.includes(only);
}

function urgencyOf(service: ServiceStatus): Urgency {
  switch (service.state) {
    case 'failed':
    case 'error':
      return 0;
    case 'started':
      return service.frozen || service.partial !== undefined ? 1 : 2;
    case 'disabled':
      return 2;
    default:
      return 1;
  }
}

function stateText(service: ServiceStatus, orphaned: boolean): string {
  const state = orphaned ? `${service.state}, owner lost` : service.state;
  const flags = [
    ...(service.frozen ? ['frozen'] : []),
    ...(service.partial === undefined ? [] : ['partial']),
  ];
  return flags.length === 0 ? state : `${state} [${flags.join(', ')}]`;
}

function paint(service: ServiceStatus, urgency: Urgency, palette: Palette): Paint {
  if (urgency === 0) return palette.bad;
  if (urgency === 1) return palette.careful;
  return service.state === 'started' ? palette.good : palette.dim;
}

function ownerText(service: ServiceStatus): string {
  if (service.owner !== null)
    return service.migration === undefined ? service.owner : `${service.owner} > ${service.migration.to}`;
  return service.lastOwner === null ? '-' : `(${service.lastOwner})`;
}

function whyText(service: ServiceStatus, urgency: Urgency): string {
  const restarts = service.restarts > 0 ? `restarts: ${service.restarts}` : '';
  const goesWithoutSaying = urgency === 2 || service.partial !== undefined;
  const why = service.state === 'started' && goesWithoutSaying ? '' : service.why;
  const down = (service.partial ?? []).map(partText).join(', ');
  const failed = (service.notTo ?? []).map(
    ({ node, why: words }) => `could not migrate to ${node}: ${words}`,
  );
  return [down, far(service), why, ...failed, restarts].filter((part) => part !== '').join('; ');
}

/** `43 %, 1.2 GiB left`. */
function far({ migration }: ServiceStatus): string {
  const { percent = null, words = '' } = migration ?? {};
  return [percent === null ? '' : `${Math.floor(percent)} %`, words].filter((part) => part !== '').join(', ');
}

function partText({ resource, state, why }: ServicePartStatus): string {
  const words = { stopped: 'is stopped', retried: 'is tried again', 'may-run': 'may run' } as const;
  return `${resource} ${words[state]} (${why})`;
}
