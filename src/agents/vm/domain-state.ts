/** What `virsh domstate --reason` says of a guest, and what that means for it. */
import type { MonitorResult } from '../agent.ts';

export interface DomainState {
  /** `running`, `shut off`, `paused` ... */
  readonly state: string;
  /** `booted`, `migrating` ...; empty when none was given. */
  readonly reason: string;
}

export type DomainKind =
  /** No QEMU (or Xen domain) of it lives here. */
  | 'off'
  | 'running'
  /** By an administrator's `virsh suspend`, or asleep by its own wish: it goes on by a word. */
  | 'suspended'
  /** A copy that waits for its memory, or one whose memory has gone elsewhere: it executes nothing, and may vanish. */
  | 'copy'
  /** Stands still for something that ends by itself: saved, dumped, about to end. */
  | 'passing'
  /** Its processors do not run, and will not again. */
  | 'halted';

/** Undefined when the text is no such answer. */
export function parseDomainState(text: string): DomainState | undefined {
  const match = /^([a-z][a-z ]*?)(?: \((.*)\))?$/.exec(text.trim());
  return match?.[1] === undefined ? undefined : { state: match[1], reason: match[2] ?? '' };
}

/** Words of libvirt's virDomainState and its reasons, as virsh writes them; `idle` and `no state` are Xen's for running. */
export function kindOf({ state, reason }: DomainState): DomainKind {
  switch (state) {
    case 'shut off':
      return 'off';
    case 'running':
    case 'idle':
    case 'no state':
      return 'running';
    case 'in shutdown':
      return 'passing';
    case 'pmsuspended':
      return 'suspended';
    case 'paused':
      return PAUSED[reason] ?? 'halted';
    default:
      return 'halted';
  }
}

const PAUSED: Readonly<Record<string, DomainKind>> = {
  user: 'suspended',
  migrating: 'copy',
  'starting up': 'copy',
  'post-copy': 'copy',
  saving: 'passing',
  dumping: 'passing',
  'from snapshot': 'passing',
  'creating snapshot': 'passing',
  'shutting down': 'passing',
};

/** Why it is not there, by the reason of `shut off`. */
const ENDS: Readonly<Record<string, string>> = {
  shutdown: 'the guest shut itself down, or somebody pressed its power button',
  destroyed: 'the guest was destroyed',
  crashed: 'the guest, or its QEMU, crashed',
  migrated: 'the guest was migrated away',
  saved: 'the guest was saved and ended (virsh managedsave, or libvirt-guests)',
  failed: 'QEMU failed',
  daemon: 'libvirt ended it',
};

export function judgeState(domain: DomainState): MonitorResult {
  const words = stateWords(domain);
  switch (kindOf(domain)) {
    case 'off':
      return { status: 'not-running', reason: ENDS[domain.reason] ?? '' };
    case 'running':
      return { status: 'running', reason: '' };
    case 'suspended':
      return {
        status: 'degraded',
        reason: `the guest is ${words}: ${domain.state === 'paused' ? 'virsh resume' : 'virsh dompmwakeup'} lets it go on`,
      };
    case 'copy':
      return {
        status: 'unknown',
        reason: `this is the copy of a migration (${words}): it executes nothing, and may run or vanish`,
      };
    case 'passing':
      return { status: 'degraded', reason: `the guest is ${words}` };
    case 'halted':
      return { status: 'failed', reason: `the guest has halted: ${words}` };
  }
}

export function stateWords({ state, reason }: DomainState): string {
  return reason === '' ? state : `${state} (${reason})`;
}
