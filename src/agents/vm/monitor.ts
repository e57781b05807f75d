/** How a guest does: libvirt's word, and at depth 10 QEMU's own, the guest agent's and the administrator's program's. */
import type { Millis } from '#src/host/ports.ts';
import type { MonitorResult, Operation } from '../agent.ts';
import { judgeState } from './domain-state.ts';
import { parseDomain } from './domain-xml.ts';
import { type Guest, openGuest, type Sight } from './guest.ts';
import { findQemu } from './qemu-process.ts';
import { guestSettings } from './settings.ts';
import { runStatusProgram } from './status-program.ts';
import { isLocalQemu, strayQemu } from './stray-qemu.ts';

/** Deep checks begin here. */
const DEEP = 10;
/** A QEMU that answers no question for so long hangs; healthy ones take milliseconds, those on a slow disk some seconds. */
const QEMU_MS: Millis = 20_000;

const PROBE_PAUSE_MS: Millis = 500;

/** Changes nothing, whatever it finds. */
export async function monitorGuest(operation: Operation, depth: number): Promise<MonitorResult> {
  const guest = await openGuest(operation);
  let sight = await guest.look();
  let result = await judge(guest, sight);
  // A first look decides whether the guest may run here: it waits for a libvirt that is about to start.
  while (
    operation.probe === true &&
    sight.kind === 'silent' &&
    result.status === 'unknown' &&
    mayAnswer(guest, sight)
  ) {
    await guest.wait(PROBE_PAUSE_MS);
    sight = await guest.look();
    result = await judge(guest, sight);
  }
  if (result.status !== 'running' || depth < DEEP || sight.kind !== 'known') return result;
  return (await askQemu(guest)) ?? (await askProgram(operation)) ?? (await askAgent(guest)) ?? result;
}

function mayAnswer(guest: Guest, { missing }: { readonly missing: boolean }): boolean {
  return !missing && !guest.cancelled() && guest.left() > guest.operation.timeout / 2;
}

async function judge(guest: Guest, sight: Sight): Promise<MonitorResult> {
  switch (sight.kind) {
    case 'known':
      return doubted(guest, judgeState(sight.domain));
    case 'absent':
      return doubted(guest, { status: 'not-running', reason: 'libvirt knows no such guest' });
    case 'silent':
      if (sight.missing) return { status: 'unknown', reason: sight.words, notInstalled: true };
      return withoutLibvirt(guest, sight.words);
  }
}

/** What a first look calls down is started elsewhere. */
async function doubted(guest: Guest, result: MonitorResult): Promise<MonitorResult> {
  if (result.status !== 'not-running' || guest.operation.probe !== true) return result;
  const stray = await strayQemu(guest);
  return stray === undefined ? result : { status: 'unknown', reason: stray };
}

/** A libvirt that restarts or hangs leaves its guests running: no reason to touch them, as long as their QEMU lives. */
async function withoutLibvirt({ operation, name, uri }: Guest, words: string): Promise<MonitorResult> {
  if (!isLocalQemu(uri) || operation.cancel.aborted) return { status: 'unknown', reason: words };
  const trace = await findQemu(operation.ports.files, name);
  switch (trace.kind) {
    case 'lives':
      // What it does can't be told: at first sight that is too little to call it running.
      if (operation.probe === true) return { status: 'unknown', reason: words };
      return { status: 'degraded', reason: `${words}; the QEMU of the guest lives (pid ${trace.pid})` };
    case 'gone':
      return { status: 'not-running', reason: `${words}; no QEMU of the guest and no libvirt runs here` };
    case 'unclear':
      return { status: 'unknown', reason: `${words}; no QEMU of the guest was found, but ${trace.why}` };
  }
}

/** A question that goes through QEMU's monitor. Unlike `qemu-monitor-command` it leaves no taint on the guest. */
async function askQemu(guest: Guest): Promise<MonitorResult | undefined> {
  if (!guest.uri.startsWith('qemu')) return undefined;
  // Time must be left to ask libvirt afterwards.
  const limit = Math.min(QEMU_MS, guest.left() / 2);
  const answer = await guest.call(['domstats', '--iothread', guest.name], limit);
  if (answer.kind === 'done') return undefined;
  const after = await judge(guest, await guest.look());
  // Meanwhile it ended, or libvirt did.
  if (after.status !== 'running') return after;
  if (answer.kind === 'silent' && !answer.late) return { status: 'degraded', reason: answer.words };
  if (answer.kind === 'refused' && !/state change lock|Timed out/i.test(answer.words)) return undefined;
  return {
    status: 'failed',
    reason: `QEMU hangs: libvirt calls the guest running, but its monitor does not answer (${answer.words})`,
  };
}

async function askProgram(operation: Operation): Promise<MonitorResult | undefined> {
  const { statusProgram } = guestSettings(operation.resource.attributes);
  if (statusProgram === undefined) return undefined;
  const why = await runStatusProgram(operation, statusProgram, operation.timeout);
  return why === undefined ? undefined : { status: 'failed', reason: why };
}

/** Only of an agent that is connected: one that was stopped inside the guest says nothing about the guest. */
async function askAgent(guest: Guest): Promise<MonitorResult | undefined> {
  if (!guest.uri.startsWith('qemu')) return undefined;
  const live = await guest.call(['dumpxml', guest.name]);
  if (live.kind !== 'done' || parseDomain(live.stdout)?.agent !== 'connected') return undefined;
  // libvirt gives an agent 5 s to answer.
  const answer = await guest.call(['domtime', guest.name]);
  if (answer.kind === 'done') return undefined;
  return {
    status: 'degraded',
    reason: `the guest agent does not answer: the guest may hang (${answer.words})`,
  };
}
