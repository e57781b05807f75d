/** Over which link a session goes. */
import { expect, test } from 'vitest';
import type { LinkView } from '#src/membership/detector.ts';
import { isStranded, routesTo } from '#src/membership/routes.ts';

const LINKS = [0, 1].map((link) => ({
  name: `link${link}`,
  local: { host: `10.${link}.0.1`, port: 694 },
  peers: new Map([[2, { host: `10.${link}.0.2`, port: 694 }]]),
}));
const TIMING = { keepalive: 1_000, warntime: 3_000 };
const fine: LinkView = { up: true, silentFor: 500, reason: '' };
const silent: LinkView = { up: true, silentFor: 3_000, reason: '' };
const never: LinkView = { up: false, silentFor: undefined, reason: 'never heard' };

test('the link heard last comes first, one that was never heard not at all', () => {
  expect(routesTo(2, LINKS, [silent, fine]).map(({ to }) => to.host)).toEqual(['10.1.0.2', '10.0.0.2']);
  expect(routesTo(2, LINKS, [never, fine]).map(({ from }) => from)).toEqual(['10.1.0.1']);
  expect(routesTo(2, LINKS, [never, never])).toEqual([]);
});

test.each([
  ['its link is fine', [fine, fine], false],
  ['its link is silent, the other fine', [silent, fine], true],
  ['both are silent: the peer may be dead', [silent, silent], false],
  ['its link is silent, the other was never heard', [silent, never], false],
])('a session is stranded or not: %s', (_, seen, stranded) => {
  expect(isStranded(2, { host: '10.0.0.2', port: 694 }, LINKS, seen, TIMING)).toBe(stranded);
});
