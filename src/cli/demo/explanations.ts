/** The demo's words around its events: what it is, the final table, and how to look around. Pure. */
import { join } from 'node:path';
import type { StatusDocument } from '#src/cluster/status.ts';
import { columns } from '../columns.ts';
import { NODES } from './demo-cluster.ts';
import type { LocalNode } from './node.ts';
import type { DemoOutcome } from './outcome.ts';

const [VICTIM, SURVIVOR] = NODES;

export const OPENING = (folder: string): string =>
  `Picket demo: two nodes, ${VICTIM} and ${SURVIVOR}, as processes on this machine; three services.
Heartbeats go over loopback addresses, the fence device is a program that kills processes.
All files are in ${folder} and go when the demo ends. Ctrl-C ends it at any time.`;

/** The final table and what it says in one sentence. */
export function endingLines(
  status: StatusDocument,
  result: DemoOutcome,
  services: readonly string[],
): readonly string[] {
  const ms = (value: number | undefined): string => (value === undefined ? '-' : `${value} ms`);
  const head = ['SERVICE', 'STATE', 'RUNS ON', 'STARTED ELSEWHERE', 'BACK HOME'].map((text) => ({ text }));
  const rows = services.map((id) => {
    const service = status.services.find((one) => one.id === id);
    const state = service?.state ?? 'unknown';
    return [id, state, service?.owner ?? '-', ms(result.startedMs[id]), ms(result.failedBackMs[id])].map(
      (text) => ({ text }),
    );
  });
  const last = Math.max(...Object.values(result.startedMs));
  return [
    '',
    ...columns([head, ...rows], Number.POSITIVE_INFINITY, 2),
    '',
    `${VICTIM} was declared dead ${result.detectedMs} ms after the kill (deadtime ${result.deadtimeMs} ms, counted from its last heartbeat), confirmed off after ${result.fencedMs} ms,`,
    `and everything it ran was up on ${SURVIVOR} after ${last} ms. Nothing started before the fence was confirmed.`,
  ];
}

/** The CLI as it can be typed here. */
export function lookAround(nodes: readonly LocalNode[]): string {
  const cli = join(import.meta.dirname, '../../../bin/picket');
  const [, survivor] = nodes;
  const socket = survivor?.socket ?? '';
  return `
The cluster keeps running until you press Ctrl-C here. In another terminal:
  export PICKET_SOCKET=${socket}
  ${cli} status
  ${cli} events --follow
  ${cli} relocate shop ${SURVIVOR}
  ${cli} fence ${VICTIM}
Kill a daemon and see what happens:  ${nodes.map((node) => `${node.name} has pid ${node.pid() ?? '-'}`).join(', ')}`;
}
