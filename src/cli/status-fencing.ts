/** Fencing as `picket status` and `picket fences` show it: who could be fenced, and who was. Pure. */
import type { FenceStatus, NodeFencing, StatusDocument } from '#src/cluster/status.ts';
import type { Millis } from '#src/host/ports.ts';
import type { Cell } from './columns.ts';
import type { Paint, Palette } from './terminal.ts';
import { duration, since } from './times.ts';

type Rows = readonly (readonly Cell[])[];

/** Whether each node could be fenced now; nothing while the daemon does not say. */
export function fencingRows(status: StatusDocument, palette: Palette): Rows {
  const rows = status.nodes.flatMap(({ name, fencing }): Rows => {
    if (fencing === undefined) return [];
    const armed = { text: fencing.armed, paint: armedPaint(fencing, palette) };
    return [[{ text: name }, armed, { text: proven(fencing, status.at) }, { text: fencing.why }]];
  });
  return rows.length === 0 ? [] : [head(['Node', 'Armed', 'Proven', 'Why'], palette), ...rows];
}

/** Given newest first. */
export function fenceRows(status: StatusDocument, fences: readonly FenceStatus[], palette: Palette): Rows {
  if (fences.length === 0) return [];
  const rows = fences.map((fence): readonly Cell[] => [
    { text: fence.node },
    { text: fence.state, paint: fencePaint(fence, palette) },
    { text: since(fence.ended ?? fence.began, status.at) },
    { text: fence.by || '-' },
    { text: methodOf(fence) },
    { text: fenceWhy(fence) },
  ]);
  return [head(['Node', 'Result', 'Since', 'By', 'Method', 'Why'], palette), ...rows];
}

/** `0.4 s`, `12 s`. */
export function took(ms: Millis): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

function head(titles: readonly string[], palette: Palette): readonly Cell[] {
  return titles.map((text) => ({ text, paint: palette.dim }));
}

function methodOf({ method, device = '' }: FenceStatus): string {
  return [method, device].filter((part) => part !== '').join('/') || '-';
}

function proven({ proven: proof }: NodeFencing, now: Millis): string {
  if (proof === null) return 'never';
  const how = proof.by === 'test' ? 'tested' : 'fenced';
  return `${how} ${since(proof.at, now)}${proof.ms === null ? '' : `, took ${took(proof.ms)}`}`;
}

function armedPaint({ armed }: NodeFencing, palette: Palette): Paint {
  switch (armed) {
    case 'yes':
      return palette.good;
    case 'partly':
    case 'unknown':
      return palette.careful;
    case 'no':
      return palette.bad;
  }
}

function fencePaint({ state }: FenceStatus, palette: Palette): Paint {
  switch (state) {
    case 'fenced':
      return palette.good;
    case 'retrying':
      return palette.bad;
    case 'waiting':
    case 'running':
      return palette.careful;
    case 'called-off':
      return palette.dim;
  }
}

function fenceWhy({ attempts, state, lastError, evidence }: FenceStatus): string {
  const tries = attempts > 1 ? `${attempts} attempts` : '';
  const error = state === 'fenced' || lastError === '' ? '' : lastError;
  return [tries, error, evidence].filter((part) => part !== '').join('; ');
}
