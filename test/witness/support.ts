/** Nodes that ask a witness, without a network between them. */
import type { Clock, Datagrams } from '#src/host/ports.ts';
import { createRandom } from '#src/host/random.ts';
import { type ClusterKeys, deriveKeys } from '#src/wire/keys.ts';
import { createSealer } from '#src/wire/seal.ts';
import { decodeWitnessAnswer, encodeWitnessRequest } from '#src/wire/witness-codec.ts';
import { witnessKeys } from '#src/wire/witness-keys.ts';
import type { WitnessAnswer, WitnessRequest } from '#src/wire/witness-words.ts';
import { createWitnessDesk, type WitnessDesk } from '#src/witness/desk.ts';
import type { StoredVote } from '#src/witness/rule.ts';
import { SILENT } from '#test/host/silent-log.ts';

export const KEYS = deriveKeys('test', [{ id: 1, secret: new Uint8Array(32).fill(3) }]);

/** A witness that has given its vote to nobody yet, and whose disk keeps nothing, unless told otherwise. */
export function witnessDesk(
  clock: Clock,
  store: (vote: StoredVote) => Promise<void> = async () => {},
  initial?: StoredVote,
): WitnessDesk {
  return createWitnessDesk({ keys: KEYS, random: createRandom(), clock, log: SILENT, initial, store });
}

/** What a node says, sealed; and what it reads of an answer. */
export function createAsker(keys: ClusterKeys = KEYS): {
  seal(request: WitnessRequest): Uint8Array;
  open(packet: Uint8Array | undefined): WitnessAnswer | undefined;
} {
  const requests = createSealer(witnessKeys(keys, 'request'), createRandom());
  const answers = createSealer(witnessKeys(keys, 'answer'), createRandom());
  return {
    seal: (request) => requests.seal(encodeWitnessRequest(request)),
    open(packet) {
      const plain = packet === undefined ? undefined : answers.open(packet);
      return plain === undefined ? undefined : decodeWitnessAnswer(plain);
    },
  };
}

/** A way to a witness in this process; `up` says whether its answers arrive. */
export function wayTo(desk: WitnessDesk, up: () => boolean): Datagrams {
  return {
    open: async (local, receive) => ({
      send(packet, to) {
        void desk.answer(packet).then((answer) => {
          if (answer !== undefined && up()) receive(answer, to);
        });
      },
      close: () => void local,
    }),
  };
}

/** Lets everything that has been sent arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
}
