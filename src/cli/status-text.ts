/** `picket status` in text: first what is wrong or waited for, then what runs where. Pure: document in, lines out. */
import type { StatusDocument, Wait } from '#src/cluster/status.ts';
import { type Cell, columns, oneLine, wrap } from './columns.ts';
import { fenceRows, fencingRows } from './status-fencing.ts';
import { nodeRows } from './status-nodes.ts';
import { serviceCounts, serviceRows } from './status-services.ts';
import type { Palette } from './terminal.ts';
import { clockTime, duration } from './times.ts';

export interface Look {
  /** Columns to wrap at, Infinity for none. */
  readonly width: number;
  readonly palette: Palette;
}

const FENCES_SHOWN = 5;

export function statusText(status: StatusDocument, look: Look): string {
  const sections = [header(status, look), waits(status, look), warnings(status, look)];
  sections.push(table('Nodes', nodeRows(status, look.palette), look));
  sections.push(table('Fencing', fencingRows(status, look.palette), look));
  sections.push(table(serviceTitle(status), serviceRows(status, look.palette), look));
  sections.push(
    table('Last fences', fenceRows(status, status.fences.slice(0, FENCES_SHOWN), look.palette), look),
  );
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
}

function header(status: StatusDocument, { palette, width }: Look): readonly string[] {
  const { view, at } = status;
  const name = `Cluster ${palette.heading(status.cluster)}`;
  const digest = status.configDigest === undefined ? '' : ` (${status.configDigest.slice(0, 12)})`;
  const answered = `config version ${status.configVersion}${digest}, seen by ${status.node} at ${clockTime(at, at)}`;
  if (view === null) {
    const state = status.state === 'joining' ? 'joining: no view of the cluster yet' : status.state;
    return [`${name}: ${palette.careful(state)}`, answered];
  }
  const quorum = view.quorate ? palette.good('quorate') : palette.bad('NOT QUORATE');
  const leaving = status.state === 'leaving' ? `, ${palette.careful(`${status.node} is leaving`)}` : '';
  const lines = [
    `${name}: ${quorum}, coordinator ${view.coordinator}, view ${view.epoch}${leaving}`,
    answered,
  ];
  const words = [status.maintenance && 'MAINTENANCE', status.locked && 'LOCKED'].filter(
    (word) => word !== undefined,
  );
  if (words.length > 0) lines.push(palette.bad(words.join(', ')));
  if (!view.quorate || !view.mayStart) {
    const starts = view.mayStart ? '' : 'no service is started: ';
    lines.push(...wrap(oneLine(`${starts}${view.reason}`), width).map(palette.bad));
  }
  return lines;
}

function waits(status: StatusDocument, { palette, width }: Look): readonly string[] {
  const lines = status.waits.flatMap((wait) => [
    ...columns([[{ text: wait.what, paint: palette.careful }]], width, 2),
    ...columns(waitRows(wait, status.at), width, 4),
  ]);
  return lines.length === 0 ? [] : [palette.careful('WAITING'), ...lines];
}

function waitRows(wait: Wait, now: number): readonly (readonly Cell[])[] {
  const rows = [
    [{ text: 'since:' }, { text: `${clockTime(wait.since, now)} (${duration(now - wait.since)})` }],
  ];
  if (wait.until !== null && wait.until > now) {
    rows.push([
      { text: 'until:' },
      { text: `${clockTime(wait.until, now)} (${duration(wait.until - now)} left)` },
    ]);
  }
  return [...rows, [{ text: 'ends when:' }, { text: wait.ends }]];
}

function warnings(status: StatusDocument, { palette, width }: Look): readonly string[] {
  if (status.warnings.length === 0) return [];
  const rows = status.warnings.map((text): readonly Cell[] => [{ text: '!' }, { text }]);
  return [palette.careful('WARNINGS'), ...columns(rows, width, 2)];
}

function serviceTitle(status: StatusDocument): string {
  const parts = serviceCounts(status).map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'Services' : `Services: ${parts.join(', ')}`;
}

function table(
  title: string,
  rows: readonly (readonly Cell[])[],
  { palette, width }: Look,
): readonly string[] {
  return rows.length === 0 ? [] : [palette.heading(title), ...columns(rows, width, 2)];
}
