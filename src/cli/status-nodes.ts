/** The nodes of `picket status`: who is in, since when, how each link is, and why when something is wrong. */
import type { NodeStatus, StatusDocument } from '#src/cluster/status.ts';
import type { Cell } from './columns.ts';
import type { Paint, Palette } from './terminal.ts';
import { duration, since } from './times.ts';

export function nodeRows(status: StatusDocument, palette: Palette): readonly (readonly Cell[])[] {
  if (status.nodes.length === 0) return [];
  const head = ['Node', 'State', 'Since', 'Links', 'Why'].map((text) => ({ text, paint: palette.dim }));
  const rows = status.nodes.map((node): readonly Cell[] => [
    { text: node.local ? `${node.name} (this node)` : node.name },
    { text: nodeState(node), paint: nodePaint(node, palette) },
    { text: since(node.since, status.at) },
    {
      text: links(node),
      paint: node.links.every((link) => link.up) || node.local ? palette.good : palette.careful,
    },
    { text: nodeWhy(node) },
  ]);
  return [head, ...rows];
}

/** The ledger's word, with the detector's where that differs: a member may be late, one that left may be back. */
function nodeState(node: NodeStatus): string {
  const state = standingText(node);
  return node.standby === undefined ? state : `${state}, standby`;
}

function standingText({ standing, peer }: NodeStatus): string {
  const expected = standing === 'member' ? 'up' : standing === 'left' ? 'left' : 'dead';
  if (peer === 'self' || peer === expected || peer === 'unknown') return standing;
  return `${standing}, ${peer}`;
}

function nodePaint(node: NodeStatus, palette: Palette): Paint {
  if (node.standing === 'member' && node.standby !== undefined) return palette.careful;
  if (node.standing === 'member')
    return node.peer === 'up' || node.peer === 'self' ? palette.good : palette.careful;
  if (node.standing === 'held') return palette.careful;
  return node.standing === 'lost' ? palette.bad : palette.dim;
}

function links(node: NodeStatus): string {
  if (node.local) return node.links.map((link) => link.name).join(' ') || '-';
  return node.links.map((link) => `${link.name} ${link.up ? 'up' : 'DOWN'}`).join(' ') || '-';
}

function nodeWhy(node: NodeStatus): string {
  const parts = node.standing === 'member' ? [] : [node.why];
  if (node.standby !== undefined) parts.push(standbyWhy(node, node.standby.who));
  for (const { name, state, why } of node.health ?? []) {
    if (state === 'failing') parts.push(`unwell (${name}): ${why}`);
  }
  if (node.watchdog?.armed === false && node.standing === 'member') parts.push('its watchdog is not armed');
  for (const link of node.links) {
    if (link.up || node.local) continue;
    const silent = link.silentFor === null ? 'nothing ever heard' : `silent for ${duration(link.silentFor)}`;
    parts.push(`${link.name}: ${link.reason === '' ? silent : `${link.reason}, ${silent}`}`);
  }
  return parts.filter((part) => part !== '').join('; ');
}

function standbyWhy({ name, standing, reboot }: NodeStatus, who: string): string {
  const by = who === '' ? '' : ` by ${who}`;
  if (reboot === undefined || reboot.failed !== null) return `in standby${by}: picket online ${name}`;
  return standing === 'member' ? `to be rebooted${by}` : `reboots${by}`;
}
