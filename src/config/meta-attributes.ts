/** Attributes that begin with `__`: what a failure of one resource means for the rest of its service. */

import { parseFlag } from './attribute-values.ts';
import type { Attributes } from './attributes.ts';
import { META_ATTRIBUTES } from './grammar/services.ts';
import type { ResourceConfig } from './model.ts';
import { warnAboutOldFlag } from './old-flags.ts';

export type Meta = Pick<
  ResourceConfig,
  'independent' | 'maxRestarts' | 'restartExpireTime' | 'maxFailures' | 'failureExpireTime'
>;

/** Each undefined when the element does not say it. */
type GivenMeta = { readonly [K in keyof Meta]: Meta[K] | undefined };

const COUNTERS = [
  ['__max_restarts', '__restart_expire_time'],
  ['__max_failures', '__failure_expire_time'],
] as const;

export function readMeta(attributes: Attributes): GivenMeta {
  // Picket always does what this asks for.
  attributes.flag('__enforce_timeouts', undefined);
  const given = {
    independent: readIndependent(attributes),
    maxRestarts: attributes.integer('__max_restarts', undefined),
    restartExpireTime: attributes.duration('__restart_expire_time', undefined),
    maxFailures: attributes.integer('__max_failures', undefined),
    failureExpireTime: attributes.duration('__failure_expire_time', undefined),
  };
  return given;
}

/** What stands where a resource is used wins over what stands where it is defined. */
export function mergeMeta(defaults: Meta, ...given: readonly GivenMeta[]): Meta {
  return given.reduce<Meta>(
    (meta, more) => ({
      independent: more.independent ?? meta.independent,
      maxRestarts: more.maxRestarts ?? meta.maxRestarts,
      restartExpireTime: more.restartExpireTime ?? meta.restartExpireTime,
      maxFailures: more.maxFailures ?? meta.maxFailures,
      failureExpireTime: more.failureExpireTime ?? meta.failureExpireTime,
    }),
    defaults,
  );
}

/** Counters that count nothing. `attributes`: of the element where the resource is used. */
export function warnAboutCounters(attributes: Attributes, meta: Meta): void {
  const { maxRestarts, restartExpireTime, maxFailures, failureExpireTime } = meta;
  const pairs = [
    [maxRestarts, restartExpireTime],
    [maxFailures, failureExpireTime],
  ] as const;
  for (const [index, [count, time]] of pairs.entries()) {
    const [counter = '', window = ''] = COUNTERS[index] ?? [];
    if (count > 0 === time > 0) continue;
    const [alone, other] = count > 0 ? [counter, window] : [window, counter];
    attributes.warning(alone, `${alone} has no effect without ${other}`, `give both, above 0`);
  }
  if (maxRestarts > 0 && restartExpireTime > 0 && meta.independent === 'no') {
    const hint = 'add __independent_subtree="1", or use max_restarts of the service';
    attributes.warning('__max_restarts', '__max_restarts has no effect without __independent_subtree', hint);
  }
}

export function acceptMeta(attributes: Attributes): void {
  attributes.accept(...Object.keys(META_ATTRIBUTES));
}

/** rgmanager takes 1 and yes, 2 and non-critical. */
function readIndependent(attributes: Attributes): Meta['independent'] | undefined {
  const name = '__independent_subtree';
  const value = attributes.text(name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === '2' || value === 'non-critical') return 'non-critical';
  const flag = parseFlag(value);
  if (flag === undefined) {
    attributes.wrong(name, `${name} must be 0, 1 or 2, not "${value}"`, '2 is the same as non-critical');
    return undefined;
  }
  if (value !== 'yes') warnAboutOldFlag(attributes, name);
  return flag ? 'restart' : 'no';
}
