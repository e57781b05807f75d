/** What is wrong with the links, named in a sentence, as a node in the middle of it sees it. */
import { expect, test } from 'vitest';
import { linkFaults } from '#src/cluster/link-faults.ts';
import type { LinkView, PeerView } from '#src/membership/detector.ts';
import { beat, incarnation } from '../membership/support/samples.ts';

type Seen = 'up' | 'half' | 'down';

/** A peer as node 1 sees it: its links, and on each of them of whom it says that the link is up. */
function peer(
  id: number,
  links: readonly (readonly [Seen, readonly number[]])[],
  more: Partial<PeerView> = {},
) {
  const view: PeerView = {
    id,
    state: 'up',
    incarnation: incarnation(id),
    beat: beat({ sender: id }),
    silentFor: 0,
    unheardFor: 0,
    links: links.map(
      ([seen, ups]): LinkView => ({
        up: seen === 'up',
        half: seen === 'half',
        silentFor: 0,
        reason: '',
        claims: [1, 2, 3, 4].map((node) => ({
          node,
          incarnation: incarnation(node),
          sequence: 1,
          up: ups.includes(node),
        })),
      }),
    ),
    ...more,
  };
  return view;
}

const ALL = [1, 2, 3, 4];

test.each<readonly [string, readonly PeerView[], readonly string[]]>([
  [
    'nothing',
    [
      peer(2, [
        ['up', ALL],
        ['up', ALL],
      ]),
    ],
    [],
  ],
  [
    'two nodes, one link cut',
    [
      peer(2, [
        ['up', ALL],
        ['down', []],
      ]),
    ],
    ['link sn: down between node1 and node2; bcn is fine'],
  ],
  [
    'one way',
    [
      peer(2, [
        ['up', ALL],
        ['half', []],
      ]),
    ],
    ['link sn: node2 does not hear node1; bcn is fine'],
  ],
  [
    'one of three is cut off',
    [
      peer(2, [
        ['up', ALL],
        ['down', []],
      ]),
      peer(3, [
        ['up', ALL],
        ['up', [1]],
      ]),
    ],
    ['link sn: node2 hears nobody; bcn is fine'],
  ],
  [
    'this one of three is cut off',
    [
      peer(2, [
        ['up', ALL],
        ['down', [3]],
      ]),
      peer(3, [
        ['up', ALL],
        ['down', [2]],
      ]),
    ],
    ['link sn: node1 hears nobody; bcn is fine'],
  ],
  [
    'two others do not hear each other',
    [
      peer(2, [
        ['up', [1]],
        ['up', ALL],
      ]),
      peer(3, [
        ['up', [1]],
        ['up', ALL],
      ]),
    ],
    ['link bcn: down between node2 and node3; sn is fine'],
  ],
  [
    'both links, differently',
    [
      peer(2, [
        ['down', []],
        ['up', ALL],
      ]),
      peer(3, [
        ['up', [1]],
        ['half', [2]],
      ]),
    ],
    ['link bcn: node2 hears nobody', 'link sn: node3 does not hear node1'],
  ],
  [
    'a pulled cable',
    [
      peer(
        2,
        [
          ['up', ALL],
          ['down', []],
        ],
        { beat: beat({ sender: 2, carriers: ['up', 'down'] }) },
      ),
    ],
    ['link sn: down between node1 and node2 (node2: no carrier); bcn is fine'],
  ],
  [
    'a dead node tells nothing',
    [
      peer(
        2,
        [
          ['down', []],
          ['down', []],
        ],
        { state: 'dead' },
      ),
    ],
    [],
  ],
])('%s', (_, peers, texts) => {
  const found = linkFaults({ self: 1, links: ['bcn', 'sn'], peers, nodeName: (id) => `node${id}` });
  expect(found.map(({ text }) => text)).toEqual(texts);
});

test('a peer of an older version, that says nothing of others, is not held to it', () => {
  const old = peer(2, [['up', ALL]]);
  const silent = {
    ...old,
    links: old.links.map((link) => ({
      ...link,
      claims: [{ node: 3, incarnation: incarnation(3), sequence: 1 }],
    })),
  };
  const input = { self: 1, links: ['bcn'], nodeName: (id: number) => `node${id}` };
  expect(linkFaults({ ...input, peers: [silent, peer(3, [['up', ALL]])] })).toEqual([]);
});
