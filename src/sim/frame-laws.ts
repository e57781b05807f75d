/**
 * What a node answers for lies on its disk: read from its frames at the instant they leave (S3, S4), and whom it promised
 * a view with is remembered as a possible member (S2). A daemon that keeps such things in memory would go wrong only when
 * it dies at the right moment; this sees it at once.
 */
import type { Epoch, Member } from '#src/membership/types.ts';
import { readEpoch } from '#src/wire/epochs.ts';
import { decodeFrame, type Frame } from '#src/wire/frames.ts';
import { picket } from '#src/wire/messages.js';
import { LEDGER } from './daemon-run.ts';
import { compareEpochs, showEpoch } from './epochs.ts';
import type { SimHost } from './host.ts';
import type { Accuse } from './laws.ts';
import { readLedgerHead } from './ledger-file.ts';

export interface FrameLaws {
  /** A daemon of that node hands a frame to its kernel. */
  sent(node: number, bytes: Uint8Array): void;
}

export function createFrameLaws(host: (id: number) => SimHost, accuse: Accuse): FrameLaws {
  /** Members of each proposal, by its epoch. */
  const proposals = new Map<string, readonly Member[]>();

  function judge(node: number, body: Told): void {
    if (body.type === 'propose') {
      proposals.set(showEpoch(body.epoch), body.members);
      promised(node, body.epoch, 'proposes');
    } else if (body.type === 'accept') promised(node, body.epoch, 'accepts');
    else if (body.type === 'install') stored(node, body.epoch, 0, 'has others install');
    else if (body.type === 'installed') stored(node, body.epoch, 0, 'has installed');
    else if (body.type === 'replicated')
      stored(node, body.epoch, body.version, `has version ${body.version} of`);
  }

  function promised(node: number, epoch: Epoch, does: string): void {
    const { disk } = host(node);
    const state = readLedgerHead(disk);
    if (disk.damaged.has(LEDGER)) return;
    const says = `node ${node} says that it ${does} epoch ${showEpoch(epoch)}, but`;
    if (state?.promised === undefined || compareEpochs(state.promised, epoch) < 0) {
      accuse('S4', `${says} no such promise is on its disk`);
      return;
    }
    const known = new Set(state.known.map(({ id }) => id));
    const forgotten = (proposals.get(showEpoch(epoch)) ?? []).filter(({ id }) => !known.has(id));
    const later = compareEpochs(state.promised, epoch) > 0;
    if (forgotten.length > 0 && !later)
      accuse('S2', `${says} its disk does not tell of members ${forgotten.map(({ id }) => id).join(', ')}`);
  }

  function stored(node: number, epoch: Epoch, version: number, does: string): void {
    const { disk } = host(node);
    const state = readLedgerHead(disk);
    if (disk.damaged.has(LEDGER)) return;
    const order = state?.view === undefined ? -1 : compareEpochs(state.view.epoch, epoch);
    if (order > 0 || (order === 0 && (state?.version ?? 0) >= version)) return;
    accuse('S3', `node ${node} says that it ${does} view ${showEpoch(epoch)}, but its disk does not have it`);
  }

  return {
    sent(node, bytes) {
      const body = bodyOf(bytes);
      if (!TELLING.has(body.field)) return;
      const told = longOne(bytes, body) ?? decodeFrame(bytes)?.body;
      if (told !== undefined) judge(node, told);
    },
  };
}

/** Propose, accept, install, installed, replicated: see proto/picket.proto. */
const TELLING: ReadonlySet<number> = new Set([11, 12, 13, 14, 17]);
const LONG: ReadonlyMap<number, 'accept' | 'install'> = new Map([
  [12, 'accept'],
  [13, 'install'],
]);
const FIRST_BODY_FIELD = 10;

/** What a frame tells that can be judged. */
type Told = Frame['body'] | { readonly type: 'accept' | 'install'; readonly epoch: Epoch };

interface Body {
  readonly field: number;
  /** Where it begins. */
  readonly at: number;
}

/** Of frames with a ledger only the epoch is looked at, which comes first in them. */
function longOne(bytes: Uint8Array, { field, at }: Body): Told | undefined {
  const type = LONG.get(field);
  const [tag, length] = [bytes[at], bytes[at + 1]];
  if (type === undefined || tag !== EPOCH_TAG || length === undefined || length >= 0x80) return undefined;
  return { type, epoch: readEpoch(picket.Epoch.decode(bytes.subarray(at + 2, at + 2 + length))) };
}

/** Field 1, a message. */
const EPOCH_TAG = 0x0a;

/** Which field holds a frame's body, and where, without decoding it; 0 when there is none. */
function bodyOf(bytes: Uint8Array): Body {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = tag >>> 3;
    // Envelopes hold numbers and messages only.
    const value = varint();
    if (field >= FIRST_BODY_FIELD) return { field, at };
    if ((tag & 7) === 2) at += value;
  }
  return { field: 0, at };
}
