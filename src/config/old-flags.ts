/** Words for yes that rgmanager took for no: a file that was written for it may mean either. */
import { parseFlag } from './attribute-values.ts';
import type { Attributes } from './attributes.ts';

/** A switch of which rgmanager understood numbers only. */
export function readOldFlag<F extends boolean | undefined>(
  attributes: Attributes,
  name: string,
  fallback: F,
): boolean | F {
  const flag = attributes.flag(name, fallback);
  warnAboutOldFlag(attributes, name);
  return flag;
}

export function warnAboutOldFlag(attributes: Attributes, name: string): void {
  const value = attributes.text(name) ?? '';
  if (parseFlag(value) !== true || value === '1') return;
  const message = `${name}="${value}" is yes here; rgmanager took it for no`;
  attributes.warning(name, message, 'write 1 or 0, whichever is meant');
}
