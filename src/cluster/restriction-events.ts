/** What is told when an operator restricts a node or the cluster, or ends that. Pure. */
import type { NodeId } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';
import { byWhom, isRebootKey, LOCK, type Restriction, restrictedNode } from './restrictions.ts';

export function restrictionEvents(
  key: string,
  old: Restriction | null | undefined,
  word: Restriction,
  nodeName: (id: NodeId) => string,
): readonly EventFields[] {
  const who = byWhom(word);
  const id = restrictedNode(key);
  if (isRebootKey(key)) return rebootEvents(nodeName(id), old, word);
  if ((old?.on ?? false) === word.on) return [];
  if (id !== 0) {
    const node = nodeName(id);
    return word.on
      ? [{ name: 'node.standby', node, message: `${node} is put in standby${who}: its services move away` }]
      : [{ name: 'node.online', node, message: `the standby of ${node} is ended${who}` }];
  }
  if (key === LOCK) {
    return word.on
      ? [{ name: 'cluster.locked', message: `the cluster is locked${who}: nothing is started` }]
      : [{ name: 'cluster.unlocked', message: `the cluster is unlocked${who}` }];
  }
  return word.on
    ? [{ name: 'cluster.maintenance', message: `maintenance${who} begins: all services are left alone` }]
    : [{ name: 'cluster.maintenance-over', message: `maintenance is over${who}` }];
}

function rebootEvents(
  node: string,
  old: Restriction | null | undefined,
  word: Restriction,
): readonly EventFields[] {
  const before = old?.on === true ? old.reboot : undefined;
  const who = byWhom(word);
  if (!word.on) {
    if (before === undefined) return [];
    const message =
      word.reboot !== undefined
        ? `${node} has been booted: its standby ends`
        : `the reboot of ${node} is called off${who}`;
    return [{ name: 'node.online', node, message }];
  }
  const failed = word.reboot?.failed;
  if (failed !== undefined)
    return before?.failed === failed
      ? []
      : [{ name: 'node.reboot-failed', node, message: `${node} is not rebooted: ${failed}` }];
  if (before !== undefined && before.failed === undefined) return [];
  return [
    {
      name: 'node.standby',
      node,
      message: `${node} is to reboot${word.who === '' ? '' : `, as ${word.who} asked`}: its services move away`,
    },
  ];
}
