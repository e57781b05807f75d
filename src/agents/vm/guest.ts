/** One guest in one operation: how it is looked at and spoken to, with the time that is left. */
import { type Millis, pause } from '#src/host/ports.ts';
import type { Operation } from '../agent.ts';
import { type DomainState, parseDomainState } from './domain-state.ts';
import { hypervisorUri, QEMU_URI, XEN_URI } from './settings.ts';
import { type Answer, callVirsh, QUERY_MS } from './virsh.ts';
import { isAbsent } from './virsh-errors.ts';

export type Sight =
  | { readonly kind: 'known'; readonly domain: DomainState }
  /** libvirt answered, and knows no such guest. */
  | { readonly kind: 'absent' }
  /** `missing`: there is no virsh. */
  | { readonly kind: 'silent'; readonly words: string; readonly missing: boolean };

export interface Guest {
  readonly name: string;
  readonly uri: string;
  readonly operation: Operation;
  /** Until the operation's deadline. */
  left(): Millis;
  cancelled(): boolean;
  look(): Promise<Sight>;
  /** `virsh ARGS`, at most `limit` ms (10 s), and never beyond the deadline. */
  call(args: readonly string[], limit?: Millis): Promise<Answer>;
  /** Pauses; shorter when the time is up or nobody waits any more. */
  wait(delay: Millis): Promise<void>;
}

/** virsh takes these for a domain's number or uuid before it looks for a name. */
const AMBIGUOUS = /^(?:\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/i;

export async function openGuest(operation: Operation): Promise<Guest> {
  const { clock } = operation.ports;
  const { name } = operation.resource;
  const end = clock.now() + operation.timeout;
  const uri = await connectionOf(operation);
  const left = (): Millis => end - clock.now();
  let silence: string | undefined;
  const guest: Guest = {
    name,
    uri,
    operation,
    left,
    cancelled: () => operation.cancel.aborted,
    async look() {
      // Why libvirt was silent before says more than that the time is up.
      if (left() <= 0 && silence !== undefined) return { kind: 'silent', words: silence, missing: false };
      const sight = sightOf(await guest.call(['domstate', '--reason', name]), name);
      silence = sight.kind === 'silent' ? sight.words : undefined;
      return sight;
    },
    call: (args, limit = QUERY_MS) => callVirsh(operation, uri, args, Math.min(limit, left())),
    wait: (delay) => pause(clock, Math.max(0, Math.min(delay, left())), operation.cancel),
  };
  return guest;
}

/** Xen's own file tells a host that runs guests (dom0) from a Xen guest. */
export async function connectionOf({ resource, ports }: Operation): Promise<string> {
  const uri = hypervisorUri(resource.attributes);
  if (uri !== undefined) return uri;
  const capabilities = await ports.files.read('/proc/xen/capabilities').catch(() => undefined);
  return new TextDecoder().decode(capabilities).includes('control_d') ? XEN_URI : QEMU_URI;
}

function sightOf(answer: Answer, name: string): Sight {
  if (AMBIGUOUS.test(name)) {
    const words = `virsh would take the name "${name}" for a number or a uuid: rename the domain`;
    return { kind: 'silent', words, missing: false };
  }
  switch (answer.kind) {
    case 'done': {
      const domain = parseDomainState(answer.stdout);
      if (domain !== undefined) return { kind: 'known', domain };
      return { kind: 'silent', words: `virsh domstate said "${answer.stdout.trim()}"`, missing: false };
    }
    case 'refused':
      if (isAbsent(answer.stderr)) return { kind: 'absent' };
      return { kind: 'silent', words: answer.words, missing: false };
    case 'silent':
      return { kind: 'silent', words: answer.words, missing: answer.missing };
  }
}

/** Asks again for at most `within` ms while libvirt does not answer: it may be about to restart. */
export async function lookPatiently(guest: Guest, within: Millis): Promise<Sight> {
  const { clock } = guest.operation.ports;
  const end = clock.now() + within;
  for (;;) {
    const sight = await guest.look();
    if (sight.kind !== 'silent' || sight.missing) return sight;
    if (guest.cancelled() || clock.now() >= end || guest.left() <= 0) return sight;
    await guest.wait(500);
  }
}
