/** What the test of a node's fencing found, path by path, from what the members told. Pure. */

import type { DeviceTest } from '#src/fencing/device-test.ts';
import { belongsTo, type KnownIdentity } from '#src/fencing/identity.ts';
import type { FencePath, FenceTestResult } from './commands.ts';

/** What a node has tried out, or why it has not. */
export interface TestsFrom {
  readonly from: string;
  readonly tests: readonly DeviceTest[] | string;
}

export interface TestFindings {
  readonly node: string;
  /** It is a member, so its power is on. */
  readonly up: boolean;
  readonly from: readonly TestsFrom[];
  readonly known: readonly KnownIdentity[];
}

/** SUCCESS only if every device works from every node. */
export function fenceTestResult({ node, up, from, known }: TestFindings): FenceTestResult {
  const paths = from.flatMap((one): readonly FencePath[] => {
    if (typeof one.tests === 'string') return [notTried(one.from, one.tests)];
    return one.tests.map((test) => pathOf(test, one.from, { node, up, known }));
  });
  const bad = paths.filter(({ ok }) => !ok).length;
  if (paths.length === 0)
    return { code: 'FAIL', message: `there is no other node that could fence ${node}`, owner: null, paths };
  const message =
    bad === 0
      ? `${node} can be fenced: every device works from every node`
      : `${bad} of ${paths.length} ways to fence ${node} ${bad === 1 ? 'does' : 'do'} not work`;
  return { code: bad === 0 ? 'SUCCESS' : 'FAIL', message, owner: null, paths };
}

function notTried(from: string, why: string): FencePath {
  const unseen = { right: 'unseen', belongs: 'unseen', ms: null } as const;
  return { device: '', method: '', from, ok: false, result: `not tried: ${why}`, ...unseen };
}

function pathOf(
  { device, method, ok, why, power, ms, right, privilege, identity }: DeviceTest,
  from: string,
  { node, up, known }: Omit<TestFindings, 'from'>,
): FencePath {
  const about = { device, method, from, ms };
  if (!ok) return { ...about, ok: false, result: why, right: 'unseen', belongs: 'unseen' };
  if (up && power === 'off') {
    const result = `reads off, but ${node} is up: it is not the power of ${node}`;
    return { ...about, ok: false, result, right, belongs: 'no' };
  }
  const belonging = belongsTo(node, identity, known);
  const { kind, words } = belonging;
  const parts = [power === undefined ? 'answers' : `reads ${power}`, rightWords(right, privilege)];
  parts.push(
    kind === 'yes'
      ? `is the device of ${node} (${words})`
      : kind === 'no'
        ? `is NOT the device of ${node}: ${words}`
        : `whether it is the device of ${node} can't be seen (${words})`,
  );
  return { ...about, ok: right !== 'no' && kind !== 'no', result: parts.join('; '), right, belongs: kind };
}

function rightWords(right: FencePath['right'], privilege: string | undefined): string {
  switch (right) {
    case 'yes':
      return `may switch power (${privilege})`;
    case 'no':
      return `may NOT switch power: the user has the privilege ${privilege}, and OPERATOR is needed`;
    case 'unseen':
      return "whether it may switch power can't be seen";
  }
}
