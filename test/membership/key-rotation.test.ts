/** Which new key files a running daemon takes up, and which would cut a node off. */
import { expect, test } from 'vitest';
import { rotationObjections } from '#src/membership/key-rotation.ts';
import { type ClusterKeys, deriveKeys } from '#src/wire/keys.ts';

function keys(...ids: readonly number[]): ClusterKeys {
  return deriveKeys(
    'pair',
    ids.map((id) => ({ id, secret: new Uint8Array(32).fill(id) })),
  );
}

function prints(...ids: readonly number[]): readonly number[] {
  return keys(...ids).accepted.map(({ fingerprint }) => fingerprint);
}

const [ONE = 0, TWO = 0] = prints(1, 2);
const ADD =
  /key 2 is to be used for sending, but node2 does not accept it yet: .*run picket reload there first/;
const KEEP = /key 1 is to be removed, but node2 still sends with it: .*run picket reload there first/;

test.each([
  ['a second key is added', [1], [1, 2], prints(1), ONE, []],
  ['the second key becomes the first where all know it', [1, 2], [2, 1], prints(1, 2), ONE, []],
  ['the old key is removed where nobody uses it', [2, 1], [2], prints(2, 1), TWO, []],
  ['nothing changes', [1], [1], prints(1), ONE, []],
  ['a new first key that node2 does not know', [1], [2, 1], prints(1), ONE, [ADD]],
  ['the old key goes although node2 uses it', [2, 1], [2], prints(1, 2), ONE, [KEEP]],
  ['everything at once', [1], [2], prints(1), ONE, [ADD, KEEP]],
  ['node2 is too old to tell what it knows', [1], [2, 1], undefined, ONE, []],
])('%s', (_, now, next, accepts, sends, objections) => {
  const found = rotationObjections(keys(...now), keys(...next), [{ name: 'node2', accepts, sends }]);
  expect(found).toEqual(objections.map((pattern) => expect.stringMatching(pattern)));
});

test('a key with an old id and another secret is another key', () => {
  const other = deriveKeys('pair', [{ id: 1, secret: new Uint8Array(32).fill(9) }]);
  const peers = [{ name: 'node2', accepts: prints(1), sends: ONE }];
  expect(rotationObjections(keys(1), other, peers)).toHaveLength(2);
});

test('fingerprints differ by cluster and by key, and are no part of a key', () => {
  const [mine] = keys(1).accepted;
  const [theirs] = deriveKeys('other', [{ id: 1, secret: new Uint8Array(32).fill(1) }]).accepted;
  expect(mine?.fingerprint).not.toBe(theirs?.fingerprint);
  expect(Buffer.from(mine?.datagram ?? []).readUInt32BE()).not.toBe(mine?.fingerprint);
});
