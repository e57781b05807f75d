/** On the target of a migration: whether it can take the guest, before anything of it is touched. */
import type { Millis } from '#src/host/ports.ts';
import type { Operation, OperationResult } from '../agent.ts';
import { findDefinition } from './definition.ts';
import { kindOf, stateWords } from './domain-state.ts';
import { type DomainDefinition, parseDomain } from './domain-xml.ts';
import { type Guest, lookPatiently, openGuest } from './guest.ts';
import { availableKiB } from './host-memory.ts';
import { failed } from './results.ts';
import { guestSettings } from './settings.ts';

const LIBVIRT_MS: Millis = 5_000;
/** The copy of an earlier migration vanishes by itself within seconds; then it is ended. */
const COPY_MS: Millis = 2_000;
const LOOK_PAUSE_MS: Millis = 200;
/** What QEMU needs beside the guest's memory, and the host beside QEMU. */
const SPARE_KIB = 256 * 1024;

export async function prepareGuest(operation: Operation): Promise<OperationResult> {
  const guest = await openGuest(operation);
  const why = (await freeTheName(guest)) ?? (await lacks(guest));
  return why === undefined ? { ok: true } : failed(why);
}

/** Nothing of the guest may be here. Of all that could be, only a copy that executes nothing is ended. */
async function freeTheName(guest: Guest): Promise<string | undefined> {
  const { clock } = guest.operation.ports;
  const end = clock.now() + COPY_MS;
  let sight = await lookPatiently(guest, LIBVIRT_MS);
  for (;;) {
    if (sight.kind === 'silent') return sight.words;
    if (sight.kind === 'absent') return undefined;
    const kind = kindOf(sight.domain);
    if (kind === 'off') {
      const answer = await guest.call(['autostart', '--disable', guest.name]);
      return answer.kind === 'silent' ? answer.words : undefined;
    }
    const words = stateWords(sight.domain);
    if (kind !== 'copy') return `the guest is here already: ${words}`;
    if (guest.cancelled() || guest.left() <= 0) return `the copy of an earlier migration is here: ${words}`;
    if (clock.now() >= end) {
      guest.operation.log.warn({ state: words }, 'ending the copy of an earlier migration');
      await guest.call(['destroy', guest.name], 30_000);
    }
    await guest.wait(LOOK_PAUSE_MS);
    sight = await guest.look();
  }
}

/** What this host lacks, as far as the guest is known here; libvirt itself compares the rest when the guest comes. */
async function lacks(guest: Guest): Promise<string | undefined> {
  const definition = await definitionHere(guest);
  const why = await lacksMemory(guest, definition);
  if (why !== undefined || definition === undefined) return why;
  const { emulator, arch, machine, type } = definition;
  const answer = await guest.call([
    'domcapabilities',
    ...(emulator === undefined ? [] : ['--emulatorbin', emulator]),
    ...(arch === undefined ? [] : ['--arch', arch]),
    ...(machine === undefined ? [] : ['--machine', machine]),
    ...(type === '' ? [] : ['--virttype', type]),
  ]);
  return answer.kind === 'refused' ? `this host can't run the guest: ${answer.words}` : undefined;
}

/** The file of the configuration, else what libvirt has. A broken file is no hindrance: the guest brings its definition. */
async function definitionHere(guest: Guest): Promise<DomainDefinition | undefined> {
  const found = await findDefinition(guest);
  if (typeof found === 'object') return found.definition;
  const answer = await guest.call(['dumpxml', '--inactive', guest.name]);
  return answer.kind === 'done' ? parseDomain(answer.stdout) : undefined;
}

async function lacksMemory(
  guest: Guest,
  definition: DomainDefinition | undefined,
): Promise<string | undefined> {
  const { memoryMiB } = guestSettings(guest.operation.resource.attributes);
  const needed = definition?.memoryKiB ?? (memoryMiB ?? 0) * 1024;
  if (needed === 0 || definition?.hugePages === true) return undefined;
  const answer = await guest.call(['nodememstats']);
  const available = answer.kind === 'done' ? availableKiB(answer.stdout) : undefined;
  if (available === undefined || available >= needed + SPARE_KIB) return undefined;
  const mebi = (size: number): number => Math.round(size / 1024);
  return `too little memory: the guest needs ${mebi(needed)} MiB, and ${mebi(available)} MiB are free, ${mebi(SPARE_KIB)} of which the host keeps`;
}
