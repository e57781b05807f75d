/** The demo's words around its events: what it is, the final table, and how to look around. Pure. */
import { join } from 'node:path';
import type { StatusDocument } from '#src/cluster/status.ts';
import { columns } from '../columns.ts';
import { DEADTIME_MS, NODES } from './demo-cluster.ts';
import type { LocalNode } from './node.ts';
import type { DemoOutcome } from './outcome.ts';

const [VICTIM, SURVIVOR] = NODES;

export const OPENING = (folder: string): string =>
  `Picket demo: a cluster of two nodes, ${VICTIM} and ${SURVIVOR}, with three services, on this one machine.
Each node is a real daemon. Its heartbeats go over loopback addresses, its services are processes, and its fence device, which would cut a real machine's power, is a program that kills all of them.
All files are in ${folder} and go when the demo ends. Ctrl-C ends it at any time.
In the lines below, BY is the node that tells.`;

export interface Act {
  readonly title: string;
  readonly explanation: string;
}

export const FORMING: Act = {
  title: '1. The cluster forms, services start in order',
  explanation: `Both nodes boot, hear each other and agree on a view: who is a member. Its coordinator says what starts where; a service is a tree of resources and starts from the root. Times count from the boot.`,
};

export const DYING: Act = {
  title: `2. ${VICTIM} loses its power`,
  explanation: `SIGKILL for all it runs: no good-bye, no stopped services. ${SURVIVOR} may start them only when ${VICTIM} is confirmed off. Times count from the kill; a node counts as dead when nothing was heard of it for ${DEADTIME_MS} ms (deadtime).`,
};

export const RETURNING: Act = {
  title: `3. ${VICTIM} comes back`,
  explanation: `The fence has powered it on again: ${VICTIM} boots, joins, and gets back the services that prefer it, one after the other. Times still count from the kill.`,
};

/** Where the services ended up, and how long they were away. */
export function endingTable(
  status: StatusDocument,
  result: DemoOutcome,
  services: readonly string[],
): readonly string[] {
  const ms = (value: number | undefined): string => (value === undefined ? '-' : `${value} ms`);
  const head = ['SERVICE', 'STATE', 'RUNS ON', `UP ON ${SURVIVOR} AFTER`, `BACK ON ${VICTIM} AFTER`];
  const rows = services.map((id) => {
    const service = status.services.find((one) => one.id === id);
    const state = service?.state ?? 'unknown';
    return [id, state, service?.owner ?? '-', ms(result.startedMs[id]), ms(result.failedBackMs[id])];
  });
  const cells = [head, ...rows].map((row) => row.map((text) => ({ text })));
  return columns(cells, Number.POSITIVE_INFINITY, 2);
}

/** What was measured, in words; all times count from the kill. */
export function endingWords({ ok, ...result }: DemoOutcome): string {
  const last = Math.max(...Object.values(result.startedMs));
  const order = ok
    ? 'Nothing started before the fence was confirmed.'
    : 'A service started before the fence was confirmed: that must never happen. Please report it.';
  return `${VICTIM} was declared dead ${result.detectedMs} ms after the kill (deadtime ${result.deadtimeMs} ms, counted from its last heartbeat), confirmed off after ${result.fencedMs} ms, and everything it ran was up on ${SURVIVOR} after ${last} ms. ${order}`;
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
