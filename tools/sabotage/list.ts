/** Every sabotage, in the order in which they are tried. */
import { AGREEMENT } from './agreement.ts';
import { FENCING } from './fencing.ts';
import { HEARING } from './hearing.ts';
import { MIGRATIONS } from './migrations.ts';
import { OPERATORS } from './operators.ts';
import { ORDERS } from './orders.ts';
import { REPORTS } from './reports.ts';
import type { Sabotage } from './sabotage.ts';
import { WAITING } from './waiting.ts';
import { WATCHDOGS } from './watchdogs.ts';

export const SABOTAGES: readonly Sabotage[] = [
  ...FENCING,
  ...AGREEMENT,
  ...HEARING,
  ...ORDERS,
  ...REPORTS,
  ...MIGRATIONS,
  ...OPERATORS,
  ...WAITING,
  ...WATCHDOGS,
];

/** Throws when there is none of that name. */
export function findSabotage(name: string): Sabotage {
  const found = SABOTAGES.find((sabotage) => sabotage.name === name);
  if (found === undefined) throw new Error(`there is no sabotage "${name}"`);
  return found;
}
