/** Heartbeats to bytes and back. Decoding checks every range: what it returns can be trusted to be well-formed. */
import { readEpoch, readIncarnation, readNumber, WireError, writeEpoch, writeIncarnation } from './epochs.ts';
import { picket } from './messages.js';
import type { BeatState, Heartbeat } from './words.ts';

const STATES: readonly BeatState[] = ['joining', 'member', 'leaving', 'left'];

export function encodeHeartbeat(beat: Heartbeat): Uint8Array {
  return picket.Heartbeat.encode({
    sender: beat.sender,
    incarnation: writeIncarnation(beat.incarnation),
    sequence: beat.sequence,
    link: beat.link,
    state: STATES.indexOf(beat.state),
    view: beat.view === undefined ? null : writeEpoch(beat.view),
    highestEpoch: beat.highestEpoch,
    configVersion: beat.configVersion,
    echoes: beat.echoes.map((echo) => ({
      node: echo.node,
      incarnation: writeIncarnation(echo.incarnation),
      sequence: echo.sequence,
    })),
    pausedMs: beat.pausedMs,
    ready: beat.ready,
  }).finish();
}

/** Undefined for anything that is not a complete, sane heartbeat. Never throws. */
export function decodeHeartbeat(bytes: Uint8Array): Heartbeat | undefined {
  try {
    return read(picket.Heartbeat.decode(bytes));
  } catch (error) {
    // protobufjs throws Error, RangeError or TypeError on garbage; WireError is ours.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function read(wire: picket.Heartbeat): Heartbeat {
  const state = STATES[wire.state];
  if (state === undefined) throw new WireError('unknown state');
  if (wire.sender < 1) throw new WireError('no sender');
  return {
    sender: wire.sender,
    incarnation: readIncarnation(wire.incarnation),
    sequence: readNumber(wire.sequence),
    link: wire.link,
    state,
    view: wire.view ? readEpoch(wire.view) : undefined,
    highestEpoch: readNumber(wire.highestEpoch),
    configVersion: readNumber(wire.configVersion),
    echoes: wire.echoes.map((echo) => ({
      node: echo.node ?? 0,
      incarnation: readIncarnation(echo.incarnation),
      sequence: readNumber(echo.sequence),
    })),
    pausedMs: wire.pausedMs,
    ready: wire.ready,
  };
}
