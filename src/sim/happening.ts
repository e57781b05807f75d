/**
 * All that can happen to a simulated cluster from outside: what nature, cables, devices, disks, clocks and operators do.
 * One list of them, with times, is a story; stories come from scenario files and from seeds. Data only.
 */
import type { RestrictVerb, ServiceVerb } from '#src/cluster/commands.ts';
import type { Millis } from '#src/host/ports.ts';

/** Id of a node. */
type At = number;

/** What a fence device does from now on. */
export type DeviceMode =
  | 'ok'
  /** Answers after seconds rather than fractions of one. */
  | 'slow'
  | 'fails'
  | 'hangs'
  | 'wrong-password'
  /** Says that it has done what it has not. Its status tells the truth. */
  | 'does-nothing'
  /** Says that it has done what it does only seconds later. Its status tells the truth. */
  | 'late'
  /** Says off whatever the power is: S1 and S2 are excused for its node, and nothing else is. */
  | 'lies'
  /** Hangs on the power of the host: without power it does not answer (and can't switch on). */
  | 'shares-power';

export type DiskMode = 'ok' | 'slow' | 'fails' | 'hangs' | 'full';
export type Manner = 'ok' | 'fail' | 'hang' | 'slow';

export type Happening =
  /** Power and daemons. */
  | { readonly kind: 'power-on' | 'power-off'; readonly node: At }
  /** Ends at once and boots again. */
  | { readonly kind: 'reset'; readonly node: At }
  /** SIGKILL; systemd starts it again after RestartSec, or not before `start-daemon`. */
  | { readonly kind: 'kill-daemon'; readonly node: At; readonly restart: boolean }
  | { readonly kind: 'start-daemon'; readonly node: At }
  /** `systemctl restart picket`: what runs goes on. */
  | { readonly kind: 'restart-daemon'; readonly node: At }
  /** `systemctl stop picket`: it leaves. */
  | { readonly kind: 'leave'; readonly node: At }
  /** The whole host stands still (services too) and wakes up late: its timers fire then. */
  | { readonly kind: 'pause'; readonly node: At; readonly ms: Millis }
  /** Only the daemon stands still, as SIGSTOP does. */
  | { readonly kind: 'stop-daemon'; readonly node: At; readonly ms: Millis }
  /** Cables. Without `link`: all of them. */
  | {
      readonly kind: 'cut';
      readonly from: At;
      readonly to: At;
      readonly oneWay: boolean;
      readonly link?: number;
    }
  /** From everybody; without `link` on all links. */
  | { readonly kind: 'isolate'; readonly node: At; readonly link?: number }
  /** Nodes of different groups do not hear each other; who is in no group is alone. */
  | { readonly kind: 'split'; readonly groups: readonly (readonly At[])[] }
  | { readonly kind: 'heal' }
  /** Fractions 0..1 of the datagrams that vanish, come twice, come late (out of order). */
  | { readonly kind: 'loss'; readonly lost: number; readonly doubled: number; readonly late: number }
  /** ms that each packet takes at most. */
  | { readonly kind: 'latency'; readonly ms: Millis }
  /** Every session breaks now; new ones may be opened. */
  | { readonly kind: 'break-sessions'; readonly node: At }
  /** Datagrams that this node sent in earlier lives of its daemon (or of this one) are sent once more to all. */
  | { readonly kind: 'replay'; readonly node: At }
  /** Datagrams and dials of somebody without the key. */
  | { readonly kind: 'stranger'; readonly node: At }
  /** The ping target, the witness: out of that node's reach or in it again; without `node` for all. */
  | { readonly kind: 'ping-target' | 'witness'; readonly up: boolean; readonly node?: At }
  /** Fence devices, disks, clocks. */
  | { readonly kind: 'device'; readonly node: At; readonly mode: DeviceMode }
  /** Whether `by` can reach the device of `node`. */
  | { readonly kind: 'device-path'; readonly node: At; readonly by: At; readonly up: boolean }
  | { readonly kind: 'disk'; readonly node: At; readonly mode: DiskMode }
  /** The next loss of power tears what was being written (a part of it lands), or the ledger gets flipped bits now. */
  | { readonly kind: 'tear' | 'corrupt'; readonly node: At }
  /** The wall clock jumps by that much. */
  | { readonly kind: 'clock'; readonly node: At; readonly by: Millis }
  /** Services. Names as in cluster.xml: `service:web`. */
  /** Of a running service everything dies, or only that resource (its name). */
  | { readonly kind: 'crash'; readonly service: string; readonly resource?: string }
  | {
      readonly kind: 'behave';
      readonly service: string;
      readonly node: At;
      readonly operation: 'start' | 'stop' | 'monitor' | 'migrate';
      readonly manner: Manner;
    }
  /** Operators, at the daemon of `node`. */
  | {
      readonly kind: 'operator';
      readonly node: At;
      readonly verb: ServiceVerb;
      readonly service: string;
      readonly target?: At;
    }
  | { readonly kind: 'standby'; readonly node: At; readonly on: boolean; readonly target: At }
  | {
      readonly kind: 'restrict';
      readonly node: At;
      readonly verb: Exclude<RestrictVerb, 'standby' | 'online' | 'reboot'>;
    }
  | { readonly kind: 'reboot'; readonly node: At; readonly target: At }
  | { readonly kind: 'fence'; readonly node: At; readonly target: At; readonly action: 'off' | 'reboot' }
  /** The operator looked: done only if the target is really off. */
  | { readonly kind: 'confirm-down'; readonly node: At; readonly target: At };

/** One thing at one time. */
export interface Planned {
  /** ms since the beginning. */
  readonly at: Millis;
  readonly what: Happening;
}

/** A cluster and what happens to it. */
export interface Story {
  /** cluster.xml, as text. Fence devices use the agent `fence_sim`, resources the type `sim`. */
  readonly xml: string;
  /** For what nobody decided: delays, losses, luck. */
  readonly seed: number;
  /** In the order of time. */
  readonly plan: readonly Planned[];
  /** ms. */
  readonly length: Millis;
}
