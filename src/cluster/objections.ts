/** Why an operator's command on a service is not carried out although its state would allow it: for command-desk.ts. */
import type { NodeId } from '#src/membership/types.ts';
import { explain, type NodeRank } from '#src/resources/placement.ts';
import type { Obstacle } from '#src/resources/relations.ts';
import type { OperatorEvent } from '#src/resources/service-events.ts';
import type { ResultCode } from './commands.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface Refused {
  readonly code: ResultCode;
  readonly message: string;
}

type Services = Pick<ServiceDesk, 'ranks' | 'entry' | 'board' | 'isPassing' | 'migratable'>;

/** Undefined when nothing speaks against it. `target`: the node asked for, 0 for any; `owner`: where it is. */
export function findObjection(
  services: Services,
  id: string,
  event: OperatorEvent,
  owner: NodeId,
): Refused | undefined {
  switch (event.type) {
    case 'enable':
      return targetObjection(services, id, event) ?? dependencyObjection(services, id);
    case 'relocate':
      return (
        frozenAbove(services, id) ??
        targetObjection(services, id, event) ??
        relocateObjection(services, id, event, owner)
      );
    case 'migrate':
      return (
        frozenAbove(services, id) ?? migrationObjection(services, id) ?? targetObjection(services, id, event)
      );
    case 'stop':
    case 'disable':
    case 'restart':
      return frozenAbove(services, id);
    case 'convalesce':
    case 'freeze':
    case 'thaw':
      return undefined;
  }
}

function targetObjection(
  services: Services,
  id: string,
  { type, target }: Extract<OperatorEvent, { type: 'enable' | 'relocate' | 'migrate' }>,
): Refused | undefined {
  if (target === 0) return undefined;
  const rank = services.ranks(id, { withGroup: type === 'relocate' }).find((one) => one.node === target);
  if (rank === undefined) return { code: 'NODE', message: `node ${target} can't take ${id}` };
  if (rank.eligible || rank.passing) return undefined;
  return {
    code: obstacleCode(rank.obstacle),
    message: `${rank.name} can't take ${id}: ${rank.reasons.join('; ')}`,
  };
}

/** As rgmanager answers for whatever is not migratory. */
function migrationObjection({ board, migratable }: Services, id: string): Refused | undefined {
  const service = board.find(id);
  const found = service === undefined ? undefined : migratable(service);
  if (found === undefined || found.can) return undefined;
  const wayOut = `to move it with a stop: picket relocate ${id} NODE`;
  return { code: 'INVAL', message: `${id} can't migrate: ${found.why}; ${wayOut}` };
}

/** What it depends on is down and stays so until somebody does something: then nothing is recorded, as with rgmanager. */
function dependencyObjection(services: Services, id: string): Refused | undefined {
  const { board } = services;
  const service = board.find(id);
  const entry = services.entry(id);
  if (service === undefined || entry === undefined || entry.owner !== 0) return undefined;
  for (const name of service.depend) {
    const needed = board.find(name);
    const all = needed === undefined ? board.instances(name) : [needed];
    const entries = all.flatMap((one) => services.entry(one.id) ?? []);
    if (entries.some(({ state, held }) => state !== 'disabled' && !isStuck(state) && !held)) continue;
    const states = [...new Set(entries.map(({ state }) => state))].join(', ');
    const message = `${id} depends on ${name}, which is ${states}: enable that first (picket enable ${name})`;
    return { code: 'DEPEND', message };
  }
  return undefined;
}

function isStuck(state: string): boolean {
  return state === 'failed' || state === 'error';
}

/** It would have to wait for what nobody but an operator may touch. */
function frozenAbove({ board, entry }: Services, id: string): Refused | undefined {
  const owner = entry(id)?.owner ?? 0;
  if (owner === 0) return undefined;
  const frozen = board.dependents(id).find((one) => entry(one.id)?.owner === owner && entry(one.id)?.frozen);
  if (frozen === undefined) return undefined;
  const message = `${frozen.id} depends on ${id} and is frozen: thaw it first (picket thaw ${frozen.id})`;
  return { code: 'DEPEND', message };
}

/** Stopping it would cost downtime for nothing. */
function relocateObjection(
  services: Services,
  id: string,
  { target }: Extract<OperatorEvent, { type: 'relocate' }>,
  owner: NodeId,
): Refused | undefined {
  if (target !== 0 || owner === 0) return undefined;
  const others = services.ranks(id, { avoid: owner, withGroup: true }).filter(({ node }) => node !== owner);
  if (others.some(({ eligible }) => eligible)) return undefined;
  return { code: commonCode(others), message: `no other node can take ${id}: ${explain(others).join('; ')}` };
}

/** The rule that keeps it from all nodes that are there, if it is one rule; else that it is not runnable. */
export function commonCode(ranks: readonly NodeRank[]): ResultCode {
  const [first, ...more] = new Set(ranks.map(({ obstacle }) => obstacle).filter((one) => one !== 'member'));
  const isRelation = first === 'exclusive' || first === 'depend' || first === 'apart' || first === 'together';
  return isRelation && more.length === 0 ? obstacleCode(first) : 'DOMAIN';
}

function obstacleCode(obstacle: Obstacle | undefined): ResultCode {
  switch (obstacle) {
    case 'exclusive':
      return 'EXCL';
    case 'depend':
    case 'apart':
    case 'together':
      return 'DEPEND';
    case 'domain':
    case 'only':
      return 'DOMAIN';
    case 'member':
    case 'ready':
    case 'health':
    case 'failed':
    case undefined:
      return 'NODE';
  }
}
