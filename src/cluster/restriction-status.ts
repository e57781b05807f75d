/** What status shows of operators' restricting words: who said which since when, and what they make wait. Pure. */
import type { ClusterConfig } from '#src/config/model.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, NodeId, NodeStanding } from '#src/membership/types.ts';
import type { Left } from './drain.ts';
import { serviceEntry } from './records.ts';
import { lockWords, maintenanceWords } from './restriction-board.ts';
import {
  byWhom,
  LOCK,
  MAINTENANCE,
  type Restriction,
  rebootKey,
  restriction,
  standbyWord,
} from './restrictions.ts';
import type { NodeStatus, Said, StatusDocument, Wait } from './status.ts';

export interface RestrictionStatusInput {
  readonly config: ClusterConfig;
  readonly ledger: Ledger;
  /** Of a node in standby, as the coordinator sees it; undefined on other members. */
  readonly left?: ((node: NodeId) => Left) | undefined;
}

/** Fields that are absent when nothing restricts. */
export function restrictionFields({
  ledger,
}: Pick<RestrictionStatusInput, 'ledger'>): Pick<StatusDocument, 'locked' | 'maintenance'> {
  const lock = restriction(ledger, LOCK);
  const maintenance = restriction(ledger, MAINTENANCE);
  return { ...(lock && { locked: said(lock) }), ...(maintenance && { maintenance: said(maintenance) }) };
}

export function standbyField(ledger: Ledger, node: NodeId): Pick<NodeStatus, 'standby' | 'reboot'> {
  const word = standbyWord(ledger, node);
  if (word === undefined) return {};
  const reboot = restriction(ledger, rebootKey(node));
  if (reboot === undefined) return { standby: said(word) };
  return { standby: said(word), reboot: { ...said(reboot), failed: reboot.reboot?.failed ?? null } };
}

/** Why nothing is started; empty when no word speaks against it. */
export function restrictionReason(ledger: Ledger): string {
  const maintenance = restriction(ledger, MAINTENANCE);
  if (maintenance !== undefined) return maintenanceWords(maintenance);
  const lock = restriction(ledger, LOCK);
  return lock === undefined ? '' : lockWords(lock);
}

export function restrictionWaits(input: RestrictionStatusInput): readonly Wait[] {
  const { config, ledger } = input;
  const waits: Wait[] = [];
  const maintenance = restriction(ledger, MAINTENANCE);
  if (maintenance !== undefined) {
    const what = `maintenance${byWhom(maintenance)}: services are left alone, whatever becomes of them`;
    waits.push({ what, since: maintenance.since, until: null, ends: 'run: picket maintenance off' });
  }
  const lock = restriction(ledger, LOCK);
  if (lock !== undefined) {
    const what = `the cluster is locked${byWhom(lock)}: no service is started`;
    waits.push({ what, since: lock.since, until: null, ends: 'run: picket unlock' });
  }
  for (const { id, name } of config.nodes) {
    const reboot = restriction(ledger, rebootKey(id));
    if (reboot !== undefined) waits.push(rebootWait(name, reboot, nodeRecord(ledger, id).standing));
    const word = standbyWord(ledger, id);
    if (word !== undefined) waits.push(...standbyWaits(id, name, word, input));
  }
  return waits;
}

function standbyWaits(
  node: NodeId,
  name: string,
  { since }: Restriction,
  { config, ledger, left }: RestrictionStatusInput,
): readonly Wait[] {
  // Only the coordinator knows what can move; the others see what is still there.
  const there = config.services.filter(
    ({ id, only }) => only !== node && serviceEntry(ledger, id)?.owner === node,
  );
  const { moving, stays } = left?.(node) ?? { moving: there.map(({ id }) => id), stays: [] };
  const going: readonly Wait[] =
    moving.length === 0
      ? []
      : [
          {
            what: `${name} is in standby: ${moving.join(', ')} ${moving.length === 1 ? 'is' : 'are'} still to move`,
            since,
            until: null,
            ends: `all of it runs elsewhere; picket online ${name} ends it at once`,
          },
        ];
  const remaining = stays.map(({ service, why }) => ({
    what: `${service} stays on ${name}, which is in standby: ${why}`,
    since,
    until: null,
    ends: `another node can take it; to stop it: picket disable ${service}`,
  }));
  return [...going, ...remaining];
}

function said({ who, since }: Restriction): Said {
  return { who, since };
}

function rebootWait(name: string, word: Restriction, standing: NodeStanding): Wait {
  const { who, since, reboot } = word;
  const asked = who === '' ? '' : `, as ${who} asked`;
  const until = null;
  if (reboot?.failed !== undefined) {
    const what = `${name} was not rebooted${asked}: ${reboot.failed}. It stays in standby`;
    return { what, since, until, ends: `run: picket online ${name}; or again: picket reboot ${name}` };
  }
  if (standing === 'member') {
    const ends = `it is empty, leaves and reboots; to call it off: picket online ${name}`;
    return { what: `${name} is to reboot${asked}`, since, until, ends };
  }
  const ends = `it is back, with a new boot; its standby then ends by itself, or with: picket online ${name}`;
  return { what: `${name} reboots${asked}`, since, until, ends };
}
