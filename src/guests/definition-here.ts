/** The persistent definition of a guest on this host, as libvirt has it. */
import type { Commands, Millis } from '#src/host/ports.ts';
import { createVirsh, LOCAL_URI } from './virsh.ts';

/** A start waits for it; its agent has patience of its own with a libvirt that does not answer. */
const LONGEST: Millis = 5_000;

export type DefinitionHere =
  | { readonly kind: 'known'; readonly definition: string }
  | { readonly kind: 'unknown' }
  /** libvirt did not say. */
  | { readonly kind: 'silent'; readonly why: string };

/** `attributes` of its resource. Without secrets (`--security-info`). Never rejects. */
export async function definitionHere(
  commands: Pick<Commands, 'run'>,
  guest: string,
  attributes: Readonly<Record<string, string>>,
): Promise<DefinitionHere> {
  const answer = await createVirsh(
    commands,
    uriOf(attributes),
  )([...['dumpxml', '--inactive', '--domain', guest]]);
  if (answer.ok) return { kind: 'known', definition: answer.text };
  return /failed to get domain/.test(answer.why) ? { kind: 'unknown' } : { kind: 'silent', why: answer.why };
}

/** Undefined when libvirt has it now; else why not. Never rejects. */
export async function defineHere(
  commands: Pick<Commands, 'run'>,
  definition: string,
  attributes: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const answer = await createVirsh(
    commands,
    uriOf(attributes),
    LONGEST,
  )(['define', '/dev/stdin'], definition);
  return answer.ok ? undefined : answer.why;
}

function uriOf(attributes: Readonly<Record<string, string>>): string {
  const given = attributes['hypervisor_uri'] ?? '';
  if (given !== '' && given !== 'auto') return given;
  return attributes['hypervisor'] === 'xen' ? 'xen:///' : LOCAL_URI;
}
