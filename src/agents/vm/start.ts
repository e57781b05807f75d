/** Starts a guest: nothing counts as started but a guest that libvirt calls running. */
import type { Millis } from '#src/host/ports.ts';
import type { Operation, OperationResult } from '../agent.ts';
import { defineGuest } from './definition.ts';
import { kindOf, stateWords } from './domain-state.ts';
import { type Guest, lookPatiently, openGuest, type Sight } from './guest.ts';
import { failed, outOfTime } from './results.ts';
import { restoreGuest } from './saved-guest.ts';
import { guestSettings, XEN_URI } from './settings.ts';
import { runStatusProgram } from './status-program.ts';
import { strayQemu } from './stray-qemu.ts';
import { isActive } from './virsh-errors.ts';

/** libvirtd may be restarting. */
const LIBVIRT_MS: Millis = 10_000;
/** What is ending gets that long, before it is ended. */
const ENDING_MS: Millis = 10_000;
const PROGRAM_PAUSE_MS: Millis = 5_000;
const LOOK_PAUSE_MS: Millis = 200;

export async function startGuest(operation: Operation): Promise<OperationResult> {
  const guest = await openGuest(operation);
  const sight = await cleared(guest, await lookPatiently(guest, LIBVIRT_MS));
  if (typeof sight === 'string') return failed(sight);
  if (!isRunning(sight)) {
    const why =
      (await strayQemu(guest)) ??
      (await defineGuest(guest, sight.kind === 'known')) ??
      (guest.cancelled() ? 'cancelled' : ((await restoreGuest(guest)) ?? (await boot(guest))));
    if (typeof why === 'string') return guest.left() <= 0 ? outOfTime(why) : failed(why);
    const running = await untilRunning(guest);
    if (!running.ok) return running;
  }
  return untilContent(guest);
}

/** What stands in the way is taken away, so that the guest runs or is off afterwards; else words. */
async function cleared(guest: Guest, sight: Sight): Promise<Sight | string> {
  const { log, ports } = guest.operation;
  const patience = ports.clock.now() + ENDING_MS;
  for (let now = sight; ; now = await guest.look()) {
    if (now.kind === 'silent') return now.words;
    if (now.kind === 'absent') return now;
    const kind = kindOf(now.domain);
    if (kind === 'running' || kind === 'off') return now;
    if (guest.cancelled()) return 'cancelled';
    const words = stateWords(now.domain);
    if (guest.left() <= 0) return `the guest is ${words}`;
    if (kind === 'passing' && ports.clock.now() < patience) {
      await guest.wait(LOOK_PAUSE_MS);
    } else if (now.domain.reason === 'user' && kind === 'suspended') {
      const answer = await guest.call(['resume', guest.name]);
      if (answer.kind !== 'done') return `the guest is paused, and can not go on: ${answer.words}`;
    } else {
      log.warn({ state: words }, 'ending what is left of the guest before it is started');
      const answer = await guest.call(['destroy', guest.name], 30_000);
      if (answer.kind === 'silent') return `the guest is ${words}; ${answer.words}`;
      await guest.wait(LOOK_PAUSE_MS);
    }
  }
}

function isRunning(sight: Sight): boolean {
  return sight.kind === 'known' && kindOf(sight.domain) === 'running';
}

/** True when it was begun. A memory that libvirt saved is thrown away: the disk may have been written to elsewhere since. */
async function boot(guest: Guest): Promise<true | string> {
  const fresh = guest.uri === XEN_URI ? [] : ['--force-boot'];
  if (fresh.length === 0) await guest.call(['managedsave-remove', guest.name]);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await guest.call(['start', guest.name, ...fresh], guest.left());
    if (answer.kind === 'done') return true;
    if (answer.kind === 'silent') return answer.words;
    if (!isActive(answer.stderr) || attempt > 2) return answer.words;
    // Somebody was quicker, or the copy of a migration is in the way: that would vanish, and the guest with it.
    const sight = await cleared(guest, await guest.look());
    if (typeof sight === 'string') return sight;
    if (isRunning(sight)) return true;
  }
}

/** virsh returns when QEMU's processors have been let go; but only what libvirt says afterwards counts. */
async function untilRunning(guest: Guest): Promise<OperationResult> {
  for (;;) {
    const sight = await guest.look();
    if (isRunning(sight)) return { ok: true };
    const words = wordsOf(sight);
    if (guest.left() <= 0) return outOfTime(words);
    if (guest.cancelled()) return failed('cancelled');
    const kind = sight.kind === 'known' ? kindOf(sight.domain) : undefined;
    if (sight.kind === 'absent' || kind === 'off' || kind === 'halted') return failed(words);
    await guest.wait(LOOK_PAUSE_MS);
  }
}

function wordsOf(sight: Sight): string {
  switch (sight.kind) {
    case 'known':
      return `the guest does not run after its start: ${stateWords(sight.domain)}`;
    case 'absent':
      return 'the guest is gone after its start';
    case 'silent':
      return `whether the guest runs can not be told: ${sight.words}`;
  }
}

/** With `status_program`: until that is content. */
async function untilContent(guest: Guest): Promise<OperationResult> {
  const { statusProgram } = guestSettings(guest.operation.resource.attributes);
  if (statusProgram === undefined) return { ok: true };
  for (;;) {
    const why = await runStatusProgram(guest.operation, statusProgram, guest.left());
    if (why === undefined) return { ok: true };
    if (guest.cancelled()) return failed('cancelled');
    if (guest.left() <= PROGRAM_PAUSE_MS) return outOfTime(`the guest runs, but does not work: ${why}`);
    await guest.wait(PROGRAM_PAUSE_MS);
    const sight = await guest.look();
    if (sight.kind === 'absent' || (sight.kind === 'known' && kindOf(sight.domain) !== 'running'))
      return failed(wordsOf(sight));
  }
}
