/** Stops a guest: the power button, then, when it does not heed that, the plug. Stopped is only what libvirt calls off. */
import type { Millis } from '#src/host/ports.ts';
import type { Operation, OperationResult } from '../agent.ts';
import { inWords } from '../attributes.ts';
import { kindOf, stateWords } from './domain-state.ts';
import { type Guest, openGuest, type Sight } from './guest.ts';
import { isOutgoing, parseJobInfo } from './job-info.ts';
import { findQemu } from './qemu-process.ts';
import { failed, outOfTime } from './results.ts';
import { saveGuest } from './saved-guest.ts';
import { type GuestSettings, guestSettings } from './settings.ts';
import { isLocalQemu, strayQemu } from './stray-qemu.ts';

/** From the plug to the end: libvirt gives a QEMU that hangs 10 s and then kills it. */
export const DESTROY_MS: Millis = 45_000;
/** Guests miss the first press while they boot. */
const PRESS_AGAIN_MS: Millis = 5_000;
/** A press of the button takes QEMU no time, unless it hangs. */
const PRESS_MS: Millis = 20_000;
const FIRST_LOOK_MS: Millis = 50;
const LONGEST_LOOK_MS: Millis = 1_000;

export async function stopGuest(operation: Operation): Promise<OperationResult> {
  const guest = await openGuest(operation);
  const settings = guestSettings(operation.resource.attributes);
  let sight = await guest.look();
  if (sight.kind === 'known' && kindOf(sight.domain) === 'running') {
    await endMigration(guest);
    await saveGuest(guest, guest.left() - DESTROY_MS);
    sight = await shutDown(guest, Math.min(settings.shutdownTimeout, guest.left() - DESTROY_MS));
  }
  for (;;) {
    const over = await conclude(guest, settings, sight);
    if (over !== undefined) return over;
    if (sight.kind === 'known') await guest.call(['destroy', guest.name], DESTROY_MS);
    else await guest.wait(LONGEST_LOOK_MS);
    sight = await guest.look();
  }
}

/** One that Picket did not cancel, because its daemon has begun anew since: it would hold up every other verb. */
async function endMigration(guest: Guest): Promise<void> {
  const answer = await guest.call(['domjobinfo', guest.name]);
  if (answer.kind !== 'done' || !isOutgoing(parseJobInfo(answer.stdout))) return;
  guest.operation.log.warn({}, 'the guest is being migrated: that is cancelled before it is stopped');
  await guest.call(['domjobabort', guest.name]);
}

/**
 * Presses the power button for at most `patience` ms, and not longer when QEMU hangs; what was seen last. From the third
 * press on a guest agent is asked too: libvirt waits up to a minute for its answer, so it could not tell a hang.
 */
async function shutDown(guest: Guest, patience: Millis): Promise<Sight> {
  const { clock } = guest.operation.ports;
  const end = clock.now() + patience;
  let next = clock.now();
  let presses = 0;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(2 * wait, LONGEST_LOOK_MS)) {
    const sight = await guest.look();
    if (sight.kind === 'absent') return sight;
    if (sight.kind === 'known' && !['running', 'passing'].includes(kindOf(sight.domain))) return sight;
    const left = end - clock.now();
    if (guest.cancelled() || left <= 0) return sight;
    if (sight.kind === 'known' && clock.now() >= next) {
      presses += 1;
      const plain = presses <= 2 && guest.uri.startsWith('qemu');
      const mode = plain ? ['--mode', 'acpi'] : [];
      const answer = await guest.call(
        ['shutdown', guest.name, ...mode],
        plain ? Math.min(PRESS_MS, left) : left,
      );
      next = clock.now() + PRESS_AGAIN_MS;
      if (plain && answer.kind === 'silent' && answer.late && !guest.cancelled()) {
        guest.operation.log.warn({}, 'QEMU does not even take the press of the power button: it hangs');
        return guest.look();
      }
    }
    await guest.wait(Math.min(wait, Math.max(end - clock.now(), 0)));
  }
}

/** The result of the stop, when there is one already. */
async function conclude(
  guest: Guest,
  { noKill, shutdownTimeout }: GuestSettings,
  sight: Sight,
): Promise<OperationResult | undefined> {
  switch (sight.kind) {
    case 'absent':
      return stopped(guest);
    case 'known': {
      if (kindOf(sight.domain) === 'off') return stopped(guest);
      const words = stateWords(sight.domain);
      if (guest.cancelled()) return failed(`cancelled; the guest is ${words}`);
      if (noKill && kindOf(sight.domain) !== 'copy') {
        return failed(
          `the guest is ${words} after ${inWords(shutdownTimeout)}, and no_kill forbids to destroy it`,
        );
      }
      return guest.left() <= 0 ? outOfTime(`the guest is still ${words}`) : undefined;
    }
    case 'silent': {
      if (isLocalQemu(guest.uri) && (await findQemu(guest.operation.ports.files, guest.name)).kind === 'gone')
        return { ok: true };
      if (guest.cancelled()) return failed(`cancelled; ${sight.words}`);
      if (sight.missing) return failed(sight.words);
      return guest.left() <= 0
        ? outOfTime(`whether the guest has stopped can not be told: ${sight.words}`)
        : undefined;
    }
  }
}

async function stopped(guest: Guest): Promise<OperationResult> {
  const stray = await strayQemu(guest);
  return stray === undefined ? { ok: true } : failed(stray);
}
