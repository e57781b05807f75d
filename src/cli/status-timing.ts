/** `picket status --timing`: how heartbeats come, and what warntime and deadtime would fit. Pure: document in, lines out. */
import type { Percentiles, StatusDocument } from '#src/cluster/status.ts';
import { type Cell, columns } from './columns.ts';
import type { Look } from './status-text.ts';

export function timingText({ timing, node }: StatusDocument, { palette, width }: Look): string {
  if (timing === undefined) return 'this picketd does not measure its heartbeats: it is of an older version';
  const { keepalive, warntime, deadtime, longestPause, failedSends, links, proposal } = timing;
  const head = ['From', 'Link', 'Heartbeats', 'Round trip', '', '', 'Late by', '', ''];
  const under = ['', '', '', 'p50', 'p99', 'max', 'p50', 'p99', 'max'];
  const dim = (words: readonly string[]): readonly Cell[] =>
    words.map((text) => ({ text, paint: palette.dim }));
  const rows = links.map(({ node: from, link, roundTrip, late }): readonly Cell[] => [
    { text: from },
    { text: link },
    { text: String(late.count) },
    ...cells(roundTrip),
    ...cells(late),
  ]);
  const lines = [
    palette.heading(`Heartbeats as ${node} hears them`),
    ...columns([dim(head), dim(under), ...rows], width, 2),
    '',
    `  this node stood still for at most ${ms(longestPause)}; ${failedSends} heartbeats could not be sent`,
    `  in use:   keepalive ${ms(keepalive)}, warntime ${ms(warntime)}, deadtime ${ms(deadtime)}`,
  ];
  if (proposal === null) return [...lines, '  proposed: not yet, too little has been measured'].join('\n');
  const fits = proposal.warntime <= warntime && proposal.deadtime <= deadtime;
  const verdict = fits
    ? 'what is in use is safe'
    : 'what is in use is too short for this network and these nodes';
  const proposed = `warntime ${ms(proposal.warntime)}, deadtime ${ms(proposal.deadtime)} or more`;
  lines.push(`  proposed: ${proposed}: ${(fits ? palette.good : palette.careful)(verdict)}`);
  return lines.join('\n');
}

function cells({ count, p50, p99, max }: Percentiles): readonly Cell[] {
  return [p50, p99, max].map((value) => ({ text: count === 0 ? '-' : ms(value) }));
}

function ms(value: number): string {
  return value < 10 ? `${Number(value.toFixed(2))} ms` : `${Math.round(value)} ms`;
}
