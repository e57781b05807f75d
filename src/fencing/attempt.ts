/**
 * One attempt at one method, command by command: look, shoot, verify, power on. Evidence decides, not the exit code of
 * the shot: off means that status read off twice in a row on every device that can tell.
 */
import type { FenceDevice } from '#src/config/model.ts';
import type { AgentFailure } from '#src/fencing/agent-answer.ts';
import type { Confirmation } from '#src/fencing/fence-types.ts';
import type { MethodPlan, UnusableMethod } from '#src/fencing/plan.ts';
import { type AttemptPorts, readAll, said } from '#src/fencing/readings.ts';
import { type Millis, pause } from '#src/host/ports.ts';

export interface AttemptFailure {
  readonly kind: 'failed';
  readonly device: string;
  readonly reason: string;
}

/** All devices have been told; nothing is proven yet. */
export interface Shots {
  readonly kind: 'shot';
  readonly agentMs: Millis;
  readonly shotMs: Millis;
  /** The method's only device read off after its order: the first of two readings, if the next one says so, too. */
  readonly readOff: boolean;
}

export type Proof = { readonly kind: 'proven' } & Omit<Confirmation, 'shotMs' | 'powerOn' | 'method'>;

/** What the precheck found, if it proves anything. */
export type Look =
  | { readonly kind: 'found'; readonly plan: MethodPlan; readonly proof: Proof }
  | { readonly kind: 'nothing' };

/** How long an order may take to land: power_timeout of fence-agents. */
export const LANDS_WITHIN: Millis = 20_000;
/** Between two readings; the first pauses are shorter. */
const BETWEEN_READINGS: Millis = 1_000;
const FIRST_PAUSE: Millis = 125;
/** Between two readings that say off when no shot was seen; after a shot they follow at once: agents take their time. */
const SECOND_LOOK_WITHOUT_SHOT: Millis = 1_000;
/** Longest status reading after a failed shot: the next method must not wait long for a device that is not there. */
const DOUBT_TIMEOUT: Millis = 10_000;
const ON_TRIES = 2;
const DOUBTED = 'as it said so of a node that was alive, it is believed only after it has said on';
/** Then the device was told nothing, and a reading would end in the same way. */
const UNTOLD: readonly AgentFailure[] = ['missing', 'cancelled', 'silent'];

/** Tells each device in order. After a shot that failed, one reading decides whether the others are told at all. */
export async function shoot(
  ports: AttemptPorts,
  plan: MethodPlan,
  cancel: AbortSignal,
): Promise<Shots | AttemptFailure> {
  let shotMs = 0;
  let readMs = 0;
  let readOff = false;
  for (const { device, command, verifiable, doubted } of plan.off) {
    if (cancel.aborted) return failed(device, 'called off');
    if (doubted === true) {
      const before = await ports.call(device, 'status', cancel);
      readMs += before.ms;
      if (before.kind !== 'power') return failed(device, `status ${said(before, '')}; ${DOUBTED}`);
      if (!before.on) return failed(device, `it says off before any shot; ${DOUBTED}`);
    }
    ports.report({
      type: 'shot',
      method: plan.method,
      device: device.name,
      action: command,
    });
    const answer = await ports.call(device, command, cancel);
    shotMs += answer.ms;
    if (answer.kind === 'ok') readOff = plan.off.length === 1 && verifiable && answer.readOff === true;
    if (answer.kind !== 'failed') continue;
    if (!verifiable || UNTOLD.includes(answer.failure)) return failed(device, answer.reason);
    const reading = await ports.call(
      { ...device, timeout: Math.min(device.timeout, DOUBT_TIMEOUT) },
      'status',
      cancel,
    );
    readMs += reading.ms;
    if (reading.kind === 'power' && !reading.on) continue;
    return failed(device, `${answer.reason}; afterwards status ${said(reading, answer.reason)}`);
  }
  return { kind: 'shot', agentMs: shotMs + readMs, shotMs, readOff };
}

/**
 * For so long after an order that was taken, devices that read on are asked again: some answer before the power is down,
 * and one that is given up too soon may switch off a node that is a member again.
 */
export function landsWithin(devices: readonly FenceDevice[]): Millis {
  return Math.min(LANDS_WITHIN, Math.max(0, ...devices.map(({ timeout }) => timeout)));
}

/**
 * Bounded by `landsWithin` and one reading; a device that does not answer in time, or is missing, ends it at once.
 * `readOff` of the shots counts as the first reading, and the second is always a call of its own: two readings of one
 * session could both be what the device remembered when it was told.
 */
export async function verify(
  ports: AttemptPorts,
  plan: MethodPlan,
  readOff: boolean,
  cancel: AbortSignal,
): Promise<Proof | AttemptFailure> {
  const provable = plan.off.filter(({ verifiable }) => verifiable);
  let agentMs = 0;
  // Blind devices only: their agents' success is all there will ever be.
  let offs = provable.length === 0 ? 2 : Number(readOff);
  const landing = landsWithin(plan.off.map(({ device }) => device));
  const began = ports.clock.now();
  let wait = FIRST_PAUSE;
  while (offs < 2) {
    const reading = await readAll(ports, provable, cancel);
    agentMs += reading.ms;
    if (reading.kind === 'off') {
      offs += 1;
      continue;
    }
    offs = 0;
    if (reading.hopeless || ports.clock.now() - began >= landing || cancel.aborted) {
      return failed(reading.device, `after the shot, status ${reading.reason}`);
    }
    await pause(ports.clock, wait, cancel);
    wait = Math.min(BETWEEN_READINGS, 2 * wait);
  }
  return {
    kind: 'proven',
    evidence: evidence(plan),
    verified: provable.length > 0,
    alreadyOff: false,
    agentMs,
  };
}

/** Reads the first method that answers. Proven only if all of it reads off, twice, a second apart. */
export async function look(
  ports: AttemptPorts,
  plans: readonly (MethodPlan | UnusableMethod)[],
  cancel: AbortSignal,
): Promise<Look> {
  for (const plan of plans) {
    if (
      plan.kind === 'unusable' ||
      !plan.off.every(({ cutsPower, doubted }) => cutsPower && doubted !== true)
    )
      continue;
    const first = await readAll(ports, plan.off, cancel);
    if (cancel.aborted) return { kind: 'nothing' };
    if (first.kind === 'unreadable') continue;
    if (first.kind === 'on') return { kind: 'nothing' };
    await pause(ports.clock, SECOND_LOOK_WITHOUT_SHOT, cancel);
    const second = await readAll(ports, plan.off, cancel);
    if (second.kind !== 'off') return { kind: 'nothing' };
    const agentMs = first.ms + second.ms;
    const words = 'already off: status read off twice, a second apart, before any shot';
    return {
      kind: 'found',
      plan,
      proof: {
        kind: 'proven',
        evidence: words,
        verified: true,
        alreadyOff: true,
        agentMs,
      },
    };
  }
  return { kind: 'nothing' };
}

/** Every device is tried, one that fails a second time is reported; true if all were told. */
export async function powerOn(ports: AttemptPorts, plan: MethodPlan, cancel: AbortSignal): Promise<boolean> {
  let agentMs = 0;
  let all = true;
  for (const device of plan.on) {
    for (let attempt = 1; attempt <= ON_TRIES; attempt += 1) {
      if (attempt > 1) await pause(ports.clock, BETWEEN_READINGS, cancel);
      if (cancel.aborted) return false;
      ports.report({
        type: 'shot',
        method: plan.method,
        device: device.name,
        action: 'on',
      });
      const answer = await ports.call(device, 'on', cancel);
      agentMs += answer.ms;
      if (answer.kind !== 'failed') break;
      if (cancel.aborted) return false;
      if (attempt < ON_TRIES) continue;
      all = false;
      ports.report({
        type: 'power-on-failed',
        method: plan.method,
        device: device.name,
        reason: answer.reason,
      });
    }
  }
  if (all && plan.on.length > 0) ports.report({ type: 'powered-on', method: plan.method, agentMs });
  return all;
}

function evidence(plan: MethodPlan): string {
  const provable = plan.off.filter(({ verifiable }) => verifiable).map(({ device }) => device.name);
  const blind = plan.off
    .filter(({ verifiable }) => !verifiable)
    .map(
      ({ device, command }) =>
        `${device.agent} (${device.name}) reported success of ${command}, which it can't verify`,
    );
  const proven =
    provable.length > 0 ? [`status read off twice on ${[...new Set(provable)].join(' and ')}`] : [];
  return [...proven, ...blind].join('; ');
}

function failed(device: FenceDevice | string, reason: string): AttemptFailure {
  return {
    kind: 'failed',
    device: typeof device === 'string' ? device : device.name,
    reason,
  };
}
