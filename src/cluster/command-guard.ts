/** What the restricting words do to operators' commands on services, before the service itself is asked; and which node `prefer` means. */

import { fullName } from './command-queue.ts';
import type { CommandResult, ServiceCommand, ServiceVerb } from './commands.ts';
import type { Coordinator } from './coordinator.ts';
import { lockWords, maintenanceWords } from './restriction-board.ts';

const STARTS: ReadonlySet<ServiceVerb> = new Set<ServiceVerb>(['enable', 'restart', 'relocate', 'migrate']);

/** Refused now; undefined when nothing speaks against it. A move or a restart would stop what could not start again. */
export function restrictionObjection(
  { restrictions }: Pick<Coordinator, 'restrictions'>,
  { verb }: ServiceCommand,
): CommandResult | undefined {
  const maintenance = restrictions.maintenance();
  if (maintenance !== undefined && verb !== 'freeze' && verb !== 'thaw')
    return { code: 'FROZEN', message: maintenanceWords(maintenance), owner: null };
  const lock = restrictions.lock();
  if (lock !== undefined && STARTS.has(verb)) return { code: 'AGAIN', message: lockWords(lock), owner: null };
  return undefined;
}

/** The command with the preferred node as the wanted one, if that can take the service. */
export function withPreferred(
  { services }: Pick<Coordinator, 'services'>,
  command: ServiceCommand,
): ServiceCommand {
  const { prefer, ...rest } = command;
  if (prefer === undefined || command.node !== undefined || command.verb !== 'enable') return rest;
  const rank = services.ranks(fullName(command.service)).find(({ name }) => name === prefer);
  return rank?.eligible === true && !rank.lastResort ? { ...rest, node: prefer } : rest;
}
