/** What an OCF resource agent says of its own timing: its `meta-data`, read leniently. Format: OCF RA API 1.1. */
import { SaxesParser } from 'saxes';
import { parseDuration } from '#src/config/duration.ts';
import type { Millis } from '#src/host/ports.ts';
import type { AgentTiming } from './agent.ts';

type Action = Readonly<Record<string, string>>;

/**
 * Undefined when the text is no meta-data. The depths above 0 have the interval 0 (never by themselves): they may be
 * costly or write to the disk, so they run only when the configuration asks for them.
 */
export function timingFromMetadata(xml: string, fallback: AgentTiming): AgentTiming | undefined {
  const actions = actionsOf(xml);
  if (actions === undefined) return undefined;
  const timeout = (name: string, otherwise: Millis): Millis =>
    time(actions.find((action) => action['name'] === name)?.['timeout']) || otherwise;
  const monitors = actions
    .filter((action) => (action['name'] === 'monitor' || action['name'] === 'status') && !forPromoted(action))
    .map((action) => {
      const depth = Number.parseInt(action['depth'] ?? '0', 10) || 0;
      const interval = depth > 0 ? 0 : time(action['interval']) || DEFAULT_INTERVAL_MS;
      return { depth, interval, timeout: time(action['timeout']) || DEFAULT_TIMEOUT_MS };
    });
  const known = monitors.filter(
    (monitor, at) => monitors.findIndex(({ depth }) => depth === monitor.depth) === at,
  );
  return {
    startTimeout: timeout('start', fallback.startTimeout),
    stopTimeout: timeout('stop', fallback.stopTimeout),
    monitors: known.some(({ depth }) => depth === 0) ? known : [...fallback.monitors, ...known],
  };
}

const DEFAULT_INTERVAL_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 20_000;

/** Monitors of a promoted clone have another interval; Picket runs no promoted resources by way of this type. */
function forPromoted(action: Action): boolean {
  return action['role'] === 'Master' || action['role'] === 'Promoted';
}

/** 0 when absent or no time. */
function time(text: string | undefined): Millis {
  return text === undefined ? 0 : (parseDuration(text.trim(), 'rgmanager') ?? 0);
}

function actionsOf(xml: string): readonly Action[] | undefined {
  const actions: Action[] = [];
  let isAgent = false;
  let broken = false;
  const parser = new SaxesParser();
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', (tag) => {
    if (tag.name === 'resource-agent') isAgent = true;
    if (tag.name === 'action') actions.push({ ...tag.attributes });
  });
  parser.write(xml).close();
  return isAgent && !broken ? actions : undefined;
}
