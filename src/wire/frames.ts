/** What nodes say to each other on a session, as TypeScript unions, and the codec to and from protobuf. */
import {
  readEpoch,
  readIncarnation,
  readMember,
  readNumber,
  readRecord,
  WireError,
  writeEpoch,
  writeIncarnation,
  writeMember,
  writeRecord,
} from './epochs.ts';
import { picket } from './messages.js';
import type { Epoch, Incarnation, LedgerRecord, Member, NodeId, PartReport, ServiceReport } from './words.ts';

/** `shrink`, `grow`: what runs gives up, then takes up, what the configuration says now; `release`: it is left alone. */
export type Operation =
  | 'start'
  | 'stop'
  | 'settle'
  | 'shrink'
  | 'grow'
  | 'release'
  | 'convalesce'
  | 'prepare'
  | 'migrate';

/** `off` until that is proven; `power-on`, after it has been recorded. */
export type FenceStep = 'off' | 'power-on';
/** As cluster.xml has it, or as an operator asked. */
export type FenceAction = 'configured' | 'off' | 'reboot';

export type Request =
  | { readonly type: 'propose'; readonly epoch: Epoch; readonly members: readonly Member[] }
  | {
      readonly type: 'install';
      readonly epoch: Epoch;
      readonly members: readonly Member[];
      readonly ledger: readonly LedgerRecord[];
    }
  | { readonly type: 'activate'; readonly epoch: Epoch }
  | {
      readonly type: 'replicate';
      readonly epoch: Epoch;
      readonly version: number;
      readonly changes: readonly LedgerRecord[];
    }
  | {
      readonly type: 'perform';
      readonly epoch: Epoch;
      readonly version: number;
      readonly service: string;
      readonly operation: Operation;
      /** For `migrate`: the node to which it goes. */
      readonly target?: NodeId;
    }
  | {
      readonly type: 'report';
      readonly epoch: Epoch;
      readonly service: string;
      /** The resource that failed, so that the service has to be recovered; empty with `partial`. */
      readonly resource: string;
      readonly reason: string;
      /** The service runs, but for these parts of it. */
      readonly partial?: readonly PartReport[];
    }
  | { readonly type: 'forward'; readonly command: string; readonly argument: string }
  /** After a long stall of the sender: is that view still the active one? `done`, or refused. */
  | { readonly type: 'confirm'; readonly epoch: Epoch }
  /** For how long has the receiver told that node in no heartbeat that it hears it? */
  | { readonly type: 'silence'; readonly epoch: Epoch; readonly node: NodeId }
  /** The sender's daemon ends now and comes back; its services go on. */
  | { readonly type: 'restarting' }
  /** The coordinator could not fence that node itself. `version`: see `perform`. */
  | {
      readonly type: 'fence';
      readonly epoch: Epoch;
      readonly version: number;
      /** Of the fence's record. */
      readonly id: string;
      readonly node: NodeId;
      readonly step: FenceStep;
      readonly action: FenceAction;
      /** For `power-on`. */
      readonly method: string;
    }
  /** About cluster.xml; the answer comes as `forwarded`. `argument` and answer are JSON. */
  | {
      readonly type: 'configure';
      readonly epoch: Epoch;
      readonly step: string;
      readonly argument: string;
    };

export type Reply =
  | {
      readonly type: 'accept';
      readonly epoch: Epoch;
      readonly known: readonly Member[];
      readonly view: Epoch | undefined;
      readonly ledger: readonly LedgerRecord[];
      readonly services: readonly ServiceReport[];
    }
  | { readonly type: 'installed'; readonly epoch: Epoch }
  | { readonly type: 'replicated'; readonly epoch: Epoch; readonly version: number }
  | {
      readonly type: 'performed';
      readonly epoch: Epoch;
      readonly ok: boolean;
      readonly reason: string;
      readonly state: ServiceReport['state'];
    }
  | { readonly type: 'silent'; readonly epoch: Epoch; readonly ms: number }
  | { readonly type: 'done' }
  /** `promised`: the highest epoch number the refuser knows, so that a proposer can go above it. */
  | {
      readonly type: 'refused';
      readonly reason: string;
      readonly promised: number;
      /** The refuser would, but can't (its disk): not held against the proposal, but against the refuser. */
      readonly unable?: true;
    }
  | { readonly type: 'forwarded'; readonly result: string }
  | {
      readonly type: 'fenced';
      readonly epoch: Epoch;
      readonly ok: boolean;
      readonly reason: string;
      readonly device: string;
      readonly method: string;
      readonly evidence: string;
      readonly verified: boolean;
      readonly powerOn: boolean;
      readonly agentMs: number;
      readonly shotMs: number;
    };

export type Hello = { readonly type: 'hello'; readonly cluster: string };

export interface Frame {
  readonly id: number;
  readonly reply: boolean;
  readonly sender: NodeId;
  readonly from: Incarnation;
  /** Absent only in a hello: the receiver's incarnation is not known yet. */
  readonly to: Incarnation | undefined;
  readonly body: Request | Reply | Hello;
}

export function encodeFrame(frame: Frame): Uint8Array {
  const envelope = {
    id: frame.id,
    reply: frame.reply,
    sender: frame.sender,
    from: writeIncarnation(frame.from),
    to: frame.to === undefined ? null : writeIncarnation(frame.to),
  };
  // The shape of protobufjs' oneof type can't follow a computed key.
  const message = { ...envelope, [frame.body.type]: writeBody(frame.body) } as picket.Frame.$Properties;
  return picket.Frame.encode(message).finish();
}

/** Undefined for anything malformed. Never throws. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  try {
    const wire = picket.Frame.decode(bytes);
    return {
      id: readNumber(wire.id),
      reply: wire.reply,
      sender: wire.sender,
      from: readIncarnation(wire.from),
      to: wire.to ? readIncarnation(wire.to) : undefined,
      body: readBody(wire),
    };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function writeBody(body: Frame['body']): object {
  switch (body.type) {
    case 'hello':
    case 'forward':
    case 'forwarded':
    case 'done':
    case 'refused':
    case 'restarting':
      return body;
    case 'propose':
      return { epoch: writeEpoch(body.epoch), members: body.members.map(writeMember) };
    case 'install':
      return {
        epoch: writeEpoch(body.epoch),
        members: body.members.map(writeMember),
        ledger: body.ledger.map(writeRecord),
      };
    case 'accept':
      return {
        ...body,
        epoch: writeEpoch(body.epoch),
        known: body.known.map(writeMember),
        view: body.view === undefined ? null : writeEpoch(body.view),
        ledger: body.ledger.map(writeRecord),
      };
    case 'replicate':
      return { ...body, epoch: writeEpoch(body.epoch), changes: body.changes.map(writeRecord) };
    case 'report': {
      const parts = body.partial?.map(({ resource, state, why }) => ({ resource, state, reason: why }));
      const partial = parts === undefined ? {} : { runs: true, partial: parts };
      return { ...body, epoch: writeEpoch(body.epoch), ...partial };
    }
    case 'silent':
      return { ...body, epoch: writeEpoch(body.epoch), ms: Math.floor(body.ms) };
    case 'activate':
    case 'installed':
    case 'replicated':
    case 'perform':
    case 'performed':
    case 'confirm':
    case 'configure':
    case 'fence':
    case 'fenced':
    case 'silence':
      return { ...body, epoch: writeEpoch(body.epoch) };
  }
}

function readBody(wire: picket.Frame): Frame['body'] {
  if (wire.hello) return { type: 'hello', cluster: wire.hello.cluster ?? '' };
  if (wire.propose) {
    const members = (wire.propose.members ?? []).map(readMember);
    return { type: 'propose', epoch: readEpoch(wire.propose.epoch), members };
  }
  if (wire.accept) {
    return {
      type: 'accept',
      epoch: readEpoch(wire.accept.epoch),
      known: (wire.accept.known ?? []).map(readMember),
      view: wire.accept.view ? readEpoch(wire.accept.view) : undefined,
      ledger: (wire.accept.ledger ?? []).map(readRecord),
      services: (wire.accept.services ?? []).map((report) => ({
        service: report.service ?? '',
        state: readState(report.state),
        reason: report.reason ?? '',
      })),
    };
  }
  if (wire.install) {
    return {
      type: 'install',
      epoch: readEpoch(wire.install.epoch),
      members: (wire.install.members ?? []).map(readMember),
      ledger: (wire.install.ledger ?? []).map(readRecord),
    };
  }
  if (wire.installed) return { type: 'installed', epoch: readEpoch(wire.installed.epoch) };
  if (wire.activate) return { type: 'activate', epoch: readEpoch(wire.activate.epoch) };
  if (wire.replicate) {
    return {
      type: 'replicate',
      epoch: readEpoch(wire.replicate.epoch),
      version: readNumber(wire.replicate.version),
      changes: (wire.replicate.changes ?? []).map(readRecord),
    };
  }
  if (wire.replicated) {
    const { epoch, version } = wire.replicated;
    return { type: 'replicated', epoch: readEpoch(epoch), version: readNumber(version) };
  }
  if (wire.perform) {
    return {
      type: 'perform',
      epoch: readEpoch(wire.perform.epoch),
      version: readNumber(wire.perform.version),
      service: wire.perform.service ?? '',
      operation: readOperation(wire.perform.operation),
      ...(wire.perform.target ? { target: readNumber(wire.perform.target) } : {}),
    };
  }
  if (wire.performed) {
    return {
      type: 'performed',
      epoch: readEpoch(wire.performed.epoch),
      ok: wire.performed.ok ?? false,
      reason: wire.performed.reason ?? '',
      state: readState(wire.performed.state),
    };
  }
  if (wire.report) {
    const report = {
      type: 'report',
      epoch: readEpoch(wire.report.epoch),
      service: wire.report.service ?? '',
      resource: wire.report.resource ?? '',
      reason: wire.report.reason ?? '',
    } as const;
    return wire.report.runs ? { ...report, partial: (wire.report.partial ?? []).map(readPart) } : report;
  }
  if (wire.done) return { type: 'done' };
  if (wire.refused) {
    const { reason, promised, unable } = wire.refused;
    const refused = { type: 'refused', reason: reason ?? '', promised: readNumber(promised) } as const;
    return unable ? { ...refused, unable } : refused;
  }
  if (wire.forward) {
    return { type: 'forward', command: wire.forward.command ?? '', argument: wire.forward.argument ?? '' };
  }
  if (wire.forwarded) return { type: 'forwarded', result: wire.forwarded.result ?? '' };
  if (wire.confirm) return { type: 'confirm', epoch: readEpoch(wire.confirm.epoch) };
  if (wire.silence)
    return { type: 'silence', epoch: readEpoch(wire.silence.epoch), node: wire.silence.node ?? 0 };
  if (wire.silent)
    return { type: 'silent', epoch: readEpoch(wire.silent.epoch), ms: readNumber(wire.silent.ms) };
  if (wire.restarting) return { type: 'restarting' };
  if (wire.configure) {
    const { epoch, step, argument } = wire.configure;
    return { type: 'configure', epoch: readEpoch(epoch), step: step ?? '', argument: argument ?? '' };
  }
  if (wire.fence) {
    const { epoch, version, id, node, step, action, method } = wire.fence;
    return {
      type: 'fence',
      epoch: readEpoch(epoch),
      version: readNumber(version),
      id: id ?? '',
      node: node ?? 0,
      step: oneOf(['off', 'power-on'], step),
      action: oneOf(['configured', 'off', 'reboot'], action),
      method: method ?? '',
    };
  }
  if (wire.fenced) return readFenced(wire.fenced);
  throw new WireError('frame without a body');
}

function readFenced(wire: picket.Fenced.$Properties): Extract<Reply, { type: 'fenced' }> {
  return {
    type: 'fenced',
    epoch: readEpoch(wire.epoch),
    ok: wire.ok ?? false,
    reason: wire.reason ?? '',
    device: wire.device ?? '',
    method: wire.method ?? '',
    evidence: wire.evidence ?? '',
    verified: wire.verified ?? false,
    powerOn: wire.powerOn ?? false,
    agentMs: wire.agentMs ?? 0,
    shotMs: wire.shotMs ?? 0,
  };
}

/** Throws on anything else. */
function oneOf<T extends string>(words: readonly T[], word: string | null | undefined): T {
  const known = words.find((one) => one === word);
  if (known === undefined) throw new WireError(`unknown word ${word ?? ''}`);
  return known;
}

function readPart({ resource, state, reason }: picket.Part.$Properties): PartReport {
  // Anything unknown is no proof.
  const known = state === 'stopped' || state === 'retried' ? state : 'may-run';
  return { resource: resource ?? '', state: known, why: reason ?? '' };
}

function readState(state: string | null | undefined): ServiceReport['state'] {
  // Anything unknown is no proof.
  return state === 'stopped' || state === 'running' ? state : 'may-run';
}

const OPERATIONS: readonly Operation[] = [
  'start',
  'stop',
  'settle',
  'shrink',
  'grow',
  'release',
  'convalesce',
  'prepare',
  'migrate',
];

function readOperation(operation: string | null | undefined): Operation {
  return oneOf(OPERATIONS, operation);
}
