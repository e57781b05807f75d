/** `auto_failback`, as it stands on `<rm>`, on a failover domain and on a service. */
import { parseFlag } from './attribute-values.ts';
import type { Attributes } from './attributes.ts';
import type { ServiceConfig } from './model.ts';

/** Undefined when absent, or wrong (which is reported). */
export function readFailback(attributes: Attributes): ServiceConfig['autoFailback'] | undefined {
  const value = attributes.text('auto_failback')?.toLowerCase();
  if (value === undefined || value === 'live') return value;
  const flag = parseFlag(value);
  if (flag !== undefined) return flag ? 'on' : 'off';
  attributes.wrong('auto_failback', `auto_failback must be on, off or live, not "${value}"`);
  return undefined;
}
