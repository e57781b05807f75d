/** Sabotages of what heartbeats prove. */
import type { Sabotage } from './sabotage.ts';

const ALIVE = 'alive = Math.max(alive, Math.min(heardAt, echoedAt + keepalive));';
const LINK_UP =
  'link.echoedAt !== undefined &&\n      now - link.heardAt < deadtime &&\n      now - link.echoedAt < deadtime + keepalive';

export const HEARING: readonly Sabotage[] = [
  {
    name: 'one-way-is-up',
    what: 'A link counts as up as long as the peer is heard, whether or not the peer hears this node.',
    rules: ['L2', 'L1', 'S9'],
    patches: [
      { file: 'membership/detector.ts', find: ALIVE, replace: 'alive = Math.max(alive, heardAt);' },
      { file: 'membership/detector.ts', find: LINK_UP, replace: 'now - link.heardAt < deadtime' },
    ],
    seeds: 20,
    scenario: 'deaf-node-loses',
  },
  {
    name: 'unproven-incarnation',
    what: 'A peer is believed to have started anew without a proof that it hears this node: a recording will do.',
    rules: ['S9', 'L2', 'L1'],
    patches: [
      {
        file: 'membership/detector.ts',
        find: 'if (!hearsUs || !this.#sent.has(echo.sequence)) return this.#unproven(peer, beat, link, at);',
        replace: '',
      },
    ],
    seeds: 20,
    scenario: 'recording-of-an-earlier-life',
  },
  {
    name: 'replays-count',
    what: 'Recorded heartbeats count as new ones.',
    rules: ['S9'],
    patches: [
      {
        file: 'membership/replay-window.ts',
        find: 'if (highest - sequence >= WIDTH) return false;',
        replace: 'return true;',
      },
      { file: 'membership/detector.ts', find: ALIVE, replace: 'alive = Math.max(alive, heardAt);' },
      { file: 'membership/detector.ts', find: LINK_UP, replace: 'now - link.heardAt < deadtime' },
    ],
    seeds: 20,
    scenario: 'replayed-datagrams',
  },
  {
    name: 'unsealed',
    what: 'Datagrams are read without a look at their authentication tag.',
    rules: ['S9', 'L1'],
    patches: [
      {
        file: 'wire/seal.ts',
        find: 'return Buffer.concat([decipher.update(body), decipher.final()]);',
        replace: 'return decipher.update(body);',
      },
    ],
    seeds: 20,
    scenario: 'strangers-again-and-again',
  },
];
