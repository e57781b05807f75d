/** Heartbeats to bytes and back. Decoding checks every range: what it returns can be trusted to be well-formed. */
import { readEpoch, readIncarnation, readNumber, WireError, writeEpoch, writeIncarnation } from './epochs.ts';
import { picket } from './messages.js';
import type { BeatState, Carrier, Echo, Heartbeat } from './words.ts';

const STATES: readonly BeatState[] = ['joining', 'member', 'leaving', 'left', 'restarting'];
const CARRIERS: readonly Carrier[] = ['unknown', 'up', 'down'];

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
      up: echo.up ?? null,
      keptUs: echo.keptUs ?? 0,
    })),
    pausedMs: beat.pausedMs,
    ready: beat.ready,
    failedSends: beat.failedSends ?? 0,
    keys: [...(beat.keys ?? [])],
    carriers: (beat.carriers ?? []).map((carrier) => CARRIERS.indexOf(carrier)),
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
    echoes: wire.echoes.map(readEcho),
    pausedMs: wire.pausedMs,
    ready: wire.ready,
    ...(wire.failedSends > 0 && { failedSends: wire.failedSends }),
    ...(wire.keys.length > 0 && { keys: wire.keys }),
    ...(wire.carriers.length > 0 && { carriers: wire.carriers.map((one) => CARRIERS[one] ?? 'unknown') }),
  };
}

function readEcho(wire: picket.Echo.$Properties): Echo {
  // One for each peer in every heartbeat, so it is put together without copies.
  const echo: { -readonly [Field in keyof Echo]: Echo[Field] } = {
    node: wire.node ?? 0,
    incarnation: readIncarnation(wire.incarnation),
    sequence: readNumber(wire.sequence),
  };
  if (wire.up !== null && wire.up !== undefined) echo.up = wire.up;
  if (wire.keptUs !== undefined && wire.keptUs !== null && wire.keptUs > 0) echo.keptUs = wire.keptUs;
  return echo;
}
